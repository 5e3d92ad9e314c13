import type { PackageWarning } from '../../shared/edxml/warning.ts';

/** Oddities that only the receiving office can see; they stay with the letter beside those of the reader. */
const TEXTS = {
  'sender-differs': {
    path: 'MessageHeader/From/OrganId',
    severity: 'error',
    vi: 'Mã nơi gửi ghi trong gói tin khác với mã mà trục báo. Hãy xác minh nơi gửi trước khi tiếp nhận.',
    en: 'The sender named in the package is not the one the axis names. Verify the sender before accepting.',
  },
  'not-addressed': {
    path: 'MessageHeader/To',
    severity: 'warning',
    vi: 'Đơn vị mình không có trong danh sách nơi nhận của gói tin. Có thể văn bản được gửi nhầm.',
    en: 'This office is not among the recipients of the package. The letter may be misdirected.',
  },
  'perhaps-known': {
    path: 'MessageHeader/DocumentId',
    severity: 'warning',
    vi: 'Gói tin không có mã định danh tin cậy và giống một văn bản đã nhận (cùng số, ngày và tệp). Hãy kiểm tra trước khi vào sổ.',
    en: 'The package has no reliable identifier and resembles a letter received before (same number, date and file). Check before registering it.',
  },
  'new-version': {
    path: 'MessageHeader/DocumentId',
    severity: 'warning',
    vi: 'Nơi gửi đã gửi lại văn bản này với nội dung hoặc tệp khác. Đang hiển thị bản mới nhất; bản trước vẫn được giữ.',
    en: 'The sender sent this letter again with other content or files. The newest is shown; the earlier one is kept.',
  },
  'target-unknown': {
    path: 'TraceHeaderList/Bussiness/DocumentId',
    severity: 'warning',
    vi: 'Yêu cầu này nói đến một văn bản mà đơn vị chưa nhận từ nơi gửi này.',
    en: 'This request speaks of a letter that was never received from this sender.',
  },
  'targets-differ': {
    path: 'TraceHeaderList/Bussiness/DocumentId',
    severity: 'warning',
    vi: 'Yêu cầu này chỉ đến nhiều văn bản khác nhau. Hãy hỏi nơi gửi văn bản nào được nói đến.',
    en: 'This request points at several different letters. Ask the sender which one is meant.',
  },
  'state-secret': {
    path: 'MessageHeader/Subject',
    severity: 'error',
    vi: 'Gói tin có dấu chỉ độ mật. Nội dung và tệp không được hiển thị trên phần mềm này. Thực hiện theo quy định bảo vệ bí mật nhà nước và từ chối tiếp nhận qua trục.',
    en: 'The package bears a state-secret marking. Its content and files are not shown by this program. Follow the rules on state secrets and refuse the letter.',
  },
  'not-judged': {
    path: 'Attachment',
    severity: 'warning',
    vi: 'Chưa kiểm tra được chữ ký số của một tệp PDF.',
    en: 'The signatures of a PDF could not be checked.',
  },
} as const satisfies Record<string, Omit<PackageWarning, 'code'>>;

export type ReceivingWarning = keyof typeof TEXTS;

export function warning(code: ReceivingWarning, value?: string): PackageWarning {
  return { code, ...TEXTS[code], ...(value === undefined ? {} : { value: value.slice(0, 200) }) };
}
