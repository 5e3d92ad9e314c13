import { z } from 'zod';
import type { Finding } from '../protocol/commands/fields.ts';

/** One rule that a letter must meet before it leaves (QĐ 28/2018, NĐ 30/2020, edXML 13). */
interface SendRule {
  /** The gravest result that breaking it has, unless the office's policy says otherwise. */
  weight: 'refuse' | 'warning' | 'notice';
  /** What is asked, as it stands when it is met. */
  vi: string;
  en: string;
  /** Findings that belong to the rule: the whole id, or its beginning when it ends with a point. */
  covers: readonly string[];
  /** No policy of an office can soften it; it can only make it stricter. */
  fixed?: true;
}

/** Every rule before sending by its id, in the order in which results are shown. The first that fits takes a finding. */
export const SEND_RULES = {
  secrecy: {
    weight: 'refuse',
    vi: 'Không thấy dấu chỉ độ mật trong nội dung, tên tệp, thuộc tính tệp và thông tin gửi.',
    en: 'No state-secret marking in the text, the names and properties of files or the fields.',
    covers: [
      'secrecy.marking',
      'secrecy.unsearched',
      'R.Document.Secrecy',
      'R.Document.SecrecyPossible',
      'R.Document.SecrecyMention',
    ],
    fixed: true,
  },
  'signatures.sound': {
    weight: 'refuse',
    vi: 'Các chữ ký đã có nguyên vẹn; tệp không có nội dung tự thay đổi.',
    en: 'The signatures are intact, and nothing in the files changes what is seen.',
    covers: ['gate.'],
    fixed: true,
  },
  'signatures.person': {
    weight: 'refuse',
    vi: 'Có chữ ký số của người có thẩm quyền.',
    en: 'The competent person has signed.',
    covers: ['signatures.person'],
  },
  'signatures.agency': {
    weight: 'refuse',
    vi: 'Có chữ ký số của cơ quan, bằng chứng thư của cơ quan.',
    en: 'The agency signs, with a certificate of its own.',
    covers: ['signatures.agency', 'signatures.kind'],
  },
  'signatures.order': {
    weight: 'refuse',
    vi: 'Người có thẩm quyền ký trước, cơ quan ký sau.',
    en: 'The competent person signed first, the agency after.',
    covers: ['signatures.order'],
  },
  'signatures.valid': {
    weight: 'refuse',
    vi: 'Chứng thư số của người ký còn hiệu lực và không bị thu hồi.',
    en: 'The certificates of the signers are valid and not revoked.',
    covers: ['signatures.valid', 'signatures.unchecked'],
  },
  'signatures.signer': {
    weight: 'warning',
    vi: 'Người đã ký số là người ký ghi trong thông tin gửi và in trên văn bản.',
    en: 'Who signed is the signer named in the fields and printed in the letter.',
    covers: ['signatures.signer'],
  },
  'attachments.present': {
    weight: 'refuse',
    vi: 'Đủ tệp: có văn bản chính và các tệp kèm theo.',
    en: 'All files are there: the letter and what goes with it.',
    covers: ['letter.files', 'N.AttachmentEncoded', 'M.Attachment.Main', 'N.AttachmentName', 'N.Attachment.'],
  },
  'attachments.readable': {
    weight: 'refuse',
    vi: 'Các tệp mở được, tên tệp dùng được.',
    en: 'The files can be opened, their names can be used.',
    covers: [
      'attachments.readable',
      'M.AttachmentName.',
      'M.AttachmentName',
      'T.AttachmentName',
      'M.Attachment-',
    ],
  },
  'attachments.signed': {
    weight: 'warning',
    vi: 'Tệp phụ lục PDF có chữ ký số của cơ quan.',
    en: 'Separate PDF appendices bear the signature of the agency.',
    covers: ['attachments.signed'],
  },
  'attachments.virus': {
    weight: 'refuse',
    vi: 'Đã quét vi-rút, không phát hiện mã độc.',
    en: 'Scanned for viruses, nothing was found.',
    covers: ['attachments.virus', 'attachments.scan.'],
  },
  'printed.text': {
    weight: 'notice',
    vi: 'Nội dung in trên văn bản đọc được để so với thông tin gửi.',
    en: 'The printed text can be read and compared with what is sent.',
    covers: ['M.Printed.Scan'],
  },
  'printed.code': {
    weight: 'refuse',
    vi: 'Số, ký hiệu khớp với văn bản.',
    en: 'Number and notation are those printed.',
    covers: ['M.Printed.Number', 'N.Printed.Number', 'M.Printed.Notation'],
  },
  'printed.date': {
    weight: 'refuse',
    vi: 'Ngày ban hành khớp với văn bản.',
    en: 'The date is the one printed.',
    covers: ['M.Printed.Date', 'N.Printed.Date'],
  },
  'printed.subject': {
    weight: 'warning',
    vi: 'Trích yếu khớp với văn bản.',
    en: 'The subject is the one printed.',
    covers: ['M.Printed.Subject'],
  },
  'printed.signer': {
    weight: 'warning',
    vi: 'Họ tên người ký khớp với văn bản.',
    en: 'The signer is the one printed.',
    covers: ['M.Printed.Signer'],
  },
  'printed.recipients': {
    weight: 'notice',
    vi: 'Nơi nhận khớp với văn bản.',
    en: 'The recipients are those printed.',
    covers: ['M.Printed.Recipients'],
  },
  'recipients.known': {
    weight: 'refuse',
    vi: 'Mã các nơi nhận có trong danh bạ của trục.',
    en: 'The codes of all recipients are in the directory of the axis.',
    covers: ['recipients.unchecked', 'M.MessageHeader.To', 'M.MessageHeader.To.', 'N.MessageHeader.To'],
  },
  'recipients.open': {
    weight: 'warning',
    vi: 'Mã cơ quan gửi và nơi nhận đang hoạt động.',
    en: 'The codes of sender and recipients are open.',
    covers: ['R.MessageHeader.To.Closed', 'R.MessageHeader.From.Closed'],
  },
  'kind.known': {
    weight: 'refuse',
    vi: 'Loại văn bản có trong danh mục.',
    en: 'The kind of document is in the list.',
    covers: [
      'M.MessageHeader.DocumentType.',
      'R.MessageHeader.DocumentType.',
      'N.MessageHeader.DocumentType.',
    ],
  },
  time: {
    weight: 'warning',
    vi: 'Gửi đúng hạn: trong ngày ký, chậm nhất sáng ngày làm việc tiếp theo.',
    en: 'In time: on the day of signing, at the latest next working morning.',
    covers: ['R.Document.Late'],
  },
  paper: {
    weight: 'refuse',
    vi: 'Việc gửi kèm bản giấy theo đúng danh mục.',
    en: 'The paper copy follows the list.',
    covers: ['M.Bussiness.Paper', 'N.Bussiness.Paper', 'N.Bussiness.Paper.'],
  },
  repeat: {
    weight: 'refuse',
    vi: 'Chưa gửi văn bản này cho nơi nhận nào trước đó.',
    en: 'This letter was not sent to any of the recipients before.',
    covers: ['letter.sent-before'],
    fixed: true,
  },
  fields: {
    weight: 'refuse',
    vi: 'Thông tin gửi đầy đủ, đúng định dạng.',
    en: 'The fields are complete and well formed.',
    covers: ['N.', 'R.', 'T.', 'M.'],
  },
} as const satisfies Record<string, SendRule>;

export type SendRuleId = keyof typeof SEND_RULES;

export const SEND_RULE_IDS = Object.keys(SEND_RULES) as [SendRuleId, ...SendRuleId[]];

function isFixed(id: SendRuleId): boolean {
  return 'fixed' in SEND_RULES[id];
}

/** What no policy can do to a fixed rule. */
const SOFTENING: readonly string[] = ['notice', 'off'];

/**
 * What an office makes of a rule: `refuse` stops the letter whatever is found, `warning` and `notice` let it go with a
 * word, `off` does not look. Fixed rules can only be made stricter. Rules left out keep our own weights.
 */
export const sendPolicySchema = z
  .partialRecord(z.enum(SEND_RULE_IDS), z.enum(['refuse', 'warning', 'notice', 'off']))
  .superRefine((policy, context) => {
    for (const id of SEND_RULE_IDS) {
      if (!isFixed(id) || !SOFTENING.includes(policy[id] ?? '')) continue;
      context.addIssue({ code: 'custom', path: [id], message: 'a fixed rule can only be made stricter' });
    }
  });
export type SendPolicy = z.infer<typeof sendPolicySchema>;

/** The rule that a finding belongs to; undefined for findings about signing alone. */
export function sendRuleOf(findingId: string): SendRuleId | undefined {
  const named = SEND_RULE_IDS.find((id) => id === findingId);
  if (named) return named;
  const fits = (pattern: string) =>
    pattern.endsWith('.') ? findingId.startsWith(pattern) : findingId === pattern;
  const exact = SEND_RULE_IDS.find((id) =>
    SEND_RULES[id].covers.some((pattern) => !pattern.endsWith('.') && fits(pattern)),
  );
  return exact ?? SEND_RULE_IDS.find((id) => SEND_RULES[id].covers.some(fits));
}

type Result = Finding['result'];

const GRAVITY = { pass: 0, notice: 1, warning: 2, refuse: 3 } as const satisfies Record<Result, number>;

/** Raised or lowered to what the office says; a fixed rule is never lowered. */
function weighed(
  result: Result,
  id: SendRuleId,
  set: Exclude<SendPolicy[SendRuleId], undefined | 'off'>,
): Result {
  if (result === 'pass') return result;
  return isFixed(id) && GRAVITY[set] < GRAVITY[result] ? result : set;
}

/**
 * The named result of each rule of `checked`: its findings with the weight that the office's policy gives them, or a
 * `pass` under the rule's own id. Findings of no rule stay as they are. In the order of the table.
 */
export function settleSendRules(
  findings: readonly Finding[],
  checked: readonly SendRuleId[],
  policy: SendPolicy = {},
): Finding[] {
  const settled: Finding[] = findings.filter(({ id }) => sendRuleOf(id) === undefined);
  for (const id of SEND_RULE_IDS) {
    const { vi, en } = SEND_RULES[id];
    const own = findings.filter((finding) => sendRuleOf(finding.id) === id);
    const set = policy[id];
    if (set === 'off' && !isFixed(id)) {
      if (!checked.includes(id)) continue;
      settled.push({
        id,
        result: 'notice',
        says: {
          vi: `Cơ quan đã tắt mục kiểm tra: ${vi}`,
          en: `The office has switched this check off: ${en}`,
        },
        next: { vi: 'Tự xem lại mục này trước khi gửi.', en: 'Look at this yourself before sending.' },
      });
    } else if (own.length > 0) {
      settled.push(
        ...own.map((finding) =>
          set === undefined || set === 'off'
            ? finding
            : { ...finding, result: weighed(finding.result, id, set) },
        ),
      );
    } else if (checked.includes(id)) settled.push({ id, result: 'pass', says: { vi, en } });
  }
  return settled;
}

/** The findings that stop a letter. */
export function refusalsOf(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ result }) => result === 'refuse');
}
