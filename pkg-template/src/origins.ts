// What the calls of a policy share, origin by origin.
import { originOf } from "./origin.js";

// Not all the world's origins are remembered.
const MOST = 1000;

/** Something for each origin, made when it is first asked for. */
export class Origins<T> {
  readonly #make: (origin: string) => T;
  readonly #drop: (value: T) => void;
  // The one used last comes last.
  readonly #all = new Map<string, T>();
  #address: string | undefined;
  #origin: string | undefined;
  #value: T | undefined;

  /** `drop` hears of what is forgotten: the one that was used longest ago, when there are more than 1000. */
  constructor(make: (origin: string) => T, drop: (value: T) => void) {
    this.#make = make;
    this.#drop = drop;
  }

  /** That of the origin of `address`; `undefined` is the address of operations, which all share. */
  of(address: string | undefined): T {
    if (this.#origin !== undefined && address === this.#address) return this.#value as T;
    const origin = originOf(address);
    if (origin !== this.#origin) {
      this.#value = this.#use(origin);
      this.#origin = origin;
    }
    this.#address = address;
    return this.#value as T;
  }

  #use(origin: string): T {
    const known = this.#all.has(origin);
    const value = known ? (this.#all.get(origin) as T) : this.#make(origin);
    this.#all.delete(origin);
    if (this.#all.size >= MOST) {
      const [oldest] = this.#all as Iterable<[string, T]>;
      if (oldest) {
        this.#all.delete(oldest[0]);
        this.#drop(oldest[1]);
      }
    }
    this.#all.set(origin, value);
    return value;
  }

  /** All of them, with their origins. */
  entries(): IterableIterator<[string, T]> {
    return this.#all.entries();
  }

  /** Forgets all of them, without a word: for when nothing is left of what was made. */
  clear(): void {
    this.#all.clear();
    this.#origin = undefined;
  }
}
