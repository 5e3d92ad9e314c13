import { randomUUID } from 'node:crypto';
import { isDay } from '../../shared/document/day.ts';
import { ERRORS, type ErrorCode, KyguiError } from '../../shared/errors.ts';
import { inboxStamp } from '../commands/inbox.ts';
import { PreparedJobs } from '../commands/prepared-jobs.ts';
import { signApprove } from '../commands/sign-approve.ts';
import { signPrepare } from '../commands/sign-prepare.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import type { CommandContext } from '../listener/handlers.ts';
import { readableInstant } from '../store/restored.ts';
import { inboxItemOutcome } from './exchange.ts';
import type { Outcome } from './output.ts';
import { takePin } from './pins.ts';

export interface AcceptWords {
  number?: string;
  date?: string;
  stamp?: true;
  cert?: string;
  pinEnv?: string;
  confirmLastTry?: true;
}

/** A command line has no connection: nobody hears of the steps, and no stream is open. */
const NO_CONNECTION: CommandContext = {
  connectionId: 'command-line',
  origin: 'command-line',
  pairingId: '',
  pairingLabel: '',
  personalPhrase: null,
  signal: new AbortController().signal,
  sendEvent: () => {},
  openReadStream: () => {
    throw new KyguiError('CHANNEL_LOST');
  },
  writeStream: async () => {
    throw new KyguiError('CHANNEL_LOST');
  },
};

/**
 * `kygui inbox accept ITEM`: 03 with number and day of entry, by default the next number of the register and today.
 * With `--stamp` the first PDF of the letter is signed in the role `receive`, and 03 leaves with the signature.
 */
export async function acceptOutcome(bridge: Bridge, itemId: string, words: AcceptWords): Promise<Outcome> {
  const { inbox, outbox } = requireExchange(bridge);
  if (words.date !== undefined && !isDay(words.date))
    throw new KyguiError('USAGE', { problem: '--date YYYY-MM-DD' });
  const next = await inbox.nextEntry();
  const entry = { number: words.number?.trim() || next.number, date: words.date ?? next.date };
  if (entry.number === '')
    throw new KyguiError('REGISTER_RESTORED', { at: readableInstant(next.restoredAt ?? '') });
  if (words.stamp) await stampAndAccept(bridge, itemId, entry, words);
  else
    await inbox.answer({
      jobKey: randomUUID(),
      itemId,
      answer: 'accept',
      entryNumber: entry.number,
      entryDate: entry.date,
    });
  await outbox.tick();
  return inboxItemOutcome(bridge, itemId);
}

/** @throws what preparing, the token and the signing throw; nothing is accepted then */
async function stampAndAccept(
  bridge: Bridge,
  itemId: string,
  entry: { number: string; date: string },
  { cert, pinEnv, confirmLastTry }: AcceptWords,
): Promise<void> {
  if (cert === undefined || pinEnv === undefined)
    throw new KyguiError('USAGE', { problem: '--stamp: --cert, --pin-env' });
  const pin = takePin(pinEnv);
  try {
    const file = (await requireExchange(bridge).inbox.item(itemId)).attachments.find(
      ({ stampable }) => stampable,
    );
    if (!file || file.documentId === null) throw new KyguiError('RECEIVING_NOT_STAMPABLE');
    const { certificate } = await bridge.tokens.find(cert);
    const jobKey = randomUUID();
    const taken = await inboxStamp(bridge)({ jobKey, itemId, documentId: file.documentId }, NO_CONNECTION);
    const prepared = new PreparedJobs();
    const shown = await signPrepare(bridge, prepared)(
      {
        jobKey,
        origin: NO_CONNECTION.origin,
        certificate: certificate.thumbprint,
        documents: [{ documentId: taken.documentId, role: 'receive', fields: entry }],
      },
      NO_CONNECTION,
    );
    const outcome = await signApprove(bridge, prepared)(
      {
        jobKey,
        approvalDigest: shown.approvalDigest,
        pin: new TextDecoder().decode(pin),
        confirmLastTry: confirmLastTry ?? false,
        approvedAt: new Date().toISOString(),
      },
      NO_CONNECTION,
    );
    if (outcome.state === 'signed') return;
    const { code, details } = outcome.error ?? { code: 'SENDING_NOT_SIGNED', details: {} };
    throw new KyguiError(Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'INTERNAL', details);
  } finally {
    pin.fill(0);
  }
}
