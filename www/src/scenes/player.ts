// The time of a film: it runs while it is played and in sight, and stands where one puts it.

import type { Moment } from "./draw/picture.js";
import { type Film, fullestOf } from "./film.js";

const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** A frame that came late moves things by no more than this, in milliseconds. */
const LONGEST_FRAME = 100;

export interface PlayerParts {
  draw(film: Film, moment: Moment): void;
  /** It plays, or not, or its time has changed. */
  onChange(player: Player): void;
  /** It came to its end by itself. */
  onEnd(): void;
}

export class Player {
  film: Film | undefined;
  time = 0;
  isPlaying = false;
  readonly #parts: PlayerParts;
  readonly #speed: number;
  #isSeen = false;
  #frame: number | undefined;
  #before = 0;

  constructor(speed: number, parts: PlayerParts) {
    this.#speed = speed;
    this.#parts = parts;
    reduced.addEventListener("change", () => this.show());
  }

  /** For those who want no motion, one moment is shown, and all of what happened below it. */
  get isStill(): boolean {
    return reduced.matches;
  }

  load(film: Film, still = fullestOf(film)): void {
    this.film = film;
    this.isPlaying = !this.isStill;
    this.time = this.isStill ? still : 0;
    this.show();
  }

  see(isSeen: boolean): void {
    this.#isSeen = isSeen;
    this.#go();
  }

  play(): void {
    if (this.film !== undefined && this.time >= this.film.length) this.time = 0;
    this.isPlaying = true;
    this.show();
  }

  pause(): void {
    this.isPlaying = false;
    this.show();
  }

  seek(time: number): void {
    this.isPlaying = false;
    this.time = time;
    this.show();
  }

  /** Draws it as it is now. */
  show(): void {
    if (this.isStill) this.isPlaying = false;
    if (this.film !== undefined) this.#parts.draw(this.film, { time: this.time, isWhole: this.isStill });
    this.#parts.onChange(this);
    this.#go();
  }

  #go(): void {
    const runs = this.isPlaying && this.#isSeen && this.film !== undefined;
    if (!runs) {
      if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
      this.#frame = undefined;
    } else if (this.#frame === undefined) {
      this.#before = performance.now();
      this.#frame = requestAnimationFrame((now) => this.#tick(now));
    }
  }

  #tick(now: number): void {
    this.#frame = undefined;
    const { film } = this;
    if (film === undefined) return;
    const passed = Math.min(LONGEST_FRAME, Math.max(0, now - this.#before));
    this.#before = now;
    this.time = Math.min(film.length, this.time + passed * this.#speed);
    if (this.time === film.length) {
      this.isPlaying = false;
      this.show();
      this.#parts.onEnd();
      return;
    }
    this.#parts.draw(film, { time: this.time, isWhole: false });
    this.#parts.onChange(this);
    this.#frame = requestAnimationFrame((later) => this.#tick(later));
  }
}
