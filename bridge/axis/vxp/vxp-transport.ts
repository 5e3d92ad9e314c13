import { KyguiError } from '../../../shared/errors.ts';
import { type Clock, systemClock } from '../../clock/clock.ts';
import { AxisRefusal, nameRecipient, textOf, unwrapRefusal } from '../answer.ts';
import { foldToAscii } from '../ascii.ts';
import { type ConnectionOptions, type HttpReply, openConnection } from '../http/connection.ts';
import { sendFailure } from '../http/failure.ts';
import { packageInReply } from '../http/package-payload.ts';
import { parseObject, readLarge, readText, refuseRedirect } from '../http/reply-body.ts';
import { digestOf } from '../outgoing-digest.ts';
import type { AxisTransport, MessageType, OutgoingPackage, SendReceipt } from '../transport.ts';
import { hashFileValue } from './hash-file.ts';
import { type ReplyContext, requireSuccess } from './reply.ts';
import { directoryRow, pendingRow, sentRow } from './rows.ts';
import { signedHeaders, type VxpIdentity } from './signed-headers.ts';
import { listDate } from './timestamp.ts';

export interface VxpOptions extends ConnectionOptions, VxpIdentity {
  /** What stands in the `from` header; one gateway puts its system id there (axis API 4). Default `agency`. */
  from?: 'agency' | 'system';
  /** `package` leaves the `to` header out and lets the axis route by the To elements. Default `header`. */
  routing?: 'header' | 'package';
  /** Longest `to` value in bytes; it travels twice and common servers take 8 KB of headers. */
  maxRecipientBytes?: number;
  /** Largest package in bytes that is sent or fetched. */
  maxPackageBytes?: number;
  clock?: Pick<Clock, 'now'>;
  /** Told of rows that name no transport id and so cannot be used; the rest of the list is. */
  onOddity?: (operation: string, place: string) => void;
}

const JSON_TYPE = 'application/json';
const CRLF = new Uint8Array([13, 10]);
const DESCRIPTION_LENGTH = 200;
const MEGABYTE = 1_048_576;

/** The national axis (VXP): parameters in signed headers, bodies as the vendor's client sends them. */
export function createVxpTransport(options: VxpOptions): AxisTransport {
  const connection = openConnection(options);
  const clock = options.clock ?? systemClock;
  const now = () => Date.parse(clock.now());
  const maxPackageBytes = options.maxPackageBytes ?? 60 * MEGABYTE;

  const headersOf = (contentType: string, parameters: Readonly<Record<string, string>>) =>
    signedHeaders(options, contentType, parameters, now());
  const contextOf = (operation: string, reply: HttpReply): ReplyContext => ({
    operation,
    status: reply.status,
    date: reply.headers.date,
    now: now(),
  });
  /** A call without a file. `body` is `{}` or, for the vendor's "empty form", nothing (axis API 4). */
  const post = async (
    operation: string,
    parameters: Readonly<Record<string, string>>,
    body: '{}' | '',
    signal: AbortSignal | undefined,
  ): Promise<HttpReply> => {
    const headers = headersOf(JSON_TYPE, parameters);
    const reply = await connection.request({
      operation,
      method: 'POST',
      path: `/${operation}`,
      headers,
      body,
      signal,
    });
    refuseRedirect(reply, operation);
    return reply;
  };
  const ask = async (
    operation: string,
    parameters: Readonly<Record<string, string>>,
    body: '{}' | '',
    signal: AbortSignal | undefined,
  ): Promise<Record<string, unknown>> => {
    const reply = await post(operation, parameters, body, signal);
    const envelope = parseObject(await readText(reply, operation), reply.status, operation);
    unwrapRefusal(() => requireSuccess(envelope, contextOf(operation, reply)));
    return envelope;
  };
  const rowsOf = <Row>(
    envelope: Record<string, unknown>,
    operation: string,
    read: (row: unknown) => Row | null,
  ) => {
    const data = envelope.data ?? [];
    if (!Array.isArray(data)) throw new KyguiError('AXIS_REPLY_INVALID', { operation, problem: 'data' });
    return data.flatMap((row: unknown, index) => {
      const item = read(row);
      if (item === null) options.onOddity?.(operation, `data[${index}]`);
      return item === null ? [] : [item];
    });
  };

  async function* packageBytes(docId: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const operation = 'getEdoc';
    const reply = await post(operation, { docId, filePath: 'xml' }, '{}', signal);
    yield* packageInReply(reply, {
      member: ['data'],
      operation,
      maxPackageBytes,
      requireSuccess: (envelope) =>
        unwrapRefusal(() => requireSuccess(envelope, contextOf(operation, reply))),
    });
  }

  async function* directoryList(
    operation: string,
    parameters: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ) {
    const reply = await post(operation, parameters, '', signal);
    for await (const part of readLarge(reply, ['data'], operation)) {
      if (part.kind === 'envelope') {
        unwrapRefusal(() => requireSuccess(part.value, contextOf(operation, reply)));
      } else if (part.kind === 'element') {
        const unit = directoryRow(part.value);
        if (unit !== null) yield unit;
      }
    }
  }

  const send = async (outgoing: OutgoingPackage, signal: AbortSignal | undefined): Promise<SendReceipt> => {
    const progress = { bodyStarted: false };
    try {
      const parameters = {
        servicetype: 'eDoc',
        messagetype: outgoing.messageType,
        'hash-file': hashFileValue(await digestOf(outgoing, maxPackageBytes)),
        from: options.from === 'system' ? options.systemId : outgoing.from,
        ...recipients(outgoing, options),
      };
      const headers = headersOf('application/octet-stream', parameters);
      const size = outgoing.size + CRLF.length;
      const body = () => followedByLineEnd(outgoing.bytes());
      const operation = 'sendEdoc';
      const reply = await connection.upload(
        { operation, method: 'POST', path: `/${operation}`, headers, size, body, signal },
        progress,
      );
      refuseRedirect(reply, operation);
      const raw = await readText(reply, operation);
      const envelope = parseObject(raw, reply.status, operation);
      requireSuccess(envelope, contextOf(operation, reply));
      const docId = textOf(envelope, 'DocId');
      return { docId: docId === '' ? null : docId, raw };
    } catch (thrown) {
      if (thrown instanceof AxisRefusal)
        throw sendFailure(nameRecipient(thrown.failure, outgoing.to), progress.bodyStarted, true);
      if (thrown instanceof KyguiError) throw sendFailure(thrown, progress.bodyStarted, false);
      throw thrown;
    }
  };

  return {
    kind: 'vxp',
    async list(messageType: MessageType, signal) {
      const operation = 'getReceivedEdocList';
      const envelope = await ask(operation, { servicetype: 'eDoc', messagetype: messageType }, '', signal);
      return rowsOf(envelope, operation, (row) => pendingRow(row, messageType));
    },
    async listAgain(messageType, since, signal) {
      // The keys are those of other clients, unproven (axis API 4): an axis that knows none of them shows what waits.
      const operation = 'getReceivedEdocList';
      const parameters = {
        servicetype: 'eDoc',
        messagetype: messageType,
        fromDate: listDate(Date.parse(since)),
        toDate: listDate(now()),
        status: 'done',
      };
      return rowsOf(await ask(operation, parameters, '', signal), operation, (row) =>
        pendingRow(row, messageType),
      );
    },
    fetch: (docId, signal) => packageBytes(docId, signal),
    async send(outgoing, signal) {
      try {
        return await send(outgoing, signal);
      } catch (thrown) {
        // Fault F2: the axis read other bytes than we hashed and took nothing; one more try, then report.
        if (thrown instanceof KyguiError && thrown.code === 'AXIS_HASH_FILE')
          return await send(outgoing, signal);
        throw thrown;
      }
    },
    async acknowledge(docId, status, description, signal) {
      const text = foldToAscii(description ?? '').slice(0, DESCRIPTION_LENGTH);
      const parameters = { docId, status, ...(text === '' ? {} : { description: text }) };
      await ask('updateStatus', parameters, '{}', signal);
    },
    async sentList(filter, signal) {
      const operation = 'getSentEdocList';
      const parameters = {
        servicetype: 'eDoc',
        messagetype: filter.messageType,
        ...(filter.docId === undefined ? {} : { docId: filter.docId }),
      };
      return rowsOf(await ask(operation, parameters, '', signal), operation, sentRow);
    },
    async *directory(signal) {
      yield* directoryList('getAgenciesList', {}, signal);
      yield* orNothing(directoryList('getAgenciesListQD20', { level: '1' }, signal));
      yield* orNothing(directoryList('getSynchronizeUnit', {}, signal));
    },
    close: () => connection.close(),
  };
}

/** An axis without this list has no such call or refuses it; every other failure ends the synchronisation. */
async function* orNothing<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (thrown) {
    const absent =
      thrown instanceof KyguiError &&
      (thrown.code === 'AXIS_OPERATION_MISSING' || thrown.code === 'AXIS_FAILED');
    if (!absent) throw thrown;
  }
}

function recipients(outgoing: OutgoingPackage, options: VxpOptions): { to?: string } {
  if (options.routing === 'package' && outgoing.messageType === 'edoc') return {};
  const to = JSON.stringify(outgoing.to);
  if (to.length > (options.maxRecipientBytes ?? 3000)) {
    throw new KyguiError('AXIS_TOO_MANY_RECIPIENTS', { count: outgoing.to.length });
  }
  return { to };
}

async function* followedByLineEnd(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* bytes;
  yield CRLF;
}
