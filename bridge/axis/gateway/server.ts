import { constants } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { digestOf, withStoreErrors } from '../../store/durable-file.ts';
import type { AxisTransport } from '../transport.ts';
import { identifyPeer, type Peer } from './peer.ts';
import {
  AGENCY_HEADER,
  acknowledgeRequestSchema,
  failureText,
  fetchRequestSchema,
  listRequestSchema,
  OPERATIONS,
  type Operation,
  PACKAGE_HEADER,
  packageSchema,
  pathOf,
  sentListRequestSchema,
} from './wire.ts';

export interface GatewayOptions {
  /** The real way to the axis, with system id and secret. */
  transport: AxisTransport;
  /** Codes, new and old, of the one agency that is served. */
  codes: readonly string[];
  host: string;
  port: number;
  /** PEM of the server's certificate and key, and of the authority that issues those of bridges. */
  certificate: string;
  key: string;
  clientAuthority: string;
  deniedFile?: string;
  /** Folder of packages on their way through, mode 0700; emptied at the start. */
  folder: string;
  maxPackageBytes: number;
  /** Told of every request; `code` is null when it was done. */
  onRequest?: (request: { operation: string; peer: string; code: string | null }) => void;
}

export interface Gateway {
  port: number;
  close(): Promise<void>;
}

/** Longest request that is no package. */
const MAX_ASK_BYTES = 1 << 20;
const HEADERS_MS = 30_000;
/** A package of 60 MB over a line of 1 Mbit/s takes eight minutes. */
const REQUEST_MS = 30 * 60_000;
const MAX_CONNECTIONS = 512;

/**
 * The process that alone holds the agency's system id and secret. It keeps nothing: outbox and inbox stay with the
 * bridges, which ask again what became of a package when the gateway ends in between.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  await rm(options.folder, { recursive: true, force: true });
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const server = createServer({
    cert: options.certificate,
    key: options.key,
    ca: options.clientAuthority,
    requestCert: true,
    // Refused in words by identifyPeer, before anything of a request is looked at.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    // A resumed session would carry an old verification.
    secureOptions: constants.SSL_OP_NO_TICKET,
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
  });
  server.maxConnections = MAX_CONNECTIONS;
  let sequence = 0;
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    sequence += 1;
    await serveRequest(options, request, response, join(options.folder, String(sequence)));
  };
  server.on('request', (request, response) => void take(request, response));
  server.on('checkContinue', (request, response) => void take(request, response));
  server.on('secureConnection', (socket) => socket.setKeepAlive(true, 15_000));
  // Handshakes that fail are the other side's affair; without a listener Node would still close them.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  }).catch((cause: NodeJS.ErrnoException) => {
    throw new KyguiError(
      'GATEWAY_NOT_SET',
      { problem: `${cause.code ?? 'port'} ${options.port}` },
      { cause },
    );
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Call {
  options: GatewayOptions;
  request: IncomingMessage;
  response: ServerResponse;
  /** Aborted when the bridge has gone: what it asked for must not go on behind its back. */
  signal: AbortSignal;
  /** Where a package on its way through lies. */
  file: string;
}

async function serveRequest(
  options: GatewayOptions,
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  request.on('error', () => gone.abort());
  let peer: Peer | null = null;
  const operation = OPERATIONS.find((name) => request.url === pathOf(name));
  const report = (code: string | null) =>
    options.onRequest?.({ operation: operation ?? 'unknown', peer: peer?.fingerprint ?? '', code });
  try {
    peer = await identifyPeer(request.socket as TLSSocket, options.deniedFile);
    const agency = String(request.headers[AGENCY_HEADER] ?? '');
    if (!operation || request.method !== 'POST')
      throw new KyguiError('GATEWAY_REQUEST', { problem: 'operation' });
    if (!options.codes.includes(agency)) throw new KyguiError('AXIS_SENDER_UNREGISTERED', { code: agency });
    await HANDLERS[operation]({ options, request, response, signal: gone.signal, file });
    report(null);
  } catch (thrown) {
    // A bridge that goes away in the middle is no fault of ours, whatever the broken stream says.
    const error =
      gone.signal.aborted && !(thrown instanceof KyguiError)
        ? new KyguiError('AXIS_STOPPED', { operation: operation ?? 'unknown' }, { cause: thrown })
        : toKyguiError(thrown);
    report(error.code);
    // An answer that has begun cannot become another one: it is broken off, and the bridge sees it cut.
    if (response.headersSent) response.destroy();
    else answerFailure(response, operation === 'send' ? withOutcome(error) : error);
  }
}

/** Failures from before the axis was called say so; those of a call carry the transport's own word. */
function withOutcome(error: KyguiError): KyguiError {
  if (error.details.outcome !== undefined) return error;
  return new KyguiError(error.code, { ...error.details, outcome: 'not-sent' }, { cause: error.cause });
}

function answerFailure(response: ServerResponse, error: KyguiError): void {
  const text = failureText(error);
  response.writeHead(error.code.startsWith('GATEWAY_') ? 403 : 502, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    // The rest of a refused upload is not read.
    Connection: 'close',
  });
  response.end(text);
}

function answer(response: ServerResponse, value: object): void {
  const text = JSON.stringify(value);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

async function body<Asked>({ request }: Call, schema: z.ZodType<Asked>): Promise<Asked> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > MAX_ASK_BYTES) throw new KyguiError('GATEWAY_REQUEST', { problem: 'size' });
    pieces.push(piece);
  }
  return parsed(schema, Buffer.concat(pieces).toString('utf8'));
}

function parsed<Asked>(schema: z.ZodType<Asked>, text: string): Asked {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new KyguiError('GATEWAY_REQUEST', { problem: 'form' }, { cause });
  }
}

const HANDLERS: Readonly<Record<Operation, (call: Call) => Promise<void>>> = {
  async list(call) {
    const { messageType, since } = await body(call, listRequestSchema);
    const { transport } = call.options;
    if (since === undefined) {
      answer(call.response, { items: await transport.list(messageType, call.signal) });
      return;
    }
    if (!transport.listAgain)
      throw new KyguiError('AXIS_UNSUPPORTED', { kind: transport.kind, operation: 'listAgain' });
    answer(call.response, { items: await transport.listAgain(messageType, since, call.signal) });
  },

  async fetch(call) {
    const { docId } = await body(call, fetchRequestSchema);
    await streamed(call, 'application/octet-stream', call.options.transport.fetch(docId, call.signal));
  },

  send,

  async acknowledge(call) {
    const { docId, status, description } = await body(call, acknowledgeRequestSchema);
    await call.options.transport.acknowledge(docId, status, description, call.signal);
    answer(call.response, {});
  },

  async sentList(call) {
    const { messageType, docId } = await body(call, sentListRequestSchema);
    const filter = { messageType, ...(docId !== undefined && { docId }) };
    answer(call.response, { rows: await call.options.transport.sentList(filter, call.signal) });
  },

  async directory(call) {
    await body(call, z.object({}));
    const units = call.options.transport.directory(call.signal);
    async function* lines() {
      let count = 0;
      for await (const unit of units) {
        count += 1;
        yield Buffer.from(`${JSON.stringify(unit)}\n`);
      }
      yield Buffer.from(`${JSON.stringify({ end: count })}\n`);
    }
    await streamed(call, 'application/x-ndjson', lines());
  },
};

/** The header goes out with the first piece, so that a failure before it is still said in words. */
async function streamed({ response }: Call, type: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  response.writeHead(200, { 'Content-Type': type });
  async function* all() {
    if (first.done === true) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  await pipeline(Readable.from(all(), { objectMode: false }), response);
}

/**
 * Takes the whole package first and compares its digest: a bridge that ends in the middle has sent nothing. From
 * then on nothing leaves after the bridge has gone, or after the time that its lease leaves.
 */
async function send({ options, request, response, signal, file }: Call): Promise<void> {
  const text = Buffer.from(String(request.headers[PACKAGE_HEADER] ?? ''), 'base64url').toString('utf8');
  const { withinMs, ...outgoing } = parsed(packageSchema, text);
  const until = performance.now() + withinMs;
  if (!options.codes.includes(outgoing.from))
    throw new KyguiError('AXIS_SENDER_UNREGISTERED', { code: outgoing.from });
  const limit = options.maxPackageBytes;
  if (outgoing.size > limit) throw new KyguiError('AXIS_PACKAGE_TOO_LARGE', { size: outgoing.size, limit });
  if (Number(request.headers['content-length']) !== outgoing.size)
    throw new KyguiError('GATEWAY_REQUEST', { problem: 'size' });
  if (request.headers.expect !== undefined) response.writeContinue();
  try {
    await withStoreErrors(() => pipeline(request, createWriteStream(file, { mode: 0o600 })));
    if ((await digestOf(file)).sha256 !== outgoing.sha256)
      throw new KyguiError('AXIS_PACKAGE_CHANGED', { size: outgoing.size });
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
    // Timers do not run in a process that was stopped for a while: the clock is asked before every piece.
    const assertInTime = () => {
      if (inTime.aborted || performance.now() > until)
        throw new KyguiError('AXIS_STOPPED', { operation: 'send' });
    };
    assertInTime();
    const receipt = await options.transport.send(
      {
        ...outgoing,
        async *bytes() {
          for await (const piece of createReadStream(file, { highWaterMark: 1 << 18 })) {
            assertInTime();
            yield piece;
          }
        },
      },
      inTime,
    );
    answer(response, receipt);
  } finally {
    await rm(file, { force: true });
  }
}
