import type { FilePort } from './pieces.ts';

/** One end of a port, for tests. */
export interface PortEnd extends FilePort {
  disconnect(): void;
}

/**
 * Two ends of a port, for tests: what one says the other hears, in order, as the browser's channel leaves it.
 * @param carry what the channel does to a message; throws what it cannot carry
 */
export function portPair(carry: (message: unknown) => unknown): [PortEnd, PortEnd] {
  const make = () => ({ heard: [] as ((message: unknown) => void)[], left: [] as (() => void)[] });
  const sides = [make(), make()] as const;
  const end = (own: 0 | 1): PortEnd => {
    const { heard, left } = sides[own];
    const other = sides[own === 0 ? 1 : 0];
    return {
      onMessage: { addListener: (listener) => heard.push(listener) },
      onDisconnect: { addListener: (listener) => left.push(listener) },
      postMessage(message) {
        const carried = carry(message);
        queueMicrotask(() => {
          for (const listener of other.heard) listener(carried);
        });
      },
      disconnect() {
        queueMicrotask(() => {
          for (const listener of other.left) listener();
        });
      },
    };
  };
  return [end(0), end(1)];
}

/** A channel that knows JSON only. */
export const asJson = (message: unknown): unknown => JSON.parse(JSON.stringify(message));
