/**
 * Lets one owner at a time use a token. Calls of one owner may follow each other without waiting for answers
 * (the module process answers in order); another owner gets its turn in the order of asking, so that a long
 * batch and a single signature share the token fairly.
 */
export class TokenQueue {
  private readonly queues = new Map<string, { active: number; owner: unknown; line: Ticket[] }>();

  async run<T>(tokenId: string, owner: unknown, work: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(tokenId) ?? { active: 0, owner: undefined, line: [] };
    this.queues.set(tokenId, queue);
    await new Promise<void>((start) => {
      queue.line.push({ owner, start });
      this.advance(queue);
    });
    try {
      return await work();
    } finally {
      queue.active -= 1;
      this.advance(queue);
      if (queue.active === 0 && queue.line.length === 0) this.queues.delete(tokenId);
    }
  }

  private advance(queue: { active: number; owner: unknown; line: Ticket[] }): void {
    for (;;) {
      const next = queue.line[0];
      if (next === undefined || (queue.active > 0 && queue.owner !== next.owner)) return;
      queue.line.shift();
      queue.active += 1;
      queue.owner = next.owner;
      next.start();
    }
  }
}

interface Ticket {
  owner: unknown;
  start(): void;
}
