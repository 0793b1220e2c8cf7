// What an address begins with tells its origin, and looking that up costs a tenth of what parsing the address does.
const BEGINNING = /^(?:https?:\/\/[^/?#\\]+|\/(?![/\\]))/i;

// Not all the world's origins are remembered.
const MOST = 1000;

/** The origin of a request; the scheme where there is none; nothing for an operation. */
export function originOf(input) {
  if (typeof input === "function") return "";
  try {
    const { origin, protocol } = new URL(input.url ?? input, globalThis.document?.baseURI ?? globalThis.location?.href);
    return origin === "null" ? protocol : origin;
  } catch {
    return "";
  }
}

/** The address of a request as its caller gave it. */
export function wholeAddress(input) {
  return typeof input === "function" ? `${String(input.name)}` : String(input.url ?? input);
}

/** Numbers by origin, found by what addresses begin with. `numberOf` is asked once for each beginning. */
export class Origins {
  #numbers = new Map();
  #last;
  #number;

  find(input, numberOf) {
    const address = typeof input === "string" ? input : `${input.url ?? input}`;
    if (address === this.#last) return this.#number;
    const beginning = BEGINNING.exec(address)?.[0];
    let number = beginning && this.#numbers.get(beginning);
    if (number === undefined) {
      number = numberOf(originOf(input));
      if (this.#numbers.size >= MOST) this.#numbers.clear();
      if (beginning) this.#numbers.set(beginning, number);
    }
    this.#last = address;
    this.#number = number;
    return number;
  }

  forget() {
    this.#numbers.clear();
    this.#last = undefined;
  }
}
