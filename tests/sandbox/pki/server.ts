import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { issueCrl } from './create.ts';
import { openssl } from './openssl.ts';

/** How one of the answers behaves; tests change it while the server runs. */
export type PkiBehaviour = 'ok' | 'refuse' | 'garbage' | 'hang';

export interface PkiServer {
  baseUrl: string;
  /** Requests answered so far. */
  readonly counts: { ocsp: number; tsa: number; crl: number; certificate: number };
  behaviour: { ocsp: PkiBehaviour; tsa: PkiBehaviour; crl: PkiBehaviour };
  close(): Promise<void>;
}

const REQUEST_LIMIT = 64 * 1024;

/**
 * Serves what the sandbox certificates point at, on 127.0.0.1: `POST /ocsp`, `GET /ocsp/<base64>`
 * (RFC 6960 appendix A), `POST /tsa` (RFC 3161 3.4), `GET /issuing.crl`, `/root.crl`, `/issuing.cer`,
 * `/root.cer`. The answers are openssl's own: one process for each request, because `openssl ocsp -port`
 * serves a single client at a time and stops at the first malformed request.
 */
export async function startPkiServer(dir: string, port: number): Promise<PkiServer> {
  const home = resolve(dir);
  await Promise.all([issueCrl(home, 'root'), issueCrl(home, 'issuing')]);
  const scratch = await mkdtemp(join(tmpdir(), 'kygui-pki-'));
  const counts = { ocsp: 0, tsa: 0, crl: 0, certificate: 0 };
  const behaviour: PkiServer['behaviour'] = { ocsp: 'ok', tsa: 'ok', crl: 'ok' };
  let stamping: Promise<unknown> = Promise.resolve();

  const answerFile = async (query: Uint8Array, run: (asked: string, answer: string) => Promise<unknown>) => {
    const name = join(scratch, randomUUID());
    await writeFile(`${name}.in`, query);
    try {
      await run(`${name}.in`, `${name}.out`);
      return await readFile(`${name}.out`);
    } finally {
      await Promise.all([rm(`${name}.in`, { force: true }), rm(`${name}.out`, { force: true })]);
    }
  };
  const ocsp = (query: Uint8Array) =>
    answerFile(query, (asked, answer) =>
      openssl(
        [
          ...['ocsp', '-index', 'issuing.index.txt', '-CA', 'issuing.pem', '-rsigner', 'ocsp.pem'],
          ...['-rkey', 'ocsp.key.pem', '-rmd', 'sha256', '-ndays', '1', '-reqin', asked, '-respout', answer],
        ],
        home,
      ),
    );
  // One at a time: openssl keeps the serial number of time-stamps in a file without a lock.
  const stamp = (query: Uint8Array) => {
    const run = () =>
      answerFile(query, (asked, answer) =>
        openssl(
          ['ts', '-reply', '-config', 'openssl.cnf', '-section', 'tsa', '-queryfile', asked, '-out', answer],
          home,
        ),
      );
    const result = stamping.then(run, run);
    stamping = result.catch(() => undefined);
    return result;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const send = async (how: PkiBehaviour, type: string, make: () => Promise<Uint8Array>) => {
      if (how === 'hang') return;
      if (how === 'refuse') {
        response.writeHead(503).end();
        return;
      }
      const body = how === 'garbage' ? Buffer.from('not DER at all') : await make();
      response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
    };
    if (path === '/tsa' && request.method === 'POST') {
      counts.tsa += 1;
      const query = await bodyOf(request);
      await send(behaviour.tsa, 'application/timestamp-reply', () => stamp(query));
    } else if (path === '/ocsp' && request.method === 'POST') {
      counts.ocsp += 1;
      const query = await bodyOf(request);
      await send(behaviour.ocsp, 'application/ocsp-response', () => ocsp(query));
    } else if (path.startsWith('/ocsp/') && request.method === 'GET') {
      counts.ocsp += 1;
      const query = Buffer.from(decodeURIComponent(path.slice('/ocsp/'.length)), 'base64');
      await send(behaviour.ocsp, 'application/ocsp-response', () => ocsp(query));
    } else if ((path === '/root.crl' || path === '/issuing.crl') && request.method === 'GET') {
      counts.crl += 1;
      await send(behaviour.crl, 'application/pkix-crl', () => readFile(join(home, path.slice(1))));
    } else if ((path === '/root.cer' || path === '/issuing.cer') && request.method === 'GET') {
      counts.certificate += 1;
      await send('ok', 'application/pkix-cert', () => readFile(join(home, path.slice(1))));
    } else {
      response.writeHead(404).end();
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' });
      response.end(error instanceof Error ? error.message : 'failed');
    });
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', ready);
  });
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    counts,
    behaviour,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > REQUEST_LIMIT) throw new Error('request too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
