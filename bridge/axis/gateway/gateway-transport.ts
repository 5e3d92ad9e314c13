import { createSecureContext } from 'node:tls';
import type { z } from 'zod';
import { KyguiError } from '../../../shared/errors.ts';
import { type ConnectionOptions, type HttpReply, openConnection } from '../http/connection.ts';
import { sendFailure } from '../http/failure.ts';
import { parseObject, readText, refuseRedirect } from '../http/reply-body.ts';
import { digestOf } from '../outgoing-digest.ts';
import type { AxisTransport, DirectoryUnit, OutgoingPackage } from '../transport.ts';
import {
  AGENCY_HEADER,
  directoryEndSchema,
  failureIn,
  itemsSchema,
  type Operation,
  PACKAGE_HEADER,
  pathOf,
  receiptSchema,
  sentRowsSchema,
  unitSchema,
} from './wire.ts';

export interface GatewayTransportOptions extends ConnectionOptions {
  /** Our agency; the gateway serves no other. */
  agency: string;
  /** PEM of this bridge's certificate and key, issued by the agency's own authority. */
  certificate: string;
  key: string;
  /** PEM of that authority; no other is believed. */
  ca: string;
  maxPackageBytes: number;
}

/**
 * Part of the sender's lease (twelve time limits) in which a package may leave the gateway: the bridge's last heartbeat
 * is at most a fifth of the lease old when it dies, so nothing of it is under way when another takes the row.
 */
const LIMITS_WITHIN_LEASE = 8;

/** What the axis gives slowly comes slower still: base64 becomes bytes, and rows become shorter, in the gateway. */
const PACE = 0.25;

/**
 * The way to the axis through the agency's gateway: every call is passed on over mutually authenticated TLS, and the
 * gateway, which alone holds system id and secret, signs it for the axis. @throws SETTINGS_INVALID
 */
export function createGatewayTransport(options: GatewayTransportOptions): AxisTransport {
  const { agency, certificate, key, ca, maxPackageBytes } = options;
  try {
    createSecureContext({ cert: certificate, key, ca });
  } catch (cause) {
    throw new KyguiError(
      'SETTINGS_INVALID',
      { problem: 'axis: certificateFile, keyFile, caFile' },
      { cause },
    );
  }
  const connection = openConnection({ ...options, pace: PACE });
  const headers = { [AGENCY_HEADER]: agency, 'Content-Type': 'application/json' };

  const call = async (
    operation: Operation,
    body: object,
    signal: AbortSignal | undefined,
  ): Promise<HttpReply> => {
    const reply = await connection.request({
      operation,
      method: 'POST',
      path: pathOf(operation),
      headers,
      body: JSON.stringify(body),
      signal,
    });
    refuseRedirect(reply, operation);
    if (reply.status === 200) return reply;
    throw refused(parseObject(await readText(reply, operation), reply.status, operation), operation);
  };
  const ask = async <Answer>(
    operation: Operation,
    body: object,
    schema: z.ZodType<Answer>,
    signal: AbortSignal | undefined,
  ): Promise<Answer> => {
    const reply = await call(operation, body, signal);
    return read(schema, parseObject(await readText(reply, operation), reply.status, operation), operation);
  };

  return {
    kind: 'gateway',
    list: async (messageType, signal) => (await ask('list', { messageType }, itemsSchema, signal)).items,
    listAgain: async (messageType, since, signal) =>
      (await ask('list', { messageType, since }, itemsSchema, signal)).items,
    async *fetch(docId, signal) {
      let size = 0;
      for await (const piece of (await call('fetch', { docId }, signal)).read('large')) {
        size += piece.length;
        if (size > maxPackageBytes)
          throw new KyguiError('AXIS_REPLY_TOO_LARGE', { operation: 'fetch', limit: maxPackageBytes });
        yield piece;
      }
      if (size === 0) throw new KyguiError('AXIS_REPLY_EMPTY', { operation: 'fetch' });
    },
    async send(outgoing: OutgoingPackage, signal) {
      const operation = 'send';
      const progress = { bodyStarted: false };
      try {
        await digestOf(outgoing, maxPackageBytes);
        const { messageType, from, to, size, sha256 } = outgoing;
        const withinMs = options.requestTimeoutMs * LIMITS_WITHIN_LEASE;
        const description = JSON.stringify({ messageType, from, to, size, sha256, withinMs });
        const reply = await connection.upload(
          {
            operation,
            method: 'POST',
            path: pathOf(operation),
            headers: {
              ...headers,
              'Content-Type': 'application/octet-stream',
              [PACKAGE_HEADER]: Buffer.from(description).toString('base64url'),
            },
            size,
            body: () => outgoing.bytes(),
            signal,
          },
          progress,
        );
        const answer = parseObject(await readText(reply, operation), reply.status, operation);
        if (reply.status !== 200) throw refused(answer, operation);
        return read(receiptSchema, answer, operation);
      } catch (thrown) {
        if (!(thrown instanceof KyguiError) || thrown.details.outcome !== undefined) throw thrown;
        throw sendFailure(thrown, progress.bodyStarted, false);
      }
    },
    async acknowledge(docId, status, description, signal) {
      const reply = await call('acknowledge', { docId, status, description }, signal);
      await readText(reply, 'acknowledge');
    },
    sentList: async (filter, signal) => (await ask('sentList', filter, sentRowsSchema, signal)).rows,
    async *directory(signal) {
      yield* unitsOf(await call('directory', {}, signal));
    },
    close: () => connection.close(),
  };
}

/** A readable failure of the gateway or of the axis behind it; anything else is an error of its own. */
function refused(answer: unknown, operation: Operation): KyguiError {
  return failureIn(answer) ?? new KyguiError('AXIS_REPLY_INVALID', { operation, problem: 'error' });
}

function read<Answer>(schema: z.ZodType<Answer>, answer: unknown, operation: Operation): Answer {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new KyguiError('AXIS_REPLY_INVALID', { operation, problem });
}

/** One unit a line, and a last line that counts them. */
async function* unitsOf(reply: HttpReply): AsyncGenerator<DirectoryUnit> {
  const operation = 'directory';
  const decoder = new TextDecoder();
  let pending = '';
  let count = 0;
  let ended = false;
  for await (const piece of reply.read('large')) {
    pending += decoder.decode(piece, { stream: true });
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
      const line = parseObject(pending.slice(0, end), reply.status, operation);
      pending = pending.slice(end + 1);
      const failure = failureIn(line);
      if (failure) throw failure;
      const last = directoryEndSchema.safeParse(line);
      if (last.success) {
        ended = last.data.end === count;
        continue;
      }
      count += 1;
      yield read(unitSchema, line, operation);
    }
  }
  if (!ended) throw new KyguiError('AXIS_REPLY_TRUNCATED', { operation });
}
