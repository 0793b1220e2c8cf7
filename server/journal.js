// What happened, per script id: hits, effects, preflights. Memory is bounded: the id unused for longest goes first, and so do
// the oldest hits of an id.
import { stepFor } from "./script.js";
import { Worker } from "./worker.js";

const MAX_IDS = 1000;
const MAX_HITS = 1000;
const MAX_KEYS = 1000;
const MAX_WORKERS = 100;

export class Journal {
  #records = new Map();
  #start = performance.now();
  #watchers = new Set();
  #workers = new Map();

  /** Starts an id afresh. */
  define(id, script) {
    this.forget(id);
    if (this.#records.size >= MAX_IDS) this.forget(this.#records.keys().next().value);
    const record = new Record(id, script, {
      now: () => Math.round((performance.now() - this.#start) * 1000) / 1000,
      changed: () => {
        for (const watch of [...this.#watchers]) watch();
      },
      workerOf: (name) => this.#workerOf(name),
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
    for (const worker of this.#workers.values()) worker.stop();
    this.#workers.clear();
  }

  /** A worker is known by its name, whichever ids send to it. */
  #workerOf(name) {
    const worker = this.#workers.get(name) ?? new Worker();
    this.#workers.delete(name);
    if (this.#workers.size >= MAX_WORKERS) {
      const [oldest] = this.#workers.keys();
      this.#workers.get(oldest).stop();
      this.#workers.delete(oldest);
    }
    this.#workers.set(name, worker);
    return worker;
  }

  /** Resolves when the predicate holds or the signal aborts, whichever is first. */
  until(predicate, signal) {
    return new Promise((resolve) => {
      const watch = () => {
        if (!predicate() && !signal.aborted) return;
        this.#watchers.delete(watch);
        signal.removeEventListener("abort", watch);
        resolve();
      };
      this.#watchers.add(watch);
      signal.addEventListener("abort", watch);
      watch();
    });
  }
}

class Record {
  preflights = 0;
  effects = 0;
  attempts = 0;
  /** When, by the clock of the server. */
  definedAt = Date.now();
  #script;
  #journal;
  #hits = [];
  #open = new Set();
  #answers = new Map();
  #worker;

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
  begin(exchangeOf) {
    const attempt = ++this.attempts;
    const exchange = exchangeOf({ attempt, now: this.#journal.now });
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

  /** Has the worker of that name do it: true when it is done, false if its queue is full. */
  work({ name, ...how }) {
    this.#worker = this.#journal.workerOf(name);
    return this.#worker.take(how);
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

  /** All that is known, with the hits from this attempt on. */
  since(attempt) {
    const { attempts, preflights, effects, openConnections } = this;
    const hits = this.#hits.filter((hit) => hit.attempt >= attempt);
    return { attempts, hits, effects, preflights, openConnections, waiting: this.#worker?.length };
  }
}
