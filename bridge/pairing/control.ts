import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ERRORS, type ErrorCode, KyguiError, toKyguiError } from '../../shared/errors.ts';

/**
 * How `kygui pair` and its like reach the running `kygui serve`: a Unix socket or named pipe whose address and
 * token stand in a file that this person alone can read. One JSON object a line: the asker sends
 * `{token, ask, body}`, gets any number of `{news}`, then `{answer}` or `{error}`. Closing early cancels.
 */
const placeSchema = z.object({ address: z.string(), token: z.string() });
const askSchema = z.object({ token: z.string(), ask: z.string(), body: z.unknown() });
const replySchema = z.union([
  z.object({ news: z.unknown() }).strict(),
  z.object({ answer: z.unknown() }).strict(),
  z
    .object({
      error: z.object({
        code: z.string(),
        details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      }),
    })
    .strict(),
]);

/** Longest path that fits `sun_path` on every Unix. */
const MAX_SOCKET_PATH = 100;
/** Longest line either side takes, in characters. */
const MAX_LINE = 1_048_576;
/** Time an asker has for its one line. */
const ASK_MS = 10_000;

/** Answers one ask; `news` sends words ahead of the answer, `signal` fires when the asker has gone. */
export type ControlHandler = (
  body: unknown,
  context: { news(words: unknown): void; signal: AbortSignal },
) => Promise<unknown>;

export interface Control {
  close(): Promise<void>;
}

async function chooseAddress(file: string): Promise<{ address: string; folder?: string }> {
  // The pipe's default access list lets others of the machine read but not write: without the token they get nothing.
  if (process.platform === 'win32') return { address: `\\\\.\\pipe\\kygui-${randomUUID()}` };
  const beside = `${file}.sock`;
  if (Buffer.byteLength(beside) <= MAX_SOCKET_PATH) return { address: beside };
  const folder = await mkdtemp(join(tmpdir(), 'kygui-'));
  return { address: join(folder, 'control.sock'), folder };
}

/** Calls `take` with each line; ends the socket at a line that is too long. */
function readLines(socket: Socket, take: (line: string) => void): void {
  let pending = '';
  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => {
    pending += piece;
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
      take(pending.slice(0, end));
      pending = pending.slice(end + 1);
    }
    if (pending.length > MAX_LINE) socket.destroy();
  });
}

function writeLine(socket: Socket, words: unknown): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(words)}\n`);
}

function sameToken(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

async function readPlace(file: string): Promise<z.output<typeof placeSchema> | undefined> {
  try {
    return placeSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function answers(address: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = connect(address);
    probe.on('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
}

/**
 * Opens the control of a running bridge and writes `file` (mode 0600).
 * @throws BRIDGE_ALREADY_RUNNING when another bridge of this person answers there
 */
export async function openControl(
  file: string,
  handlers: Readonly<Record<string, ControlHandler>>,
): Promise<Control> {
  const earlier = await readPlace(file);
  if (earlier && (await answers(earlier.address))) throw new KyguiError('BRIDGE_ALREADY_RUNNING');
  const { address, folder } = await chooseAddress(file);
  if (process.platform !== 'win32') await rm(address, { force: true });
  const token = randomBytes(32).toString('base64url');
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    const gone = new AbortController();
    let asked = false;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      gone.abort();
    });
    socket.setTimeout(ASK_MS, () => socket.destroy());
    readLines(socket, (line) => {
      if (asked) return;
      asked = true;
      socket.setTimeout(0);
      void answer(line, socket, gone.signal);
    });
  });

  const answer = async (line: string, socket: Socket, signal: AbortSignal): Promise<void> => {
    try {
      const { token: given, ask, body } = askSchema.parse(JSON.parse(line));
      if (!sameToken(given, token)) {
        socket.destroy();
        return;
      }
      const handler = Object.hasOwn(handlers, ask) ? handlers[ask] : undefined;
      if (!handler) throw new KyguiError('CHANNEL_COMMAND_UNKNOWN', { command: ask.slice(0, 60) });
      const news = (words: unknown) => writeLine(socket, { news: words });
      writeLine(socket, { answer: (await handler(body, { news, signal })) ?? null });
    } catch (thrown) {
      const { code, details } = toKyguiError(thrown);
      writeLine(socket, { error: { code, details } });
    }
    socket.end();
  };

  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
    if (folder) await rm(folder, { recursive: true, force: true });
  };
  const temporary = `${file}.${randomUUID()}.new`;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, () => resolve());
    });
    if (process.platform !== 'win32') await chmod(address, 0o600);
    await writeFile(temporary, JSON.stringify({ address, token }), { flag: 'wx', mode: 0o600 });
    await rename(temporary, file);
  } catch (thrown) {
    await close();
    await rm(temporary, { force: true });
    throw thrown;
  }

  return {
    async close() {
      await rm(file, { force: true });
      await close();
    },
  };
}

function replyOf(line: string): z.infer<typeof replySchema> | undefined {
  try {
    return replySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/**
 * Asks the running bridge of this person and waits for the answer.
 * @throws BRIDGE_NOT_RUNNING when none runs, BRIDGE_STOPPED when it ends before it answers; otherwise what the handler threw
 */
export async function askControl(
  file: string,
  request: { ask: string; body?: unknown; news?: (words: unknown) => void; signal?: AbortSignal },
): Promise<unknown> {
  const place = await readPlace(file);
  if (!place) throw new KyguiError('BRIDGE_NOT_RUNNING');
  if (request.signal?.aborted) throw new KyguiError('CANCELLED');
  return await new Promise((resolve, reject) => {
    const socket = connect(place.address);
    let connected = false;
    request.signal?.addEventListener('abort', () => {
      socket.destroy();
      reject(new KyguiError('CANCELLED'));
    });
    socket.on('connect', () => {
      connected = true;
      writeLine(socket, { token: place.token, ask: request.ask, body: request.body ?? null });
    });
    socket.on('error', () => undefined);
    socket.on('close', () => reject(new KyguiError(connected ? 'BRIDGE_STOPPED' : 'BRIDGE_NOT_RUNNING')));
    readLines(socket, (line) => {
      const reply = replyOf(line);
      if (!reply) {
        socket.destroy();
        reject(new KyguiError('INTERNAL'));
      } else if ('news' in reply) request.news?.(reply.news);
      else if ('answer' in reply) resolve(reply.answer);
      else {
        const { code, details } = reply.error;
        reject(
          Object.hasOwn(ERRORS, code)
            ? new KyguiError(code as ErrorCode, details)
            : new KyguiError('INTERNAL'),
        );
      }
    });
  });
}
