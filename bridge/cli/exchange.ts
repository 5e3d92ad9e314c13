import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusalsOf } from '../../shared/document/send-rules.ts';
import { describeVerdict } from '../../shared/document/verdict.ts';
import { type ErrorCode, KyguiError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { InboxAnswer, InboxGap, StrandedAnswer } from '../../shared/protocol/commands/letters.ts';
import { recallLetter } from '../commands/recall-letter.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import { readPackageFile } from '../edxml/read-file.ts';
import { readLimits } from '../edxml/read-limits.ts';
import { submitPackage, submittedBefore } from '../sending/ready-package.ts';
import { readableInstant } from '../store/restored.ts';
import { failureObject, language, type Outcome } from './output.ts';
import { packageFindings } from './package-findings.ts';

/** `kygui outbox`: outgoing letters with the state of each recipient. */
export async function outboxOutcome(bridge: Bridge, limit: number): Promise<Outcome> {
  const { outbox } = requireExchange(bridge);
  const found = await outbox.list({ limit });
  const stranded = await outbox.answers(limit);
  return {
    json: { ...found, answers: stranded.answers, strandedAnswers: stranded.total },
    lines: [
      ...found.letters.flatMap((letter) => [
        `${letter.code} · ${letter.date} · ${letter.state}${letter.error ? ` · ${letter.error.code}` : ''} · ${letter.letterId}`,
        ...letter.recipients.map((recipient) => `   ${recipient.code} ${recipient.name}: ${recipient.state}`),
      ]),
      ...(stranded.total > 0
        ? [`! trả lời chưa đến được nơi gửi · answers that did not reach their sender: ${stranded.total}`]
        : []),
      ...stranded.answers.flatMap(answerLines),
    ],
  };
}

/** What could not be delivered, why, and what to do. */
function answerLines({ statusCode, code, toCode, toName, state, error, outboxId }: StrandedAnswer): string[] {
  const failure = error ? failureObject(error.code as ErrorCode, error.details) : null;
  return [
    `${statusCode} → ${toCode} ${toName} · ${code} · ${state}${error ? ` · ${error.code}` : ''} · ${outboxId}`,
    ...(failure ? [`   ${failure.message}`, `   → ${failure.next}`] : []),
  ];
}

/** `kygui inbox`: what came in, newest first. */
export async function inboxOutcome(bridge: Bridge, limit: number): Promise<Outcome> {
  const { inbox } = requireExchange(bridge);
  const found = await inbox.list({ limit });
  const gap = await inbox.gap();
  return {
    json: { ...found, gap },
    lines: [
      ...(gap ? gapLines(gap) : []),
      ...found.items.map(
        (item) =>
          `${item.code || item.subject} · ${item.fromCode} ${item.fromName} · ${item.date ?? '?'} · ${item.lastStatus ?? '-'}${item.late ? ` · ${LATE[item.late]}` : ''} · ${item.itemId}`,
      ),
    ],
  };
}

function gapLines({ from, to, fetched }: InboxGap): string[] {
  const { message, next } = failureObject('RECEIVING_RESTORED', {
    from: from === null ? '?' : readableInstant(from),
    to: readableInstant(to),
    fetched,
  });
  return [`! ${message}`, `   → ${next} (kygui inbox compared)`];
}

/** `kygui inbox compared`: the person has compared, and is told no more. */
export async function comparedOutcome(bridge: Bridge): Promise<Outcome> {
  await requireExchange(bridge).inbox.closeGap();
  return { json: { gap: null }, lines: ['Đã ghi nhận. · Noted.'] };
}

const LATE = {
  answer: 'chưa trả lời trong ngày / not answered on its day',
  due: 'quá hạn / overdue',
} as const;

/** `kygui inbox show ITEM`: one incoming letter with its files, what was odd, what was answered, what it answers. */
export async function inboxItemOutcome(bridge: Bridge, itemId: string): Promise<Outcome> {
  const item = await requireExchange(bridge).inbox.item(itemId);
  const spoken = language();
  return {
    json: item,
    lines: [
      `${item.code} · ${item.kind} · ${item.fromCode} ${item.fromName} · ${item.date ?? '?'}${item.dueDate ? ` → ${item.dueDate}` : ''}${item.late ? ` · ${LATE[item.late]}` : ''}`,
      item.subject,
      ...item.attachments.flatMap(({ name, size, verdict, warnings }) => [
        `   ${name} (${size} B)${verdict ? `: ${describeVerdict(verdict, spoken)}` : ''}`,
        ...warnings.map((warning) => `   ! ${warning[spoken]}`),
      ]),
      ...item.warnings.map((warning) => `! ${warning[spoken]}`),
      ...item.links.map(
        ({ relation, code, letterId, itemId: other }) => `${relation} ${code} ${letterId ?? other ?? ''}`,
      ),
      ...item.answers.map(
        ({ at, statusCode, description, delivered }) =>
          `   ${at} ${statusCode}${delivered ? '' : ' …'} ${description}`,
      ),
    ],
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

/**
 * `kygui send PACKAGE.edxml`: the very bytes of the file go out, after the rules that a letter from the screens meets.
 * The same file twice is one letter. With `checkOnly` nothing is sent, and the results alone are shown.
 */
export async function sendOutcome(
  bridge: Bridge,
  file: string,
  { checkOnly = false }: { checkOnly?: boolean | undefined } = {},
): Promise<Outcome> {
  const { agency, outbox, directory } = requireExchange(bridge);
  const parts = { store: bridge.store, outbox };
  const folder = await mkdtemp(join(tmpdir(), 'kygui-send-'));
  try {
    const read = await readPackageFile(file, folder, readLimits(bridge.settings));
    if (read.kind !== 'edoc')
      throw new KyguiError('USAGE', { problem: 'PACKAGE.edxml: gói trạng thái / a status package' });
    const { from } = read.package.messageHeader;
    if (from.organId !== agency.code)
      throw new KyguiError('AXIS_SENDER_UNREGISTERED', { code: from.organId });
    const known = checkOnly ? null : await submittedBefore(parts, file);
    if (known) return workedOutcome(bridge, known.letterId);
    if ((await directory.syncedAt()) === null) await directory.sync();
    const unknown = (
      await directory.warnings(read.package.messageHeader.to.map(({ organId }) => organId))
    ).find(({ code }) => code === 'DIRECTORY_UNIT_UNKNOWN');
    if (unknown) throw new KyguiError(unknown.code, unknown.details);
    const checks = await packageFindings(bridge, read);
    const refused = refusalsOf(checks);
    if (refused.length > 0) return refusalOutcome(refused, checks);
    if (checkOnly) return { json: { ok: true, checks }, lines: checkLines(checks) };
    const letter = await submitPackage(parts, { path: file, package: read.package, checks });
    const sent = await workedOutcome(bridge, letter.letterId);
    return {
      ...sent,
      lines: [...sent.lines, ...checkLines(checks.filter(({ result }) => result !== 'pass'))],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Works the outbox once and tells how the letter stands. */
export async function workedOutcome(bridge: Bridge, letterId: string): Promise<Outcome> {
  const { outbox } = requireExchange(bridge);
  await outbox.tick();
  const after = await outbox.item(letterId);
  return {
    json: after,
    lines: [
      `${after.code} · ${after.state} · ${after.letterId}${after.axisDocId ? ` · ${after.axisDocId}` : ''}`,
    ],
    exit: after.state === 'failed' ? 1 : 0,
  };
}

/** Nothing was sent: the code of what is missing first, then every result. */
export function refusalOutcome(refused: readonly Finding[], checks: readonly Finding[]): Outcome {
  const [first] = refused;
  const code = refused.some(({ id }) => id.startsWith('signatures.'))
    ? 'SENDING_SIGNATURE_REQUIRED'
    : 'SENDING_RULE_BROKEN';
  const details = {
    count: refused.length,
    rule: first?.id ?? '',
    reason: first?.says.vi ?? '',
    reasonEn: first?.says.en ?? '',
  };
  const failure = failureObject(code, details);
  return {
    json: { ...failure, checks },
    lines: [`${code}: ${failure.message}`, `  → ${failure.next}`, ...checkLines(checks)],
    exit: 3,
  };
}

const MARKS = { refuse: '✗', warning: '!', notice: 'i', pass: '✓' } as const;
const WEIGHTS = ['refuse', 'warning', 'notice', 'pass'] as const;

/** Each result on a line, the gravest first. */
function checkLines(checks: readonly Finding[]): string[] {
  const spoken = language();
  return WEIGHTS.flatMap((weight) => checks.filter(({ result }) => result === weight)).map(
    ({ id, result, says, next }) =>
      `${MARKS[result]} ${says[spoken]} [${id}]${next && result !== 'pass' ? `\n    → ${next[spoken]}` : ''}`,
  );
}

/** `kygui recall LETTER --reason TEXT`: see {@link recallLetter}. @throws SENDING_NOTHING_TO_RECALL */
export async function recallOutcome(bridge: Bridge, letterId: string, reason: string): Promise<Outcome> {
  const recall = await recallLetter(bridge, letterId, reason);
  return workedOutcome(bridge, recall.letterId);
}

/** `kygui outbox cancel LETTER`: stops a letter that has not left. */
export async function cancelOutcome(bridge: Bridge, letterId: string): Promise<Outcome> {
  const { outbox } = requireExchange(bridge);
  await outbox.cancel(letterId);
  return statusOutcome(bridge, letterId);
}

/** `kygui outbox pause | resume`: for all bridges that share the outbox, and across restarts. */
export async function pauseOutcome(bridge: Bridge, pause: boolean): Promise<Outcome> {
  const { outbox } = requireExchange(bridge);
  await (pause ? outbox.pause() : outbox.resume());
  return {
    json: { paused: await outbox.isPaused() },
    lines: [pause ? 'Đã tạm dừng gửi. · Sending is paused.' : 'Tiếp tục gửi. · Sending goes on.'],
  };
}

/** `kygui outbox verify-first`: after a restore from a backup, before the bridge runs again. */
export async function verifyFirstOutcome(bridge: Bridge): Promise<Outcome> {
  const count = await requireExchange(bridge).outbox.verifyFirst();
  return {
    json: { count },
    lines: [
      `${count} văn bản sẽ được hỏi trên trục trước khi gửi. · ${count} letters will be asked for on the axis first.`,
    ],
  };
}

/** `kygui outbox retry ID --decision resend|arrived`: the person's decision on a letter or answer that failed or is in doubt. */
export async function retryOutcome(
  bridge: Bridge,
  letterId: string,
  decision: 'resend' | 'arrived',
): Promise<Outcome> {
  const { outbox } = requireExchange(bridge);
  await outbox.retry(letterId, decision);
  await outbox.tick();
  const isLetter = await bridge.store.read((sql) =>
    sql.get(`SELECT letter_id FROM letter WHERE letter_id = ?`, [letterId]),
  );
  if (isLetter) return statusOutcome(bridge, letterId);
  const { answers } = await outbox.answers(500);
  const still = answers.find(({ outboxId }) => outboxId === letterId);
  return {
    json: { outboxId: letterId, stranded: still ?? null },
    lines: still ? answerLines(still) : [`${letterId} · ✓`],
  };
}

/** `kygui status LETTER`: every committed step, and the timeline of each recipient with the raw codes. */
export async function statusOutcome(bridge: Bridge, letterId: string): Promise<Outcome> {
  const letter = await requireExchange(bridge).outbox.item(letterId);
  const told = letter.checks.filter(({ result }) => result !== 'pass');
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
      ...(letter.checks.length > 0
        ? [`kiểm tra trước khi gửi · checks before sending: ${letter.checks.length}`, ...checkLines(told)]
        : []),
    ],
  };
}
