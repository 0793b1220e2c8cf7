// A worker that does one thing at a time, and the queue before it. It has no clock of its own but its pace, and does not notice
// that a client has left: what is in the queue is done, for nobody if need be.

export class Worker {
  #queue = [];
  #pace = 0;
  #timer;

  /** Requests that it works on, or that wait for it. */
  get length() {
    return this.#queue.length;
  }

  /**
   * Puts a request into the queue, and sets the pace for all of it: milliseconds for each, or 0, at which it stands still.
   * Resolves to true when it is done, or at once to false: there is no room.
   */
  take({ pace, room }) {
    this.#pace = pace;
    return new Promise((resolve) => {
      if (this.#queue.length < room) this.#queue.push(resolve);
      else resolve(false);
      this.#go();
    });
  }

  /** Forgets all that is in the queue. */
  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
  }

  #go() {
    if (this.#timer !== undefined || this.#queue.length === 0 || this.#pace === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#queue.shift()(true);
      this.#go();
    }, this.#pace);
  }
}
