import type { Reply } from '../messages/reply.ts';

interface Port {
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
  postMessage(message: unknown): void;
  disconnect(): void;
}

/** The few calls content scripts need; the polyfill would be most of their size. */
interface PageRuntime {
  /** Gone once the extension was updated, switched off or removed. */
  id?: string;
  /** Set while the answer is given, when there was nobody to give one. */
  lastError?: { message?: string };
  sendMessage(message: unknown, answered: (reply: unknown) => void): void;
  connect(info: { name: string }): Port;
  onMessage: {
    addListener(
      listener: (message: unknown, sender: unknown, reply: (answer: unknown) => void) => boolean | undefined,
    ): void;
    removeListener(listener: unknown): void;
  };
}

const world = globalThis as unknown as { chrome?: { runtime: PageRuntime } };

export function runtime(): PageRuntime {
  const found = world.chrome?.runtime;
  if (!found) throw new Error('no extension runtime');
  return found;
}

/** True where the extension that this script came from has ended: nothing that it asks for is answered any more. */
export const isCutOff = (): boolean => world.chrome?.runtime?.id === undefined;

/**
 * Sends a message to the worker and gives its reply. It is called back: a promise of the browser's own costs a page
 * half as much again as the message.
 */
export const askWorker = <Body>(action: string, body: unknown): Promise<Reply<Body>> =>
  new Promise((resolve, reject) => {
    runtime().sendMessage({ action, body }, (reply) => {
      const { lastError } = runtime();
      if (lastError) reject(new Error(lastError.message));
      else resolve(reply as Reply<Body>);
    });
  });
