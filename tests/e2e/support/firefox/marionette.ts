import { connect, type Socket } from 'node:net';

/** A command that the browser refused, with WebDriver's own word for the reason. */
export class MarionetteError extends Error {
  readonly reason: string;

  constructor(command: string, reason: string, message: string) {
    super(`${command}: ${reason}: ${message}`);
    this.reason = reason;
  }
}

/** One WebDriver session inside Firefox; commands are answered one after the other. */
export interface Marionette {
  send<Result = unknown>(command: string, parameters?: Record<string, unknown>): Promise<Result>;
  close(): void;
}

interface Waiting {
  command: string;
  resolve(value: never): void;
  reject(failure: Error): void;
}

/**
 * Speaks Marionette, the protocol under geckodriver, which Debian does not have: each message is its length in bytes,
 * a colon, and JSON: `[0, id, command, parameters]` there, `[1, id, error, result]` back. WebDriver BiDi is not
 * enough: Firefox leaves the windows of extensions out of it (bug 1755014).
 */
export async function connectMarionette(port: number): Promise<Marionette> {
  const socket = await opened(port);
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let held: Buffer = Buffer.alloc(0);
  let greeted = () => {};
  const greeting = new Promise<void>((resolve) => {
    greeted = resolve;
  });

  const hear = (message: unknown) => {
    if (!Array.isArray(message)) return greeted();
    const [, id, error, result] = message as [1, number, { error: string; message: string } | null, unknown];
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new MarionetteError(asked.command, error.error, error.message));
    else asked?.resolve(result as never);
  };
  socket.on('data', (piece: Buffer) => {
    held = Buffer.concat([held, piece]);
    for (;;) {
      const colon = held.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(held.subarray(0, colon).toString('latin1'));
      if (held.length < end) return;
      const text = held.subarray(colon + 1, end).toString('utf8');
      held = held.subarray(end);
      hear(JSON.parse(text));
    }
  });
  socket.on('close', () => {
    for (const { command, reject } of waiting.values()) reject(new Error(`${command}: the browser is gone`));
    waiting.clear();
  });
  await greeting;

  return {
    send<Result>(command: string, parameters: Record<string, unknown> = {}) {
      last += 1;
      const id = last;
      const text = JSON.stringify([0, id, command, parameters]);
      return new Promise<Result>((resolve, reject) => {
        waiting.set(id, { command, resolve, reject });
        socket.write(`${Buffer.byteLength(text)}:${text}`);
      });
    },
    close: () => socket.destroy(),
  };
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
