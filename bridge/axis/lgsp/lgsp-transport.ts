import { Temporal } from 'temporal-polyfill';
import { KyguiError } from '../../../shared/errors.ts';
import { systemClock } from '../../clock/clock.ts';
import { AXIS_ERROR_CODES, AxisRefusal, isRecord, nameRecipient, textOf, unwrapRefusal } from '../answer.ts';
import { openConnection } from '../http/connection.ts';
import { sendFailure } from '../http/failure.ts';
import { packageInReply } from '../http/package-payload.ts';
import { httpFailure, parseObject, readLarge, readText } from '../http/reply-body.ts';
import { digestOf } from '../outgoing-digest.ts';
import type {
  AxisItem,
  AxisTransport,
  DirectoryUnit,
  MessageType,
  OutgoingPackage,
  SendReceipt,
} from '../transport.ts';
import { edocForm } from './multipart.ts';
import { LgspSession } from './session.ts';
import { LGSP_PATHS, type LgspOptions } from './settings.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const MEGABYTE = 1_048_576;

/**
 * A provincial axis (LGSP): REST with the system's two headers and a bearer token. It routes by the package; a
 * list of what was sent is not among its calls, so `sentList` throws AXIS_UNSUPPORTED and doubt stays doubt.
 */
export function createLgspTransport(options: LgspOptions): AxisTransport {
  const paths = { ...LGSP_PATHS, ...options.paths };
  const connection = openConnection(options);
  const session = new LgspSession(options, paths, connection);
  const clock = options.clock ?? systemClock;
  const maxPackageBytes = options.maxPackageBytes ?? 60 * MEGABYTE;

  const get = (operation: string, path: string, signal: AbortSignal | undefined) =>
    session.run(operation, signal, (headers) =>
      connection.request({ operation, method: 'GET', path, headers, signal }),
    );

  async function* packageBytes(docId: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const operation = 'getEdoc';
    const reply = await get(operation, withQuery(paths.fetch, { docId }), signal);
    yield* packageInReply(reply, {
      member: ['data', 'edxml'],
      operation,
      maxPackageBytes,
      requireSuccess: (envelope) => unwrapRefusal(() => requireSuccess(envelope, reply.status, operation)),
    });
  }

  const listed = async (
    messageType: MessageType,
    lastDays: number,
    signal: AbortSignal | undefined,
  ): Promise<AxisItem[]> => {
    const operation = 'syncReceivedEdocList';
    const days = dateRange(clock.now(), lastDays);
    const reply = await get(operation, withQuery(paths.list, { messageType, ...days }), signal);
    const answer = parseObject(await readText(reply, operation), reply.status, operation);
    unwrapRefusal(() => requireSuccess(answer, reply.status, operation));
    const data = answer.data ?? [];
    if (!Array.isArray(data)) throw new KyguiError('AXIS_REPLY_INVALID', { operation, problem: 'data' });
    return data.flatMap((row: unknown, index): AxisItem[] => {
      const docId = isRecord(row) ? textOf(row, 'docId') : '';
      if (!isRecord(row) || docId === '') {
        options.onOddity?.(operation, `data[${index}]`);
        return [];
      }
      const status = textOf(row, 'status');
      return [{ docId, messageType, from: textOf(row, 'from'), to: textOf(row, 'to'), status }];
    });
  };

  return {
    kind: 'lgsp',
    // The list goes by date and may show what was taken long ago.
    list: async (messageType, signal) => {
      const items = await listed(messageType, options.listDays ?? 90, signal);
      return items.filter(({ status }) => status !== 'done' && status !== 'fail');
    },
    listAgain: async (messageType, since, signal) => {
      const days = Math.ceil((Date.parse(clock.now()) - Date.parse(since)) / 86_400_000) + 1;
      const items = await listed(messageType, days, signal);
      return items.filter(({ status }) => status === 'done');
    },
    fetch: (docId, signal) => packageBytes(docId, signal),
    async send(outgoing: OutgoingPackage, signal): Promise<SendReceipt> {
      const operation = 'sendEdoc';
      const progress = { bodyStarted: false };
      try {
        await digestOf(outgoing, maxPackageBytes);
        const reply = await session.run(operation, signal, async (headers) => {
          const form = edocForm(outgoing);
          return await connection.upload(
            {
              operation,
              method: 'POST',
              path: paths.send,
              headers: { ...headers, 'Content-Type': form.contentType },
              size: form.size,
              body: form.body,
              signal,
            },
            progress,
          );
        });
        const raw = await readText(reply, operation);
        const answer = parseObject(raw, reply.status, operation);
        requireSuccess(answer, reply.status, operation);
        const docId = textOf(answer, 'docId') || (isRecord(answer.data) ? textOf(answer.data, 'docId') : '');
        return { docId: docId === '' ? null : docId, raw };
      } catch (thrown) {
        if (thrown instanceof AxisRefusal)
          throw sendFailure(nameRecipient(thrown.failure, outgoing.to), progress.bodyStarted, true);
        if (thrown instanceof KyguiError) throw sendFailure(thrown, progress.bodyStarted, false);
        throw thrown;
      }
    },
    async acknowledge(docId, status, description, signal) {
      const operation = 'updateStatus';
      const body = JSON.stringify({ docId, status, ...(description === undefined ? {} : { description }) });
      const reply = await session.run(operation, signal, (headers) =>
        connection.request({
          operation,
          method: 'POST',
          path: paths.acknowledge,
          headers: { ...headers, ...JSON_TYPE },
          body,
          signal,
        }),
      );
      const answer = parseObject(await readText(reply, operation), reply.status, operation);
      unwrapRefusal(() => requireSuccess(answer, reply.status, operation));
    },
    async sentList() {
      throw new KyguiError('AXIS_UNSUPPORTED', { kind: 'lgsp', operation: 'sentList' });
    },
    async *directory(signal) {
      const operation = 'organisations';
      const reply = await get(operation, paths.organisations, signal);
      for await (const part of readLarge(reply, ['data'], operation)) {
        if (part.kind === 'envelope')
          unwrapRefusal(() => requireSuccess(part.value, reply.status, operation));
        else if (part.kind === 'element') {
          const unit = organisation(part.value);
          if (unit !== null) yield unit;
        }
      }
    },
    close: () => connection.close(),
  };
}

/** Passes on `success: true`; the number of a refusal may stand beside the message or inside `data`. */
function requireSuccess(answer: Readonly<Record<string, unknown>>, status: number, operation: string): void {
  const success = textOf(answer, 'success').toLowerCase();
  if (success === 'true' && status < 400) return;
  if (success !== 'false') {
    if (status >= 400) throw httpFailure(status, operation);
    throw new KyguiError('AXIS_REPLY_INVALID', { operation, problem: 'success' });
  }
  const data = isRecord(answer.data) ? answer.data : {};
  const code = textOf(data, 'errorCode') || textOf(answer, 'errorCode');
  const text = textOf(data, 'errorDesc') || textOf(answer, 'message');
  const details = { operation, axisCode: code === '' ? '-' : code, axisText: text.slice(0, 200) };
  const known = AXIS_ERROR_CODES[String(Number(code))];
  const missing = known === undefined && /docid/iu.test(text);
  throw new AxisRefusal(new KyguiError(known ?? (missing ? 'AXIS_ITEM_UNKNOWN' : 'AXIS_FAILED'), details));
}

function organisation(value: unknown): DirectoryUnit | null {
  if (!isRecord(value)) return null;
  const code = textOf(value, 'orgCode');
  if (code === '') return null;
  return {
    id: code,
    parentId: textOf(value, 'parentCode'),
    code,
    oldCode: textOf(value, 'oldCode'),
    name: textOf(value, 'orgName').normalize('NFC'),
    mail: textOf(value, 'mail'),
    closed: textOf(value, 'deleted').toLowerCase() === 'true',
  };
}

/** `fromDate` and `toDate` as YYYY/MM/DD in Vietnam, today included. */
function dateRange(now: string, days: number): { fromDate: string; toDate: string } {
  const today = Temporal.Instant.from(now).toZonedDateTimeISO('Asia/Ho_Chi_Minh').toPlainDate();
  const print = (day: Temporal.PlainDate) => day.toString().replaceAll('-', '/');
  return { fromDate: print(today.subtract({ days })), toDate: print(today) };
}

function withQuery(path: string, values: Readonly<Record<string, string>>): string {
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(values).toString()}`;
}
