import { foldLookAlikes } from '../document/code.ts';
import { isDay } from '../document/day.ts';
import type { LetterDraft } from '../document/letter.ts';
import { sendBy } from '../document/working-day.ts';
import { checkDocument } from './check-model.ts';
import { compact } from './compact.ts';
import { composeDocument } from './compose.ts';
import { isWeakDocumentId } from './document-id.ts';
import { applyPolicy, type Finding, type FindingPolicy } from './finding.ts';
import type { Organisation } from './model.ts';
import { Findings } from './rules/findings.ts';

/** What the directory knows of a code. */
export interface KnownAgency {
  code: string;
  name: string;
  /** The unit behind the code: old and new codes of one unit share it. */
  unitId: string;
  closed: boolean;
  /** Code of the unit that took over, when the code is closed. */
  successor?: string | undefined;
}

/** What a draft is checked against. */
export interface DraftContext {
  from: Organisation;
  /** Now in Vietnam, `YYYY-MM-DDTHH:mm:ss`. */
  now: string;
  /** Looks a code up; undefined for codes that do not exist. Without it codes are not checked. */
  agency?: (code: string) => KnownAgency | undefined;
  /** What the directory says of our own code; null when it does not know it. Not checked when absent. */
  own?: KnownAgency | null;
  /** Receivers to whom a paper copy still goes, by the office's own list. */
  paperReceivers?: readonly string[];
  /** Free days besides Saturdays and Sundays, `YYYY-MM-DD`. */
  holidays?: readonly string[];
  /** Week-end days that are worked, `YYYY-MM-DD`. */
  workingDays?: readonly string[];
  policy?: FindingPolicy;
}

/** Draft field behind a path of the package. */
const FIELDS: readonly (readonly [path: RegExp, field: string])[] = [
  [/^MessageHeader\/To(?:\[|\/|$)/u, 'recipients'],
  [/^MessageHeader\/Code\/CodeNumber/u, 'number'],
  [/^MessageHeader\/Code\/CodeNotation/u, 'notation'],
  [/^MessageHeader\/PromulgationInfo\/Place/u, 'place'],
  [/^MessageHeader\/PromulgationInfo/u, 'date'],
  [/^MessageHeader\/DocumentType/u, 'documentType'],
  [/^MessageHeader\/Subject/u, 'subject'],
  [/^MessageHeader\/Content/u, 'content'],
  [/^MessageHeader\/SignerInfo/u, 'signer'],
  [/^MessageHeader\/DueDate/u, 'dueDate'],
  [/^MessageHeader\/OtherInfo\/Priority/u, 'priority'],
  [/^MessageHeader\/OtherInfo\/Sphere/u, 'sphere'],
  [/^MessageHeader\/OtherInfo\/TyperNotation/u, 'typerNotation'],
  [/^MessageHeader\/ResponseFor/u, 'responseFor'],
  [/^MessageHeader\/ToPlaces/u, 'toPlaces'],
  [/^Bussiness\/StaffInfo/u, 'staff'],
  [/^Bussiness\/Paper/u, 'paper'],
  [/^Bussiness/u, 'business'],
  [/^Attachment/u, 'attachments'],
];

function withField(finding: Finding): Finding {
  const field = FIELDS.find(([path]) => path.test(finding.path))?.[1];
  return field === undefined ? finding : { ...finding, field };
}

function checkRecipients(findings: Findings, draft: LetterDraft, context: DraftContext): void {
  const { own } = context;
  if (own === null || own?.closed === true)
    findings.report('R.MessageHeader.From.Closed', 'MessageHeader/From/OrganId');
  const units = new Map<string, string>();
  for (const [index, { code }] of draft.recipients.entries()) {
    const counted = draft.recipients.length > 1 ? `[${index + 1}]` : '';
    const path = `MessageHeader/To${counted}/OrganId`;
    if (code === context.from.organId) findings.report('M.MessageHeader.To.Self', path, { value: code });
    if (context.agency === undefined || code === '') continue;
    const known = context.agency(code);
    if (known === undefined) {
      findings.report('M.MessageHeader.To.OrganId', path, { value: code, parameters: { code } });
      continue;
    }
    if (known.closed) {
      const next = known.successor === undefined ? '' : ` Mã thay thế: ${known.successor}.`;
      const nextEn = known.successor === undefined ? '' : ` Its successor: ${known.successor}.`;
      findings.report('R.MessageHeader.To.Closed', path, { value: code, parameters: { code, next, nextEn } });
    }
    const earlier = units.get(known.unitId);
    if (earlier !== undefined && earlier !== code)
      findings.report('M.MessageHeader.To.SameUnit', path, { value: code, parameters: { code: earlier } });
    units.set(known.unitId, code);
  }
}

function checkBusiness(findings: Findings, { business, paper }: LetterDraft): void {
  if (paper.flag && (paper.reason ?? '') === '')
    findings.report('N.Bussiness.Paper.Reason', 'Bussiness/Paper');
  if (business.kind === 'recall' && business.reason === '')
    findings.missing('Bussiness/BussinessDocReason', 'error');
  if (business.kind === 'update' && !business.informationChanged && !business.receiversChanged)
    findings.missing('Bussiness/BussinessDocumentInfo', 'error');
  const targets =
    business.kind === 'recall'
      ? [business.target.documentId]
      : business.kind === 'update'
        ? [business.documentId]
        : business.kind === 'replace'
          ? business.replaced.map((one) => one.documentId)
          : [];
  for (const target of targets.filter(isWeakDocumentId))
    findings.report('M.Bussiness.DocumentId', 'Bussiness/DocumentId', { value: target });
}

function checkTimely(findings: Findings, draft: LetterDraft, context: DraftContext): void {
  if (!isDay(draft.date)) return;
  const until = sendBy(draft.date, context.holidays, context.workingDays);
  if (context.now <= until) return;
  findings.report('R.Document.Late', 'MessageHeader/PromulgationInfo/PromulgationDate', {
    value: draft.date,
    parameters: { until: until.slice(0, 16).replace('T', ' ') },
  });
}

/** Paper goes to those on the office's list and to nobody else (QĐ 28/2018, Điều 5, 7). */
function checkPaper(findings: Findings, draft: LetterDraft, context: DraftContext): void {
  if (context.paperReceivers === undefined) return;
  const listed = draft.recipients.filter(({ code }) => context.paperReceivers?.includes(code));
  if (draft.paper.flag === listed.length > 0) return;
  const value = listed.map(({ code }) => code).join(', ') || undefined;
  findings.report(draft.paper.flag ? 'M.Bussiness.Paper' : 'N.Bussiness.Paper', 'Bussiness/Paper', { value });
}

/**
 * Everything that is wrong or doubtful with a letter before it is packaged, at once: the rules of every package
 * (`checkDocument`), and those that need the directory, the clock or the office's lists. Findings of severity `error`
 * forbid sending. Rules that need the PDF (signatures, printed number) are checked elsewhere.
 */
export function validateDraft(draft: LetterDraft, context: DraftContext): Finding[] {
  const findings = new Findings();
  const to = draft.recipients.map(({ code }): Organisation => {
    const name = context.agency?.(code)?.name;
    return { organId: code, organName: name ?? code };
  });
  const model = composeDocument(draft, {
    from: { organName: context.from.organId, ...context.from },
    to,
    timestamp: context.now,
    contentIds: draft.attachments.map((_, index) => String(index)),
  });
  // The kind is judged as it was given; only the writer fills in its index.
  model.messageHeader.documentType = compact(draft.documentType);
  for (const [path, day] of [
    ['PromulgationInfo.PromulgationDate', draft.date],
    ['DueDate', draft.dueDate],
  ] as const) {
    if (day === undefined || day === '' || isDay(day)) continue;
    findings.report(`T.MessageHeader.${path}`, `MessageHeader/${path.replaceAll('.', '/')}`, { value: day });
  }
  checkRecipients(findings, draft, context);
  checkBusiness(findings, draft);
  checkTimely(findings, draft, context);
  checkPaper(findings, draft, context);
  if (foldLookAlikes(draft.notation) !== draft.notation || foldLookAlikes(draft.number) !== draft.number)
    findings.report('M.MessageHeader.Code.LookAlike', 'MessageHeader/Code/CodeNotation');
  // Made from sender, date and code: when it is missing, the fault has been named there already.
  const values = checkDocument(model, context.now.slice(0, 10), {
    files: draft.attachments,
    paperReason: draft.paper.reason,
  }).filter(({ id }) => id !== 'N.MessageHeader.DocumentId');
  const reported = new Set(findings.list.map(({ id, path }) => `${id} ${path}`));
  const further = values.filter(({ id, path }) => !reported.has(`${id} ${path}`));
  return applyPolicy([...findings.list, ...further].map(withField), context.policy ?? {});
}
