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
  sendMessage(message: unknown): Promise<unknown>;
  connect(info: { name: string }): Port;
  onMessage: {
    addListener(
      listener: (message: unknown, sender: unknown, reply: (answer: unknown) => void) => boolean | undefined,
    ): void;
    removeListener(listener: unknown): void;
  };
}

const world = globalThis as unknown as {
  browser?: { runtime: PageRuntime };
  chrome?: { runtime: PageRuntime };
};

export function runtime(): PageRuntime {
  const found = world.browser?.runtime ?? world.chrome?.runtime;
  if (!found) throw new Error('no extension runtime');
  return found;
}

/** True where the extension that this script came from has ended: nothing that it asks for is answered any more. */
export const isCutOff = (): boolean => (world.browser?.runtime ?? world.chrome?.runtime)?.id === undefined;

/** Sends a message to the worker and gives its reply. */
export async function askWorker<Body>(action: string, body: unknown): Promise<Reply<Body>> {
  return (await runtime().sendMessage({ action, body })) as Reply<Body>;
}
