import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';
import type { InboxAnswer } from '../../shared/protocol/commands/letters.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import { readPackageFile } from '../edxml/read-file.ts';
import { submitPackage } from '../sending/ready-package.ts';
import type { Outcome } from './output.ts';
import { assertSendable } from './sendable.ts';

/** `kygui outbox`: outgoing letters with the state of each recipient. */
export async function outboxOutcome(bridge: Bridge, limit: number): Promise<Outcome> {
  const found = await requireExchange(bridge).outbox.list({ limit });
  return {
    json: found,
    lines: found.letters.flatMap((letter) => [
      `${letter.code} · ${letter.date} · ${letter.state}${letter.error ? ` · ${letter.error.code}` : ''} · ${letter.letterId}`,
      ...letter.recipients.map((recipient) => `   ${recipient.code} ${recipient.name}: ${recipient.state}`),
    ]),
  };
}

/** `kygui inbox`: what came in, newest first. */
export async function inboxOutcome(bridge: Bridge, limit: number): Promise<Outcome> {
  const found = await requireExchange(bridge).inbox.list({ limit });
  return {
    json: found,
    lines: found.items.map(
      (item) =>
        `${item.code} · ${item.fromCode} ${item.fromName} · ${item.date ?? '?'} · ${item.lastStatus ?? '-'} · ${item.itemId}`,
    ),
  };
}

/** `kygui inbox answer ITEM WORD`: commits the answer and tries to deliver it at once. */
export async function answerOutcome(
  bridge: Bridge,
  itemId: string,
  answer: InboxAnswer,
  words: { reason?: string | undefined; entryNumber?: string | undefined; entryDate?: string | undefined },
): Promise<Outcome> {
  const { inbox, outbox } = requireExchange(bridge);
  const answered = await inbox.answer({ jobKey: randomUUID(), itemId, answer, ...words });
  await outbox.tick();
  return { json: answered, lines: [answered.statusCode] };
}

/** `kygui send PACKAGE.edxml`: the very bytes of the file go out; the same file twice is one letter. */
export async function sendOutcome(bridge: Bridge, file: string): Promise<Outcome> {
  const { agency, outbox, directory } = requireExchange(bridge);
  const folder = await mkdtemp(join(tmpdir(), 'kygui-send-'));
  try {
    const read = await readPackageFile(file, folder);
    if (read.kind !== 'edoc')
      throw new KyguiError('USAGE', { problem: 'PACKAGE.edxml: gói trạng thái / a status package' });
    const { from } = read.package.messageHeader;
    if (from.organId !== agency.code)
      throw new KyguiError('AXIS_SENDER_UNREGISTERED', { code: from.organId });
    await assertSendable(bridge, read);
    if ((await directory.syncedAt()) === null) await directory.sync();
    const unknown = (
      await directory.warnings(read.package.messageHeader.to.map(({ organId }) => organId))
    ).find(({ code }) => code === 'DIRECTORY_UNIT_UNKNOWN');
    if (unknown) throw new KyguiError(unknown.code, unknown.details);
    const letter = await submitPackage(
      { store: bridge.store, outbox },
      { path: file, package: read.package },
    );
    await outbox.tick();
    const after = await outbox.item(letter.letterId);
    return {
      json: after,
      lines: [`${after.code} · ${after.state}${after.axisDocId ? ` · ${after.axisDocId}` : ''}`],
      exit: after.state === 'failed' ? 1 : 0,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `kygui outbox cancel LETTER`: stops a letter that has not left. */
export async function cancelOutcome(bridge: Bridge, letterId: string): Promise<Outcome> {
  const { outbox } = requireExchange(bridge);
  await outbox.cancel(letterId);
  return statusOutcome(bridge, letterId);
}

/** `kygui outbox retry LETTER resend|arrived`: the person's decision on a letter that failed or is in doubt. */
export async function retryOutcome(
  bridge: Bridge,
  letterId: string,
  decision: 'resend' | 'arrived',
): Promise<Outcome> {
  const { outbox } = requireExchange(bridge);
  await outbox.retry(letterId, decision);
  await outbox.tick();
  return statusOutcome(bridge, letterId);
}

/** `kygui status LETTER`: every committed step, and the timeline of each recipient with the raw codes. */
export async function statusOutcome(bridge: Bridge, letterId: string): Promise<Outcome> {
  const letter = await requireExchange(bridge).outbox.item(letterId);
  return {
    json: letter,
    lines: [
      `${letter.code} · ${letter.date} · ${letter.state}${letter.error ? ` · ${letter.error.code}` : ''}`,
      ...letter.steps.map(({ at, step }) => `   ${at} ${step}`),
      ...letter.timelines.flatMap(({ code, name, entries }) => [
        `${code} ${name}`,
        ...entries.map(
          ({ at, state, statusCode, description }) =>
            `   ${at} ${state}${statusCode === null ? '' : ` (${statusCode})`} ${description}`,
        ),
      ]),
    ],
  };
}

/** `kygui directory sync`: fetches the whole directory of the axis now. */
export async function directorySyncOutcome(bridge: Bridge): Promise<Outcome> {
  const synced = await requireExchange(bridge).directory.sync();
  return {
    json: synced,
    lines: [
      `${synced.units} đơn vị, ${synced.changed} thay đổi, ${synced.closed} đã đóng · ${synced.units} units, ${synced.changed} changed, ${synced.closed} closed`,
    ],
  };
}

/** `kygui directory search TEXT`: by name with or without marks, abbreviation, or code. */
export async function directorySearchOutcome(bridge: Bridge, text: string, limit: number): Promise<Outcome> {
  const { directory } = requireExchange(bridge);
  if ((await directory.syncedAt()) === null) await directory.sync();
  const units = await directory.search(text, limit);
  return {
    json: { syncedAt: await directory.syncedAt(), units },
    lines: units.map(
      ({ code, name, parentName, closed, successor }) =>
        `${code} · ${name}${parentName ? ` · ${parentName}` : ''}${closed ? ` · đã đóng / closed${successor ? ` → ${successor}` : ''}` : ''}`,
    ),
  };
}
