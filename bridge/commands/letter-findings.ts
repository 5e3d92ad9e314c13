import type { LetterDraft } from '../../shared/document/letter.ts';
import { type SendRuleId, settleSendRules } from '../../shared/document/send-rules.ts';
import { momentInVietnam } from '../../shared/document/vietnam-time.ts';
import { comparePrinted } from '../../shared/edxml/compare-printed.ts';
import { type KnownAgency, validateDraft } from '../../shared/edxml/validate-draft.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import { type Bridge, organisationOf, requireExchange } from '../compose.ts';
import { fromPackageFinding } from './findings.ts';
import { sentBeforeFindings } from './sent-before.ts';

/** What the letter prints, and what will be stamped on it in the same job. */
export interface Printed {
  pages: readonly string[];
  stamped: { number?: string | undefined; day?: string | undefined };
}

const OF_FIELDS: readonly SendRuleId[] = [
  'recipients.known',
  'recipients.open',
  'kind.known',
  'time',
  'repeat',
  'fields',
];
const OF_PRINT: readonly SendRuleId[] = [
  'printed.text',
  'printed.code',
  'printed.date',
  'printed.subject',
  'printed.signer',
  'printed.recipients',
];
const OF_FILES: readonly SendRuleId[] = [
  'secrecy',
  'signatures.sound',
  'signatures.person',
  'signatures.agency',
  'signatures.order',
  'signatures.valid',
  'signatures.signer',
  'attachments.present',
  'attachments.readable',
  'attachments.signed',
];

/** What the checks could look at. */
export interface Looked {
  files: boolean;
  printed: boolean;
  scanned: boolean;
}

/**
 * The named result of each rule that was looked at, weighed by the office's policy. A picture of a page was not
 * compared with anything.
 */
export function settled(
  { settings }: Pick<Bridge, 'settings'>,
  findings: readonly Finding[],
  looked: Looked,
) {
  const picture = findings.some(({ id }) => id === 'M.Printed.Scan');
  const checked = [
    ...(looked.files ? OF_FILES : []),
    ...(looked.files && looked.scanned ? (['attachments.virus'] as const) : []),
    ...(looked.printed && !picture ? OF_PRINT : []),
    ...OF_FIELDS,
    ...(settings.sending.paperReceivers ? (['paper'] as const) : []),
  ];
  return settleSendRules(findings, checked, settings.sending.policy);
}

const DIRECTORY_MISSING: Finding = {
  id: 'recipients.unchecked',
  result: 'warning',
  says: {
    vi: 'Chưa tải được danh bạ của trục nên chưa kiểm tra được mã các nơi nhận.',
    en: 'The directory of the axis was not fetched yet, so the codes of the recipients are not checked.',
  },
  next: {
    vi: 'Đợi danh bạ tải xong (hoặc chạy “kygui directory sync”), rồi xem lại.',
    en: 'Wait until it is fetched (or run "kygui directory sync"), then look again.',
  },
};

/**
 * Checks of a letter before it may be sent: complete, of known and open recipients, in time, unmarked, and the same
 * as what is printed. Not yet weighed by the office's policy. @throws AXIS_NOT_SET
 */
export async function rawLetterFindings(
  bridge: Bridge,
  letter: LetterDraft,
  printed?: Printed,
): Promise<Finding[]> {
  const { agency, directory } = requireExchange(bridge);
  const { sending } = bridge.settings;
  const known = new Map<string, KnownAgency>();
  const fetched = (await directory.syncedAt()) !== null;
  const knownUnit = async (code: string): Promise<KnownAgency | null> => {
    const unit = await directory.find(code);
    if (!unit) return null;
    const { name, closed, successor } = unit;
    return { code: unit.code, name, unitId: unit.code, closed, successor: successor ?? undefined };
  };
  for (const { code } of fetched ? letter.recipients : []) {
    const unit = await knownUnit(code);
    if (unit) known.set(code, unit);
  }
  const findings = validateDraft(letter, {
    from: organisationOf(agency),
    now: momentInVietnam(Date.now()),
    holidays: sending.holidays,
    workingDays: sending.workingDays,
    ...(sending.paperReceivers && { paperReceivers: sending.paperReceivers }),
    ...(fetched && {
      agency: (code: string) => known.get(code),
      own: await knownUnit(agency.code),
    }),
  });
  const recipients = [...known.values()].map(({ name }) => name);
  if (printed) findings.push(...comparePrinted(letter, { ...printed, recipients }));
  return [
    ...findings.map(fromPackageFinding),
    ...(fetched ? [] : [DIRECTORY_MISSING]),
    ...(await sentBeforeFindings(bridge.store, agency.code, letter)),
  ];
}

/** The named result of each rule that needs no file, weighed by the office's policy. */
export async function letterFindings(bridge: Bridge, letter: LetterDraft): Promise<Finding[]> {
  const findings = await rawLetterFindings(bridge, letter);
  return settled(bridge, findings, { files: false, printed: false, scanned: false });
}
