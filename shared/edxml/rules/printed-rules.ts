import { CLERICAL_WORK, type ValueRule } from './rule.ts';

const PRINTED = `${CLERICAL_WORK}, Điều 8, Phụ lục I`;

/** Rules that hold what is sent against what the signed PDF prints. */
export const PRINTED_RULES = {
  'M.Printed.Scan': {
    severity: 'notice',
    says: [
      'Trang đầu là ảnh quét, không so được nội dung in với thông tin gửi.',
      'The first page is a scan; nothing could be compared.',
    ],
    clause: PRINTED,
  },
  'M.Printed.Signer': {
    severity: 'warning',
    says: ['Không thấy họ tên người ký trong văn bản.', 'The signer’s name is not printed in the letter.'],
    expected: ['{wanted}', '{wanted}'],
    clause: PRINTED,
  },
  'M.Printed.Subject': {
    severity: 'warning',
    says: [
      'Trích yếu không giống với trích yếu in trên văn bản.',
      'The subject differs from the one printed.',
    ],
    clause: PRINTED,
  },
  'M.Printed.Recipients': {
    severity: 'notice',
    says: [
      'Không thấy {count} nơi nhận in trên văn bản: {list}. Xem lại phần “Kính gửi”, “Nơi nhận”.',
      '{count} recipients are not printed in the letter: {list}. Look at its list of recipients.',
    ],
    clause: PRINTED,
  },
  'N.Printed.Number': {
    severity: 'warning',
    says: [
      'Không thấy số văn bản in trên trang đầu (dòng "Số:" để trống).',
      'No number is printed on the first page.',
    ],
    expected: ['{wanted}', '{wanted}'],
    clause: PRINTED,
  },
  'M.Printed.Number': {
    severity: 'error',
    says: ['Số in trên văn bản khác với số sẽ gửi.', 'The printed number differs from the one to be sent.'],
    expected: ['{wanted}', '{wanted}'],
    clause: PRINTED,
  },
  'M.Printed.Notation': {
    severity: 'error',
    says: [
      'Ký hiệu in trên văn bản khác với ký hiệu sẽ gửi.',
      'The printed notation differs from the one to be sent.',
    ],
    expected: ['{wanted}', '{wanted}'],
    clause: PRINTED,
  },
  'N.Printed.Date': {
    severity: 'warning',
    says: ['Không thấy ngày ban hành in trên trang đầu.', 'No date is printed on the first page.'],
    expected: ['{wanted}', '{wanted}'],
    clause: PRINTED,
  },
  'M.Printed.Date': {
    severity: 'error',
    says: ['Ngày in trên văn bản khác với ngày sẽ gửi.', 'The printed date differs from the one to be sent.'],
    expected: ['{wanted}', '{wanted}'],
    clause: PRINTED,
  },
} as const satisfies Record<string, ValueRule>;
