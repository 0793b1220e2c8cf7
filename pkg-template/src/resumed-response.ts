// A response over another body than its own. It says what the first one said, since `new Response` knows neither address nor redirects.

/** What a response says that none says which a program makes. */
export interface Said {
  readonly url: string;
  readonly redirected: boolean;
  readonly type: ResponseType;
  /** What its body failed of, once it has. */
  readonly failed: () => { readonly error: unknown } | undefined;
  /** Whose body it has, to be kept: Node cancels the body of a response that is collected. */
  readonly clone?: Response;
}

type Dressed = new (body: BodyInit, like: Response, said: Said) => Response;

// What reads a body at once.
const READERS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const;

// Derived from the platform's class as it is now: tests put others in its place.
let platform: typeof Response | undefined;
let dressed: Dressed | undefined;

function classFor(base: typeof Response): Dressed {
  if (platform === base && dressed !== undefined) return dressed;
  platform = base;
  dressed = class Dressed extends base {
    readonly #said: Said;

    constructor(body: BodyInit, like: Response, said: Said) {
      super(body, like);
      this.#said = said;
    }

    override get url(): string {
      return this.#said.url;
    }

    override get redirected(): boolean {
      return this.#said.redirected;
    }

    override get type(): ResponseType {
      return this.#said.type;
    }

    override clone(): Response {
      const clone = super.clone();
      return new Dressed(clone.body as BodyInit, this, { ...this.#said, clone });
    }

    // Where a stream errs, engines reject with an error of their own: "Failed to fetch", or an AbortError.
    async #read(read: () => Promise<unknown>): Promise<unknown> {
      try {
        return await read.call(this);
      } catch (error) {
        const failed = this.#said.failed();
        throw failed ? failed.error : error;
      }
    }

    static {
      const define = (name: string, value: unknown) =>
        Object.defineProperty(Dressed.prototype, name, { value, writable: true, configurable: true });
      // Nobody is to take it for anything else.
      define("constructor", base);
      for (const name of READERS) {
        const read = base.prototype[name] as (() => Promise<unknown>) | undefined;
        if (read === undefined) continue;
        const { [name]: own } = {
          [name](this: Dressed) {
            return this.#read(read);
          },
        };
        define(name, own);
      }
    }
  };
  return dressed;
}

/**
 * A response of the platform's class with this body, which says what `like` says.
 *
 * @throws what the platform says of one that cannot be made, as of a status that it does not know
 */
export function dressedAs(like: Response, body: ReadableStream, failed: Said["failed"] = () => undefined): Response {
  const { url, redirected, type } = like;
  return new (classFor(globalThis.Response))(body, like, { url, redirected, type, failed });
}
