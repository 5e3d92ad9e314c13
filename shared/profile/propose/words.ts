import type { FieldName, ValueRule } from '../schema.ts';

/** Where a value was found: the part of a rule that says so. */
export type FoundAt = Pick<ValueRule, 'selector' | 'label' | 'header' | 'attribute'>;

/** Words that document systems print beside the fields of a letter, the usual ones first. */
export const FIELD_WORDS = {
  code: [
    'Số ký hiệu',
    'Số/Ký hiệu',
    'Số, ký hiệu',
    'Số và ký hiệu',
    'Số - ký hiệu',
    'Số ký hiệu văn bản',
    'Số KH',
    'Số hiệu',
    'Số hiệu văn bản',
  ],
  number: ['Số văn bản', 'Số đi', 'Số VB', 'Số'],
  notation: ['Ký hiệu', 'Ký hiệu văn bản'],
  date: ['Ngày ban hành', 'Ngày văn bản', 'Ngày VB', 'Ngày phát hành', 'Ngày ký', 'Ngày BH', 'Ngày'],
  kind: ['Loại văn bản', 'Hình thức văn bản', 'Thể loại văn bản', 'Thể loại', 'Loại VB', 'Hình thức'],
  subject: [
    'Trích yếu',
    'Trích yếu nội dung',
    'Nội dung trích yếu',
    'Trích yếu văn bản',
    'Về việc',
    'Tiêu đề',
  ],
  signerName: ['Người ký', 'Người ký văn bản', 'Họ tên người ký', 'Lãnh đạo ký', 'Người ký duyệt'],
  signerPosition: ['Chức vụ', 'Chức vụ người ký', 'Chức danh', 'Chức vụ ký'],
  priority: ['Độ khẩn', 'Mức độ khẩn', 'Độ khẩn cấp', 'Mức khẩn'],
  places: ['Nơi nhận', 'Đơn vị nhận', 'Cơ quan nhận', 'Nơi nhận văn bản', 'Nơi nhận liên thông'],
  toPlaces: ['Nơi nhận khác', 'Nơi nhận ngoài hệ thống'],
  dueDate: ['Hạn xử lý', 'Hạn trả lời', 'Thời hạn xử lý', 'Hạn giải quyết'],
  responseFor: ['Trả lời văn bản', 'Trả lời văn bản số', 'Phúc đáp văn bản', 'Trả lời VB'],
  pageAmount: ['Số trang', 'Số tờ'],
} as const;
export type FieldWord = keyof typeof FIELD_WORDS;

/** Words beside the letter's own file. */
export const FILE_WORDS = [
  'Tệp văn bản',
  'Tệp đính kèm',
  'File đính kèm',
  'Tệp tin',
  'Văn bản đính kèm',
  'File văn bản',
  'Toàn văn',
  'Tệp',
  'File',
] as const;

const PRIORITIES: Record<string, string> = {
  Thường: '0',
  'Bình thường': '0',
  Khẩn: '1',
  'Thượng khẩn': '2',
  'Hỏa tốc': '3',
  'Hoả tốc': '3',
  'Hỏa tốc hẹn giờ': '4',
};

/** `15/UBND-VP`, with or without "Số:" before it. */
const CODE = /^\D{0,12}\d+\s*\/\s*\S/u;
/** An agency's code as the axis knows it. */
export const AGENCY = /(?<![\p{L}\d])[A-Z]\d{2}(\.\d{2})*(?![\p{L}\d])/u;

const expects: Partial<Record<FieldName, string>> = {
  number: '^\\d{1,6}$',
  notation: '^[\\p{L}\\d.&-]+$',
  date: '^\\d{4}-\\d{2}-\\d{2}$',
};

/** Finished rules for what stands at one place: usually one, two where number and notation are printed together. */
export function rulesFor(
  word: FieldWord,
  at: FoundAt,
  sample: string,
): Partial<Record<FieldName, ValueRule>> {
  switch (word) {
    case 'code':
    case 'number':
      if (!CODE.test(sample)) return { number: { ...at, pattern: '(\\d+)', expect: '^\\d{1,6}$' } };
      return {
        number: { ...at, pattern: '(\\d+)\\s*/', expect: '^\\d{1,6}$' },
        notation: { ...at, pattern: '/\\s*(\\S.*)$', expect: '^[\\p{L}\\d.&-]+$' },
      };
    case 'notation':
      if (CODE.test(sample)) return rulesFor('code', at, sample);
      return { notation: { ...at, expect: '^[\\p{L}\\d.&-]+$' } };
    case 'date':
    case 'dueDate':
      return { [word]: { ...at, as: 'day', expect: expects.date } };
    case 'subject':
      return { subject: { ...at, pattern: '^(?:V/v:?\\s+)?(.+)$' } };
    case 'priority':
      return { priority: { ...at, map: PRIORITIES, expect: '^[0-4]$' } };
    case 'pageAmount':
      return { pageAmount: { ...at, as: 'digits' } };
    case 'places':
      return AGENCY.test(sample)
        ? { recipients: { ...at, split: '\\n|;', expect: '[A-Z]\\d{2}' } }
        : { toPlaces: { ...at, split: '\\n|;', pattern: '^-?\\s*([^;]+)' } };
    case 'toPlaces':
      return { toPlaces: { ...at, split: '\\n|;', pattern: '^-?\\s*([^;]+)' } };
    default:
      return { [word]: { ...at } };
  }
}

/** The word under which a person looks for a field. */
export const wordOf = (field: FieldName): FieldWord | undefined => {
  if (field === 'recipients') return 'places';
  return Object.hasOwn(FIELD_WORDS, field) ? (field as FieldWord) : undefined;
};
