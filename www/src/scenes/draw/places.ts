// Where clients and the server stand on the stage.

import type { Area } from "./ink.js";

/** So many clients have room for a word each. */
export const FEW = 10;

export interface Places {
  /** Each client has a word beside it. */
  hasWords: boolean;
  x(client: number): number;
  y(client: number): number;
  /** Of the square that stands for a client, and of a dot. */
  size: number;
  radius: number;
  server: Area;
}

export function placesOf(stage: Area, clients: number): Places {
  const width = Math.min(120, stage.width * 0.24);
  const server = { left: stage.left + stage.width - width, top: stage.top, width, height: stage.height };
  const places = clients <= FEW ? inOneColumn(stage, clients) : inColumns(stage, clients);
  return { ...places, server };
}

function inOneColumn({ left, top, height }: Area, clients: number) {
  const row = height / clients;
  return {
    hasWords: true,
    x: () => left + 104,
    y: (client: number) => top + (client + 0.5) * row,
    ...(clients === 1 ? { size: 16, radius: 9 } : { size: 10, radius: 6 }),
  };
}

function inColumns({ left, top, width, height }: Area, clients: number) {
  // As close as it takes to need no more than a third of the width.
  const pitch = Math.min(clients <= 40 ? 22 : 14, Math.sqrt((height * width * 0.3) / clients));
  const rows = Math.max(1, Math.floor(height / pitch));
  return {
    hasWords: false,
    x: (client: number) => left + (Math.floor(client / rows) + 0.5) * pitch,
    y: (client: number) => top + ((client % rows) + 0.5) * (height / rows),
    size: Math.max(2.5, pitch * 0.6),
    radius: clients <= 40 ? 5 : clients <= 250 ? 3.5 : 2.5,
  };
}
