// What the caller's functions say of an event: each is asked once, and answers at once.
import { refuse } from "./refusal.js";
import type { Dialect, ServerEvent } from "./server-event.js";

/** How options are called where they are refused. */
export const EVENTS = { what: "events", whole: "options", field: "options" } as const;

/** An event, and what has been said of it so far. */
export interface Judged {
  event?: ServerEvent;
  isLast?: boolean;
  failure?: unknown;
}

/** Those functions. What they throw is thrown. */
export class Judge {
  readonly #dialect: Dialect;
  #connection: object = {};

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** A connection begins. */
  begin(): void {
    this.#connection = {};
  }

  /** Is it the last one? */
  isLast(one: Judged): boolean {
    one.isLast ??= Boolean(this.#ask("done", one.event));
    return one.isLast;
  }

  /** What `failed` says of it: false, or what it stands for. */
  failure(one: Judged): unknown {
    one.failure ??= this.#ask("failed", one.event) || false;
    return one.failure;
  }

  /** Is it content? */
  isContent({ event }: Judged): boolean {
    return this.#dialect.content === undefined || Boolean(this.#ask("content", event));
  }

  // A promise is no answer: any of them would be taken for a yes.
  #ask(name: "done" | "failed" | "content", event: ServerEvent | undefined): unknown {
    const said: unknown = event && this.#dialect[name]?.(event, this.#connection);
    if (typeof (said as PromiseLike<unknown> | undefined)?.then !== "function") return said;
    Promise.resolve(said).catch(() => {});
    return refuse(EVENTS, name, said, "a function that answers at once", "a function that returned a promise");
  }
}
