// The last beats of a session on a strip that runs to the left. Places are custom properties and the arithmetic is in the
// style sheet: to move all of it is one write.

import { el } from "../shared/dom.js";
import { ms } from "../shared/format.js";

/** Intervals in sight. */
const IN_SIGHT = 12;

export type TrackName = "laptop" | "server" | "beats";

const TRACKS: readonly (readonly [TrackName, string])[] = [
  ["laptop", "Laptop"],
  ["server", "Server"],
  ["beats", "Beats"],
];

export interface Strip {
  /** Empty, with room for so many milliseconds. */
  reset(interval: number): void;
  /** A bar that grows until it is closed. */
  open(track: TrackName, at: number, kind: string, label?: string): Bar;
  mark(track: TrackName, at: number, kind: string): void;
  move(now: number): void;
}

export interface Bar {
  close(at: number, kind?: string): void;
}

export function createStrip(root: HTMLElement): Strip {
  const rows = new Map(TRACKS.map(([name]) => [name, el("div", { class: `strip-row ${name}` })]));
  const axis = el("div", { class: "strip-row strip-axis" });
  root.append(
    ...TRACKS.flatMap(([name, label]) => [el("span", { class: "strip-name" }, label), rows.get(name) ?? ""]),
    el("span", { class: "strip-name" }),
    axis,
  );
  let span = IN_SIGHT;
  let step = 1;
  let nextTick = 0;
  let items: { element: HTMLElement; until: number }[] = [];

  const add = (row: HTMLElement | undefined, element: HTMLElement, until: number): { element: HTMLElement; until: number } => {
    const item = { element, until };
    items.push(item);
    row?.append(element);
    return item;
  };

  return {
    reset(interval) {
      for (const { element } of items) element.remove();
      items = [];
      span = interval * IN_SIGHT;
      step = interval * 2;
      nextTick = 0;
      root.style.setProperty("--span", String(span));
    },
    open(track, at, kind, label = "") {
      const element = el("span", { class: `strip-bar ${kind}`, "--at": at, "--until": "var(--now)" }, label);
      const item = add(rows.get(track), element, Number.POSITIVE_INFINITY);
      return {
        close(until, newKind = kind) {
          element.className = `strip-bar ${newKind}`;
          element.style.setProperty("--until", String(until));
          item.until = until;
        },
      };
    },
    mark(track, at, kind) {
      add(rows.get(track), el("span", { class: `strip-mark ${kind}`, "--at": at }), at);
    },
    move(now) {
      for (; nextTick <= now; nextTick += step) {
        add(axis, el("span", { class: "strip-tick", "--at": nextTick }, nextTick === 0 ? "0" : ms(nextTick)), nextTick);
      }
      root.style.setProperty("--now", String(now));
      const gone = now - span * 1.1;
      for (const { element } of items.filter(({ until }) => until < gone)) element.remove();
      items = items.filter(({ until }) => until >= gone);
    },
  };
}
