import { createReadStream } from 'node:fs';
import { KyguiError } from '../../shared/errors.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';

/** Incoming letters and requests, newest first. */
export const inboxList =
  (bridge: Bridge): NonNullable<Handlers['inbox.list']> =>
  async (body) => {
    const { inbox } = requireExchange(bridge);
    const { away, lastGood } = inbox.health();
    return {
      ...(await inbox.list(body)),
      gap: await inbox.gap(),
      away: away && { code: away.code, details: { ...away.details }, lastGood },
    };
  };

/** The clerk has compared what came with the book, after a restore. */
export const inboxCloseGap =
  (bridge: Bridge): NonNullable<Handlers['inbox.closeGap']> =>
  async () => {
    await requireExchange(bridge).inbox.closeGap();
    return {};
  };

/** One incoming letter: fields, files, verdicts, answers given. */
export const inboxItem =
  (bridge: Bridge): NonNullable<Handlers['inbox.item']> =>
  (body) =>
    requireExchange(bridge).inbox.item(body.itemId);

/** The clerk's answer; the status package leaves through the outbox at once. */
export const inboxAnswer =
  (bridge: Bridge): NonNullable<Handlers['inbox.answer']> =>
  async (body) => {
    const { inbox, outbox } = requireExchange(bridge);
    const answered = await inbox.answer(body);
    outbox.wake();
    return answered;
  };

/** The next number of the register and today, as a proposal. */
export const inboxNextEntry =
  (bridge: Bridge): NonNullable<Handlers['inbox.nextEntry']> =>
  () =>
    requireExchange(bridge).inbox.nextEntry();

/** A received file as a document that can be signed; asked twice under one key it is one document. */
export const inboxStamp =
  (bridge: Bridge): NonNullable<Handlers['inbox.stamp']> =>
  async ({ jobKey, itemId, documentId }) => {
    const { stamps } = requireExchange(bridge).inbox;
    const before = await stamps.of(jobKey);
    if (before?.itemId === itemId && before.fileId === documentId) {
      const { documentId: known, name, sha256, size } = await bridge.documents.find(before.documentId);
      return { documentId: known, name, sha256, size };
    }
    const file = await stamps.stampable(itemId, documentId);
    const stored = await bridge.documents.put(
      { name: file.name, origin: AXIS_ORIGIN, size: file.size },
      createReadStream(file.path),
    );
    if (stored.sha256 !== file.sha256) throw new KyguiError('SENDING_FILE_CHANGED', { name: file.name });
    await stamps.begin({ jobKey, itemId, fileId: documentId, documentId: stored.documentId });
    return { documentId: stored.documentId, name: stored.name, sha256: stored.sha256, size: stored.size };
  };

/** The origin of documents that came over the axis; no page has it. */
export const AXIS_ORIGIN = 'axis';

/**
 * What the stamp of a received letter will say, when this job is to stamp one. A received file is stamped for its
 * letter or not at all. @throws RECEIVING_STAMP_ELSEWHERE, RECEIVING_STAMP_NEEDS_ENTRY
 */
export async function entryOf(
  bridge: Bridge,
  jobKey: string,
  documents: readonly {
    documentId: string;
    origin: string;
    number: string | undefined;
    date: string | undefined;
  }[],
): Promise<{ number: string; date: string } | undefined> {
  const [document] = documents;
  if (!documents.some(({ origin }) => origin === AXIS_ORIGIN)) return undefined;
  const stamp = await requireExchange(bridge).inbox.stamps.of(jobKey);
  const isIts = documents.length === 1 && document?.documentId === stamp?.documentId;
  if (stamp?.state !== 'open' || !isIts) throw new KyguiError('RECEIVING_STAMP_ELSEWHERE');
  const number = document?.number?.normalize('NFC').trim() ?? '';
  const date = document?.date ?? '';
  if (number === '' || date === '') throw new KyguiError('RECEIVING_STAMP_NEEDS_ENTRY');
  return { number, date };
}
