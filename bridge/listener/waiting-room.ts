/**
 * Connections that have proven nothing yet, oldest first. Anybody on this computer can open as many as he likes, so who
 * waits longest makes room: refusing the newest would let a few idle ones keep the extension out.
 */
export class WaitingRoom<Held> {
  readonly #places: number;
  readonly #sendAway: (held: Held) => void;
  readonly #waiting = new Set<Held>();

  constructor(places: number, sendAway: (held: Held) => void) {
    this.#places = places;
    this.#sendAway = sendAway;
  }

  enter(held: Held): void {
    this.#waiting.add(held);
    const [oldest] = this.#waiting;
    if (this.#waiting.size <= this.#places || oldest === undefined) return;
    this.#waiting.delete(oldest);
    this.#sendAway(oldest);
  }

  /** It has gone, or has proven its key. */
  leave(held: Held): void {
    this.#waiting.delete(held);
  }
}
