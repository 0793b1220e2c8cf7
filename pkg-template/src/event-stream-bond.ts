// Who holds an event stream: whoever waits for an event, and otherwise nobody but its reader. One that is dropped is let go of.
import { letGo } from "./release.js";
import { type Abortable, unwatch, watch } from "./signals.js";

const dropped = /* @__PURE__ */ new FinalizationRegistry<Bond>((bond) => bond.end());

/** What can be closed. */
interface Closable {
  close(): void;
}

/** What outlives a stream that is dropped, so it refers to the stream only weakly while nobody waits. */
export class Bond implements Abortable {
  /** The caller's signal was aborted. */
  aborted: { readonly reason: unknown } | undefined;
  /** The stream, while somebody waits for an event: an abort is to reach them. */
  waiting: Closable | undefined;
  /** The connection: what is read, and what ends it where to cancel that does not. */
  reader: unknown;
  own: AbortController | undefined;
  readonly #stream: WeakRef<Closable>;
  readonly #signal: AbortSignal | undefined;

  constructor(stream: Closable, signal: AbortSignal | undefined) {
    this.#stream = new WeakRef(stream);
    this.#signal = signal;
  }

  /** The stream has begun. */
  begin(): void {
    const stream = this.#stream.deref() as Closable;
    const signal = this.#signal;
    dropped.register(stream, this, this);
    if (signal) watch(signal, this);
    if (signal?.aborted) this.onAbort(signal.reason);
  }

  onAbort(reason: unknown): void {
    this.aborted = { reason };
    this.#stream.deref()?.close();
  }

  /** It is over, or nobody is left who could read it. */
  end(): void {
    dropped.unregister(this);
    if (this.#signal) unwatch(this.#signal, this);
    letGo(this.reader);
    this.own?.abort();
    this.reader = undefined;
    this.own = undefined;
  }
}
