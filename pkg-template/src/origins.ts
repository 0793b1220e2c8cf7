// What the calls of a policy share, origin by origin.
import { originOf } from "./origin.js";

// Not all the world's origins are remembered.
const MOST = 1000;

// What an address begins with tells its origin, and looking that up costs a fifth of what parsing the address does. Here is no
// pattern: one that V8 compiles where the stack is nearly full ends the whole process.
function isBeginning(text: string): boolean {
  const scheme = text.slice(0, 8).toLowerCase();
  const host = scheme === "https://" ? 8 : scheme.startsWith("http://") ? 7 : 0;
  if (host === 0 || host === text.length) return text === "/";
  for (let at = host; at < text.length; at++) if ("/?#\\".includes(text[at] as string)) return false;
  return true;
}

// Up to the path, if there is one and nothing else ends the host.
function beginningOf(address: string): string {
  if (address[0] === "/" && address[1] !== "/" && address[1] !== "\\") return "/";
  const path = address.indexOf("/", 8);
  return path < 0 ? address : address.slice(0, path);
}

/** Something for each origin, made when it is first asked for. */
export class Origins<T> {
  readonly #make: (origin: string) => T;
  readonly #drop: (value: T) => void;
  // The one used last comes last.
  readonly #all = new Map<string, T>();
  readonly #origins = new Map<string, string>();
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
    const origin = this.#find(address);
    if (origin !== this.#origin) {
      this.#value = this.#use(origin);
      this.#origin = origin;
    }
    this.#address = address;
    return this.#value as T;
  }

  #find(address: string | undefined): string {
    if (address === undefined) return "";
    const beginning = beginningOf(address);
    const known = this.#origins.get(beginning);
    if (known !== undefined) return known;
    const origin = originOf(address);
    if (this.#origins.size >= MOST) this.#origins.clear();
    if (isBeginning(beginning)) this.#origins.set(beginning, origin);
    return origin;
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
