import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { type SampleLetters, sampleLetters } from './letters.ts';

/** A request as a sample system sees it. */
export interface Asked {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  cookies: Readonly<Record<string, string>>;
  body: Uint8Array<ArrayBuffer>;
  form(): Promise<FormData>;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

/** One make of document system: everything below its own path. */
export interface Make {
  /** Where a person starts. */
  start: string;
  answer(asked: Asked): Promise<Answer> | Answer;
}

export interface RunningSystem {
  /** Address of the page where a person starts. */
  url: string;
  letters: SampleLetters;
  stop(): Promise<void>;
}

export const page = (body: string, headers: Answer['headers'] = {}): Answer => ({
  headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  body,
});
export const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
  body: JSON.stringify(value),
});
export const script = (body: string): Answer => ({
  headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-store' },
  body,
});
export const pdf = (body: Uint8Array): Answer => ({
  headers: { 'Content-Type': 'application/pdf', 'Cache-Control': 'private, no-store' },
  body,
});
export const refuse = (status: number, body = ''): Answer => ({ status, body });
export const token = (): string => randomBytes(18).toString('hex');

async function asked(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const body = new Uint8Array(Buffer.concat(parts));
  const cookies = (request.headers.cookie ?? '').split(/;\s*/u).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://system.invalid'),
    headers: request.headers,
    cookies: Object.fromEntries(cookies),
    body,
    form: () =>
      new Response(body, { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData(),
  };
}

/** Starts one sample system on a free port of 127.0.0.1, with letters of its own. */
export async function startSystem(
  make: (letters: SampleLetters) => Make,
  firstNumber: number,
): Promise<RunningSystem> {
  const letters = await sampleLetters(firstNumber);
  const system = make(letters);
  const server = createServer((request, response) => {
    asked(request)
      .then((question) => system.answer(question))
      .catch((): Answer => refuse(500, 'Lỗi hệ thống.'))
      .then(({ status = 200, headers = {}, body = '' }) => {
        response.writeHead(status, headers);
        response.end(body);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${system.start}`,
    letters,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
