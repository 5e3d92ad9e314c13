import { foldLookAlikes } from '../document/code.ts';
import { isDay } from '../document/date.ts';
import { documentKindByName, kindNameKey } from '../document/kinds.ts';
import type { LetterDraft } from '../document/letter.ts';
import { findSecrecyMarkInName, findSecrecyMarks, type SecrecyMark } from '../document/secrecy.ts';
import { sendBy } from '../document/working-day.ts';
import { checkDocument, Findings } from './check-model.ts';
import { composeDocument } from './compose.ts';
import { isWeakDocumentId } from './document-id.ts';
import { applyPolicy, type Finding, type FindingPolicy } from './finding.ts';
import type { Organisation } from './model.ts';
import type { FindingSeverity } from './warning.ts';

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

function checkDay(findings: Findings, path: string, day: string | undefined): void {
  if (day === undefined || day === '' || isDay(day)) return;
  const id = `T.${path.replaceAll('/', '.')}`;
  findings.add(
    id,
    'error',
    path,
    'Ngày không hợp lệ hoặc không có trong lịch.',
    'The date is not valid or does not exist.',
    day,
  );
}

function checkRecipients(findings: Findings, draft: LetterDraft, context: DraftContext): void {
  const { own } = context;
  if (own === null || own?.closed === true) {
    const vi = 'Mã của chính cơ quan mình không có trong danh bạ hoặc đã đóng; báo quản trị.';
    const en = 'Our own code is not in the directory or is closed; tell the administrator.';
    findings.add('R.MessageHeader.From.OrganId', 'warning', 'MessageHeader/From/OrganId', vi, en);
  }
  const units = new Map<string, string>();
  for (const [index, { code }] of draft.recipients.entries()) {
    const path = draft.recipients.length > 1 ? `MessageHeader/To[${index + 1}]` : 'MessageHeader/To';
    const add = (id: string, severity: FindingSeverity, vi: string, en: string) =>
      findings.add(id, severity, `${path}/OrganId`, vi, en, code);
    if (code === context.from.organId) {
      add(
        'M.MessageHeader.To.Self',
        'warning',
        'Nơi nhận chính là cơ quan gửi.',
        'The receiver is the sender itself.',
      );
    }
    if (context.agency === undefined || code === '') continue;
    const known = context.agency(code);
    if (known === undefined) {
      add(
        'M.MessageHeader.To.OrganId',
        'error',
        `Mã cơ quan ${code} không có trong danh bạ của trục.`,
        `The agency code ${code} is not in the directory of the axis.`,
      );
      continue;
    }
    if (known.closed) {
      const vi = known.successor === undefined ? '' : ` Mã thay thế: ${known.successor}.`;
      const en = known.successor === undefined ? '' : ` Its successor: ${known.successor}.`;
      add(
        'R.MessageHeader.To.Closed',
        'warning',
        `Mã cơ quan ${code} đã đóng.${vi}`,
        `The agency code ${code} is closed.${en}`,
      );
    }
    const earlier = units.get(known.unitId);
    if (earlier !== undefined && earlier !== code) {
      add(
        'M.MessageHeader.To',
        'error',
        `Cùng một cơ quan với mã ${earlier}; chỉ gửi một lần.`,
        `The same agency as code ${earlier}; send once.`,
      );
    }
    units.set(known.unitId, code);
  }
}

function checkKind(findings: Findings, draft: LetterDraft): void {
  const { type, typeDetail, typeName } = draft.documentType;
  if (typeName === '') return;
  const path = 'MessageHeader/DocumentType/TypeName';
  const kind = documentKindByName(typeName, type);
  if (kind === undefined) {
    const [vi, en] = ['Loại văn bản không có trong danh mục.', 'The kind of document is not in the list.'];
    findings.add('M.MessageHeader.DocumentType.TypeName', 'warning', path, vi, en, typeName);
    return;
  }
  if (kind.type !== type || (typeDetail !== undefined && typeDetail !== (kind.typeDetail ?? typeDetail))) {
    findings.add(
      'M.MessageHeader.DocumentType.TypeDetail',
      'warning',
      'MessageHeader/DocumentType/TypeDetail',
      `Mã loại văn bản không khớp với tên "${kindNameKey(kind.typeName)}".`,
      'The numbers of the kind do not fit its name.',
      `${type}/${typeDetail ?? ''}`,
    );
  }
  if (!kind.current) {
    const vi = 'Loại văn bản này không còn trong Nghị định 30/2020.';
    findings.add(
      'R.MessageHeader.DocumentType.Old',
      'notice',
      path,
      vi,
      'This kind is no longer in NĐ 30/2020.',
    );
  }
}

function checkAttachments(findings: Findings, draft: LetterDraft): void {
  if (draft.attachments.length === 0) return;
  const main = draft.attachments.filter((attachment) => attachment.main);
  if (main.length !== 1) {
    findings.add(
      'M.Attachment.Main',
      'error',
      'Attachment',
      main.length === 0 ? 'Chưa chọn tệp văn bản chính.' : 'Có nhiều hơn một tệp được chọn là văn bản chính.',
      main.length === 0
        ? 'No file is chosen as the main letter.'
        : 'More than one file is chosen as the main letter.',
    );
  }
  const names = new Set<string>();
  for (const [index, { name, main: isMain }] of draft.attachments.entries()) {
    const path = `Attachment[${index + 1}]/AttachmentName`;
    if (name === '')
      findings.add(
        'N.AttachmentName',
        'error',
        path,
        'Tệp đính kèm không có tên.',
        'An attachment has no name.',
      );
    else if (!/\.[\p{L}\p{N}]{1,12}$/u.test(name)) {
      const vi = 'Tên tệp không có phần mở rộng; nơi nhận có thể không mở được.';
      findings.add(
        'M.AttachmentName.Extension',
        'warning',
        path,
        vi,
        'The file name has no extension.',
        name,
      );
    }
    if (/[/\\]/u.test(name)) {
      findings.add(
        'T.AttachmentName',
        'error',
        path,
        'Tên tệp chứa dấu gạch chéo.',
        'The file name holds a slash.',
        name,
      );
    }
    if (isMain && name !== '' && !/\.pdf$/iu.test(name)) {
      const vi = 'Văn bản chính phải là tệp PDF đã ký.';
      findings.add('M.Attachment-Type', 'error', path, vi, 'The main letter must be a signed PDF.', name);
    }
    if (names.has(name.toLowerCase())) {
      findings.add(
        'M.AttachmentName',
        'warning',
        path,
        'Hai tệp trùng tên.',
        'Two files have the same name.',
        name,
      );
    }
    names.add(name.toLowerCase());
  }
}

function checkBusiness(findings: Findings, draft: LetterDraft): void {
  const { business, paper } = draft;
  if (paper.flag && (paper.reason ?? '') === '') {
    const vi = 'Gửi kèm bản giấy phải có lý do.';
    findings.add('N.Bussiness.Paper.Reason', 'error', 'Bussiness/Paper', vi, 'A paper copy needs a reason.');
  }
  if (business.kind === 'recall' && business.reason === '') {
    const vi = 'Thu hồi văn bản phải có lý do.';
    findings.add(
      'N.Bussiness.BussinessDocReason',
      'error',
      'Bussiness/BussinessDocReason',
      vi,
      'A recall needs a reason.',
    );
  }
  if (business.kind === 'update' && !business.informationChanged && !business.receiversChanged) {
    const vi = 'Chưa chọn nội dung cập nhật (thông tin hay nơi nhận).';
    const en = 'Nothing is marked as updated (information or receivers).';
    findings.add('N.Bussiness.BussinessDocumentInfo', 'error', 'Bussiness/BussinessDocumentInfo', vi, en);
  }
  const targets =
    business.kind === 'recall'
      ? [business.target.documentId]
      : business.kind === 'update'
        ? [business.documentId]
        : business.kind === 'replace'
          ? business.replaced.map((one) => one.documentId)
          : [];
  for (const target of targets) {
    if (!isWeakDocumentId(target)) continue;
    const vi = 'Mã văn bản là chuỗi ngẫu nhiên; nơi nhận có thể không tìm ra văn bản này.';
    const en = 'The document id is a random UUID; the receiver may not find the letter by it.';
    findings.add('M.Bussiness.DocumentId', 'warning', 'Bussiness/DocumentId', vi, en, target);
  }
}

const SECRECY = {
  stamp: [
    'R.Document.Secrecy',
    'error',
    'Văn bản có dấu chỉ độ mật: không được xử lý trên phần mềm này.',
    'The document carries a state-secret marking: it must not be handled in this program.',
  ],
  possible: [
    'R.Document.SecrecyPossible',
    'warning',
    'Có chữ giống dấu chỉ độ mật; kiểm tra trước khi gửi.',
    'Words look like a state-secret marking; check before sending.',
  ],
  mention: [
    'R.Document.SecrecyMention',
    'notice',
    'Nội dung có nhắc đến "mật"; kiểm tra văn bản có thuộc diện bí mật nhà nước không.',
    'The text speaks of secrets; make sure that it holds none.',
  ],
} as const;

/** Findings of secrecy marks at one place; the marks' words are not repeated. */
export function secrecyFindings(path: string, marks: readonly SecrecyMark[]): Finding[] {
  const findings = new Findings();
  for (const strength of ['stamp', 'possible', 'mention'] as const) {
    if (!marks.some((mark) => mark.strength === strength)) continue;
    const [id, severity, vi, en] = SECRECY[strength];
    findings.add(id, severity, path, vi, en);
    break;
  }
  return findings.list;
}

function checkSecrecy(draft: LetterDraft): Finding[] {
  const named = (path: string, text: string | undefined) => {
    const mark = text === undefined ? undefined : findSecrecyMarkInName(text);
    return mark === undefined ? [] : secrecyFindings(path, [mark]);
  };
  return [
    ...named('MessageHeader/Subject', draft.subject),
    ...secrecyFindings('MessageHeader/Content', findSecrecyMarks(draft.content ?? '')),
    ...named('MessageHeader/OtherInfo/SphereOfPromulgation', draft.sphere),
    ...named('MessageHeader/DocumentType/TypeName', draft.documentType.typeName),
    ...draft.appendixes.flatMap((appendix) => named('MessageHeader/OtherInfo/Appendixes', appendix)),
    ...[...new Set([draft.business.reason, draft.paper.reason])].flatMap((reason) =>
      named('Bussiness/BussinessDocReason', reason),
    ),
    ...draft.toPlaces.flatMap((place, index) => named(`MessageHeader/ToPlaces/Place[${index + 1}]`, place)),
    ...draft.attachments.flatMap(({ name, description }, index) => [
      ...named(`Attachment[${index + 1}]/AttachmentName`, name),
      ...named(`Attachment[${index + 1}]/Description`, description),
    ]),
  ];
}

function checkTimely(findings: Findings, draft: LetterDraft, context: DraftContext): void {
  if (!isDay(draft.date) || context.now <= sendBy(draft.date, context.holidays, context.workingDays)) return;
  findings.add(
    'R.Document.Late',
    'warning',
    'MessageHeader/PromulgationInfo/PromulgationDate',
    'Gửi muộn: văn bản phải gửi trong ngày ký, chậm nhất sáng ngày làm việc tiếp theo.',
    'Late: a letter goes out on the day it is signed, at the latest next working morning.',
    draft.date,
  );
}

/** Paper goes to those on the office's list and to nobody else (QĐ 28/2018, Điều 5, 7). */
function checkPaper(findings: Findings, draft: LetterDraft, context: DraftContext): void {
  if (context.paperReceivers === undefined) return;
  const listed = draft.recipients.filter(({ code }) => context.paperReceivers?.includes(code));
  if (draft.paper.flag === listed.length > 0) return;
  const [vi, en] = draft.paper.flag
    ? [
        'Không nơi nhận nào trong danh sách còn nhận bản giấy (Quyết định 28/2018).',
        'No receiver is on the list of those who still get paper.',
      ]
    : [
        'Có nơi nhận còn phải gửi kèm bản giấy theo danh sách nhưng chưa đánh dấu gửi bản giấy.',
        'A receiver on the list still gets paper, but no paper copy is marked.',
      ];
  const value = listed.map(({ code }) => code).join(', ') || undefined;
  findings.add('M.Bussiness.Paper', 'warning', 'Bussiness/Paper', vi, en, value);
}

/**
 * Everything that is wrong or doubtful with a letter before it is packaged, at once: presence, lengths, dates, codes,
 * kind, attachments, timeliness, paper, state-secret markings. Findings of severity `error` forbid sending. Rules
 * that need the PDF (signatures, printed number) are checked elsewhere.
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
  checkDay(findings, 'MessageHeader/PromulgationInfo/PromulgationDate', draft.date);
  checkDay(findings, 'MessageHeader/DueDate', draft.dueDate);
  checkRecipients(findings, draft, context);
  checkKind(findings, draft);
  checkAttachments(findings, draft);
  checkBusiness(findings, draft);
  checkTimely(findings, draft, context);
  checkPaper(findings, draft, context);
  if (foldLookAlikes(draft.notation) !== draft.notation || foldLookAlikes(draft.number) !== draft.number) {
    const vi = 'Ký hiệu dùng chữ giống "Đ" nhưng khác mã; sẽ được ghi bằng "Đ" tiếng Việt.';
    const en = 'The notation holds a look-alike of Đ; it will be written with the Vietnamese letter.';
    findings.add('M.MessageHeader.Code.LookAlike', 'notice', 'MessageHeader/Code/CodeNotation', vi, en);
  }
  // Made from sender, date and code: when it is missing, the fault has been named there already.
  const values = checkDocument(model, context.now.slice(0, 10)).filter(
    ({ id }) => id !== 'N.MessageHeader.DocumentId',
  );
  const reported = new Set(findings.list.map(({ id, path }) => `${id} ${path}`));
  const further = values.filter(({ id, path }) => !reported.has(`${id} ${path}`));
  const all = [...findings.list, ...further, ...checkSecrecy(draft)].map(withField);
  return applyPolicy(all, context.policy ?? {});
}
