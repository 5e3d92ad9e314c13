/** What a start has opened so far. Ends in reverse order: what came later may still use what came before. */
export interface Opened {
  /** Remembers how to end a part, and gives the part back. */
  keep<Part>(part: Part, end: (part: Part) => unknown): Part;
  /** Ends everything, also behind a part whose end fails; then throws the first such failure. */
  close(): Promise<void>;
}

/** Told of a failure that another one, which came first, keeps from being thrown. */
export type Unsaid = (thrown: unknown) => void;

export function createOpened(unsaid: Unsaid): Opened {
  const ends: (() => unknown)[] = [];
  return {
    keep(part, end) {
      ends.push(() => end(part));
      return part;
    },
    async close() {
      const failures: unknown[] = [];
      for (let end = ends.pop(); end; end = ends.pop()) {
        try {
          await end();
        } catch (thrown) {
          failures.push(thrown);
        }
      }
      if (failures.length === 0) return;
      failures.slice(1).forEach(unsaid);
      throw failures[0];
    },
  };
}

/**
 * Runs a start; when a later part of it fails, what was opened before is ended, and what is told is why the start
 * failed.
 */
export async function opening<Result>(
  work: (opened: Opened) => Promise<Result>,
  unsaid: Unsaid,
): Promise<Result> {
  const opened = createOpened(unsaid);
  try {
    return await work(opened);
  } catch (thrown) {
    await opened.close().catch(unsaid);
    throw thrown;
  }
}

/** Runs work and ends what it opened, whatever became of it; what is told is the first thing that failed. */
export async function whileOpen<Result>(
  work: (opened: Opened) => Promise<Result>,
  unsaid: Unsaid,
): Promise<Result> {
  return opening(async (opened) => {
    const result = await work(opened);
    await opened.close();
    return result;
  }, unsaid);
}
