/**
 * How long one instance of the content script stands in its page. An `AbortSignal` would say the same, but its classes
 * are made by the browser in every page that names them: a tenth of all that the script may cost.
 */
export class Lifetime {
  #isOver = false;
  readonly #endings = new Set<() => void>();

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Runs when the instance steps aside; at once when it has already. */
  onEnd(run: () => void): void {
    if (this.#isOver) run();
    else this.#endings.add(run);
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const run of this.#endings) run();
    this.#endings.clear();
  }
}
