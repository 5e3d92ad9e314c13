import { vi } from 'vitest';

/** For tests: the browser's calls, with `answer` in the place of the worker. */
export function stubRuntime(answer: (message: never) => Promise<unknown>): {
  id?: string;
  lastError?: object;
} {
  const runtime: { id?: string; lastError?: object; sendMessage: unknown } = {
    id: 'own',
    async sendMessage(message: never, answered: (reply?: unknown) => void) {
      const reply = await answer(message).catch((error: Error) => {
        runtime.lastError = error;
      });
      answered(reply);
      delete runtime.lastError;
    },
  };
  vi.stubGlobal('chrome', { runtime });
  return runtime;
}
