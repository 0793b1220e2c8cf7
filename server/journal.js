// What happened, per script id: hits, effects, preflights. Memory is bounded: the id unused for longest goes first, and so do
// the oldest hits of an id.
import { EventEmitter, once } from "node:events";
import { Exchange } from "./exchange.js";
import { stepFor } from "./script.js";

const MAX_IDS = 1000;
const MAX_HITS = 1000;
const MAX_KEYS = 1000;

export class Journal extends EventEmitter {
  #records = new Map();
  #start = performance.now();

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  /** Starts an id afresh. */
  define(id, script) {
    this.forget(id);
    if (this.#records.size >= MAX_IDS) this.forget(this.#records.keys().next().value);
    const record = new Record(id, script, {
      now: () => Math.round((performance.now() - this.#start) * 1000) / 1000,
      changed: () => this.emit("change"),
    });
    this.#records.set(id, record);
    return record;
  }

  find(id) {
    const record = this.#records.get(id);
    if (record) {
      // A Map keeps the order of insertion: moved to the end, this id is the last to be dropped.
      this.#records.delete(id);
      this.#records.set(id, record);
    }
    return record;
  }

  forget(id) {
    this.#records.get(id)?.closeAll();
    this.#records.delete(id);
  }

  clear() {
    for (const id of [...this.#records.keys()]) this.forget(id);
  }

  /** Resolves when the predicate holds or the signal aborts, whichever is first. */
  async until(predicate, signal) {
    while (!predicate() && !signal.aborted) await once(this, "change", { signal }).catch(() => {});
  }
}

class Record {
  preflights = 0;
  effects = 0;
  attempts = 0;
  #script;
  #journal;
  #hits = [];
  #open = new Set();
  #answers = new Map();

  constructor(id, script, journal) {
    this.id = id;
    this.#script = script;
    this.#journal = journal;
  }

  get cors() {
    return this.#script.cors;
  }

  get openConnections() {
    return this.#open.size;
  }

  /** Notes a request that has just arrived, and says which step it gets. */
  begin(request, response) {
    const attempt = ++this.attempts;
    const exchange = new Exchange(request, response, { attempt, now: this.#journal.now });
    this.#hits.push(exchange.hit);
    if (this.#hits.length > MAX_HITS) this.#hits.shift();
    this.#open.add(exchange);
    exchange.signal.addEventListener("abort", () => {
      this.#open.delete(exchange);
      this.#journal.changed();
    });
    this.#journal.changed();
    return { exchange, attempt, step: stepFor(this.#script, attempt) };
  }

  preflight() {
    this.preflights++;
    this.#journal.changed();
  }

  /** Acts, once per key. Gives the answer of the time when it acted. */
  act(key, answer) {
    const stored = key === null ? undefined : this.#answers.get(key);
    if (stored) return { ...stored, headers: { ...stored.headers, "idempotent-replay": "true" } };
    this.effects++;
    this.#journal.changed();
    if (key !== null) this.#answers.set(key, answer);
    if (this.#answers.size > MAX_KEYS) this.#answers.delete(this.#answers.keys().next().value);
    return answer;
  }

  closeAll() {
    for (const exchange of this.#open) exchange.close();
  }

  toJSON() {
    const { preflights, effects, openConnections } = this;
    return { hits: this.#hits, effects, preflights, openConnections };
  }
}
