// Numbers grow by one within a conversation, so a hole in them means that a frame was missed.

export class Sequence {
  after = 0; // everything up to here has arrived without a hole
  #seen = new Set();
  #asked = -1;

  get isEmpty() {
    return this.#seen.size === 0;
  }

  // Another conversation, or a house that remembers less than we do: begin where it begins.
  restart(after) {
    if (after < this.after) this.#seen.clear();
    this.after = after;
    this.#close();
  }

  // True when the number is new.
  add(seq) {
    const isNew = !this.#seen.has(seq);
    this.#seen.add(seq);
    this.#close();
    return isNew;
  }

  get hasHole() {
    return Math.max(0, ...this.#seen) > this.after;
  }

  // Asks once for what is missing (true); if it stays away, it is gone and we go on behind it.
  shouldAsk() {
    if (this.#asked !== this.after) {
      this.#asked = this.after;
      return true;
    }
    this.after = Math.max(...this.#seen);
    return false;
  }

  #close() {
    while (this.#seen.has(this.after + 1)) this.after += 1;
  }
}
