// A response over another body than its own. It says what the first one said, since `new Response` knows neither address nor redirects.

/** What a response says that none says which a program makes. */
interface Said {
  readonly url: string;
  readonly redirected: boolean;
  readonly type: ResponseType;
}

type Dressed = new (body: BodyInit, like: Response, said: Said) => Response;

// Derived from the platform's class as it is now: tests put others in its place.
let platform: typeof Response | undefined;
let dressed: Dressed | undefined;

function classFor(base: typeof Response): Dressed {
  if (platform === base && dressed !== undefined) return dressed;
  platform = base;
  dressed = class extends base {
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
      const { body } = super.clone();
      return new (classFor(base))(body as BodyInit, this, this.#said);
    }
  };
  // Nobody is to take it for anything else.
  Object.defineProperty(dressed.prototype, "constructor", { value: base, writable: true, configurable: true });
  return dressed;
}

/**
 * A response of the platform's class with this body, which says what `like` says.
 *
 * @throws what the platform says of one that cannot be made, as of a status that it does not know
 */
export function dressedAs(like: Response, body: ReadableStream): Response {
  const { url, redirected, type } = like;
  return new (classFor(globalThis.Response))(body, like, { url, redirected, type });
}
