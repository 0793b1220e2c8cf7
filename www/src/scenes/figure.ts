// A scene on the page: its knobs with what came of each, its picture, and what plays it.

import { onSchemeChange } from "../shared/colours.js";
import { el } from "../shared/dom.js";
import { ms } from "../shared/format.js";
import { Picture } from "./draw/picture.js";
import { createEndings } from "./endings.js";
import { type Film, filmOf } from "./film.js";
import { createKnobs } from "./knobs.js";
import { createLegend } from "./legend.js";
import { FIRST_SEED, fromHash, newSeed, type Shown, toHash } from "./link.js";
import { Player } from "./player.js";
import type { Plan } from "./protocol.js";
import { allSettings, atFirst, type Scene, type Settings } from "./scene.js";
import { recordingOf } from "./worlds.js";

/** Before the next setting is shown by itself. */
const PAUSE = 1_200;

export interface FigureParts {
  root: HTMLElement;
  name: string;
  /** For those who do not see it, when they have turned something. */
  say(sentence: string): void;
  onPlan?(plan: Plan): void;
}

export interface Figure {
  scene: Scene;
  /** Records what it needs, once. */
  prepare(): void;
  see(isSeen: boolean): void;
  /** What an address asks for. */
  follow(hash: string): boolean;
}

export function createFigure(scene: Scene, { root, name, say, onPlan }: FigureParts): Figure {
  let shown: Shown = { settings: atFirst(scene), seed: FIRST_SEED };
  let isPrepared = false;
  // Nothing moves on by itself once the reader has taken over.
  let isTouched = false;
  let next: number | undefined;

  const canvas = el("canvas", { class: "picture", role: "img", "aria-label": `${name}: recording` });
  const picture = new Picture(canvas);
  const button = el("button", { type: "button", class: "quiet play" }, "Play");
  const time = el("input", { type: "range", min: 0, max: 1_000, value: 0, "aria-label": `Time of: ${name}` });
  const clock = el("output", { class: "clock" });
  const chances = el("button", { type: "button", class: "quiet chances" }, "Other random numbers");
  chances.hidden = !hasChance(scene);
  const legend = createLegend();
  const endings = createEndings(name);
  const knobs = createKnobs(scene, (settings) => turn({ ...shown, settings }));

  const player = new Player(scene.speed, {
    draw: (film, moment) => picture.draw(film, moment),
    onChange: ({ isPlaying, isStill, film, time: now }) => {
      const length = film?.length ?? 1;
      write(button, isPlaying ? "Pause" : now >= length ? "Play again" : "Play");
      button.hidden = isStill;
      time.value = `${Math.round((now / length) * 1_000)}`;
      const words = `${(now / 1_000).toFixed(1)} s of ${ms(length)}`;
      time.setAttribute("aria-valuetext", words);
      write(clock, scene.speed === 1 || isStill ? words : `${words}, ${scene.speed} times as fast`);
    },
    onEnd: () => {
      root.dataset.played = `${Number(root.dataset.played ?? 0) + 1}`;
      if (!isTouched) next = window.setTimeout(goOn, PAUSE);
    },
  });

  root.append(
    knobs.element,
    canvas,
    el("div", { class: "playing" }, button, time, clock),
    el("div", { class: "under" }, legend.element, chances),
    endings.element,
  );
  button.addEventListener("click", () => {
    touch();
    if (player.isPlaying) player.pause();
    else player.play();
  });
  time.addEventListener("input", () => {
    touch();
    player.seek((Number(time.value) / 1_000) * (player.film?.length ?? 0));
  });
  chances.addEventListener("click", () => turn({ ...shown, seed: newSeed() }));
  onSchemeChange(() => {
    picture.mixAgain();
    player.show();
  });
  new ResizeObserver(() => player.show()).observe(canvas);
  knobs.show(shown.settings);

  function touch(): void {
    isTouched = true;
    window.clearTimeout(next);
  }

  function turn(to: Shown): void {
    touch();
    history.replaceState(null, "", toHash(scene, to));
    void show(to).then(say);
  }

  // From one setting of the only knob to the next.
  function goOn(): void {
    const all = allSettings(scene);
    const at = all.findIndex((settings) => JSON.stringify(settings) === JSON.stringify(shown.settings));
    const following = all[at + 1];
    if (following !== undefined) void show({ ...shown, settings: following });
  }

  /** Shows it, and tells what came of it. */
  async function show(to: Shown): Promise<string> {
    const isOther = to.seed !== shown.seed;
    shown = to;
    knobs.show(to.settings);
    root.dataset.state = "recording";
    const film = await filmWith(to.settings);
    // Something else was chosen meanwhile.
    if (shown !== to) return "";
    if (isOther) void tellAll();
    const words = tell(film, to.settings);
    canvas.setAttribute("aria-label", `${name}: ${labelOf(to.settings)}. ${words}`);
    endings.show(film);
    legend.show(film);
    onPlan?.(film.recording.plan);
    player.load(film, scene.still?.(to.settings));
    root.dataset.state = "ready";
    return words;
  }

  async function filmWith(settings: Settings): Promise<Film> {
    return filmOf(await recordingOf({ ...scene.plan(settings), seed: shown.seed }));
  }

  function tell(film: Film, settings: Settings): string {
    const words = scene.tell(film.summary, settings);
    knobs.tell(settings, words);
    return words;
  }

  /** What comes of every setting stands beside it, played or not. */
  async function tellAll(): Promise<void> {
    const { seed } = shown;
    for (const settings of allSettings(scene)) {
      const film = await filmWith(settings);
      if (seed === shown.seed) tell(film, settings);
    }
    root.dataset.told = `${seed}`;
  }

  const labelOf = (settings: Settings): string =>
    scene.knobs
      .map(({ name: knob, label, values }) => `${label} ${values.find(({ value }) => value === settings[knob])?.label}`)
      .join(", ");

  return {
    scene,
    prepare() {
      if (isPrepared) return;
      isPrepared = true;
      void show(shown);
      void tellAll();
    },
    see: (isSeen) => player.see(isSeen),
    follow(hash) {
      const asked = fromHash(hash, scene);
      if (asked === undefined) return false;
      touch();
      if (isPrepared) void show(asked);
      else shown = asked;
      return true;
    },
  };
}

/** With other random numbers, something would be different. */
function hasChance(scene: Scene): boolean {
  const { traffic, server } = scene.plan(atFirst(scene));
  return traffic.within > 0 || server.phases.some(({ failing }) => failing !== undefined);
}

// A text that is written anew is read anew, and costs a layout.
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
