// The last beats of a session on a strip that runs to the left. What is on it stays where it was put: each track is moved as a
// whole, and only what still grows is written to.

import { el } from "../shared/dom.js";
import { ms } from "../shared/format.js";

/** Intervals in sight. */
const IN_SIGHT = 12;
/** Pixels below which there is room for half the labels. */
const NARROW = 560;

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

interface Item {
  element: HTMLElement;
  /** When it ended; infinite while it grows. */
  until: number;
}

export interface Bar {
  close(at: number, kind?: string): void;
}

export function createStrip(root: HTMLElement): Strip {
  const layer = (): HTMLElement => el("div", { class: "strip-layer" });
  const tracks = new Map(TRACKS.map(([name]) => [name, layer()]));
  const axis = layer();
  root.append(
    ...TRACKS.flatMap(([name, label]) => [
      el("span", { class: "strip-name" }, label),
      el("div", { class: `strip-row ${name}` }, tracks.get(name) ?? ""),
    ]),
    el("span", { class: "strip-name" }),
    el("div", { class: "strip-row strip-axis" }, axis),
  );
  let span = IN_SIGHT;
  let step = 1;
  let nextTick = 0;
  let items: Item[] = [];

  const add = (track: HTMLElement | undefined, element: HTMLElement, at: number, until: number): Item => {
    const item = { element, until };
    element.style.setProperty("--at", String(at / span));
    items.push(item);
    track?.append(element);
    return item;
  };

  const end = (element: HTMLElement, at: number): void => element.style.setProperty("--until", String(at / span));

  return {
    reset(interval) {
      for (const { element } of items) element.remove();
      items = [];
      span = interval * IN_SIGHT;
      step = interval * (root.clientWidth < NARROW ? 4 : 2);
      nextTick = 0;
    },
    open(track, at, kind, label = "") {
      const element = el("span", { class: `strip-bar ${kind}` }, label);
      const item = add(tracks.get(track), element, at, Number.POSITIVE_INFINITY);
      end(element, at);
      return {
        close(until, newKind = kind) {
          element.className = `strip-bar ${newKind}`;
          end(element, until);
          item.until = until;
        },
      };
    },
    mark(track, at, kind) {
      add(tracks.get(track), el("span", { class: `strip-mark ${kind}` }), at, at);
    },
    move(now) {
      for (; nextTick <= now; nextTick += step) {
        add(axis, el("span", { class: "strip-tick" }, nextTick === 0 ? "0" : ms(nextTick)), nextTick, nextTick);
      }
      const transform = `translateX(${(1 - now / span) * 100}%)`;
      for (const moved of [...tracks.values(), axis]) moved.style.transform = transform;
      for (const { element } of items.filter(({ until }) => until === Number.POSITIVE_INFINITY)) end(element, now);
      const gone = now - span * 1.1;
      for (const { element } of items.filter(({ until }) => until < gone)) element.remove();
      items = items.filter(({ until }) => until >= gone);
    },
  };
}
