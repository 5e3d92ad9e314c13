import type { FieldName, ValueRule } from '../schema.ts';
import { labelKey } from '../text.ts';

/** Where a value was found: the part of a rule that says so. */
export type FoundAt = Pick<ValueRule, 'selector' | 'label' | 'header' | 'attribute'>;

/** Words that document systems print beside the fields of a letter, the usual ones first. */
export const FIELD_WORDS = {
  code: [
    'Số ký hiệu',
    'Số và ký hiệu',
    'Số ký hiệu văn bản',
    'Số ký hiệu VB',
    'Số KH',
    'Số KH văn bản',
    'Số KHVB',
    'Số KH VB',
    'Số hiệu',
    'Số hiệu văn bản',
    'Số hiệu VB',
    'Ký hiệu số',
    'Số văn bản ký hiệu',
    'Số ký hiệu công văn',
  ],
  number: ['Số văn bản', 'Số đi', 'Số văn bản đi', 'Số VB', 'Số VB đi', 'Số phát hành', 'Số'],
  notation: ['Ký hiệu', 'Ký hiệu văn bản', 'Ký hiệu VB'],
  date: [
    'Ngày ban hành',
    'Ngày văn bản',
    'Ngày VB',
    'Ngày phát hành',
    'Ngày ký',
    'Ngày ký ban hành',
    'Ngày ký văn bản',
    'Ngày ban hành văn bản',
    'Ngày BH',
    'Ngày tháng văn bản',
    'Ngày tháng',
    'Ngày tháng năm',
    'Ngày tháng năm ban hành',
    'Thời gian ban hành',
    'Ngày đi',
    'Ngày BH VB',
    'Ban hành ngày',
    'Ngày',
  ],
  kind: ['Loại văn bản', 'Hình thức văn bản', 'Thể loại văn bản', 'Thể loại', 'Loại VB', 'Hình thức'],
  subject: [
    'Trích yếu',
    'Trích yếu nội dung',
    'Nội dung trích yếu',
    'Trích yếu văn bản',
    'Trích yếu nội dung văn bản',
    'Trích yếu VB',
    'Trích yếu ND',
    'Trích yếu nội dung VB',
    'Về việc',
    'V/v',
    'Nội dung văn bản',
    'Nội dung VB',
    'Tên văn bản',
    'Tóm tắt',
    'Tóm tắt nội dung',
    'Tiêu đề',
    'Nội dung',
  ],
  signerName: [
    'Người ký',
    'Người ký văn bản',
    'Họ tên người ký',
    'Lãnh đạo ký',
    'LĐ ký',
    'Lãnh đạo ký duyệt',
    'Người ký duyệt',
    'Người ký VB',
    'Người duyệt ký',
    'Người ký, chức vụ',
    'Họ tên, chức vụ người ký',
    'Ký bởi',
  ],
  signerPosition: ['Chức vụ', 'Chức vụ người ký', 'Chức danh', 'Chức vụ ký'],
  priority: ['Độ khẩn', 'Mức độ khẩn', 'Độ khẩn cấp', 'Mức khẩn', 'Mức độ khẩn cấp', 'Cấp độ khẩn'],
  places: [
    'Nơi nhận',
    'Đơn vị nhận',
    'Cơ quan nhận',
    'Cơ quan, đơn vị nhận',
    'Nơi nhận văn bản',
    'Đơn vị nhận văn bản',
    'Cơ quan nhận văn bản',
    'Nơi nhận VB',
    'Nơi nhận liên thông',
    'Đơn vị nhận liên thông',
    'Danh sách nơi nhận',
    'Danh sách đơn vị nhận',
    'Nơi gửi đến',
    'Đơn vị gửi đến',
  ],
  toPlaces: ['Nơi nhận khác', 'Nơi nhận ngoài hệ thống', 'Nơi nhận bên ngoài', 'Đơn vị nhận ngoài'],
  dueDate: [
    'Hạn xử lý',
    'Hạn trả lời',
    'Hạn phúc đáp',
    'Thời hạn phúc đáp',
    'Thời hạn xử lý',
    'Thời hạn trả lời',
    'Hạn giải quyết',
    'Thời hạn giải quyết',
    'Hạn hoàn thành',
    'Hạn XL',
  ],
  responseFor: [
    'Trả lời văn bản',
    'Trả lời văn bản số',
    'Trả lời văn bản đến',
    'Trả lời văn bản đến số',
    'Trả lời cho văn bản',
    'Trả lời cho văn bản số',
    'Phúc đáp',
    'Phúc đáp văn bản',
    'Phúc đáp văn bản số',
    'Phúc đáp văn bản đến',
    'Phúc đáp cho văn bản',
    'Phúc đáp công văn số',
    'Trả lời VB',
    'Trả lời công văn số',
  ],
  pageAmount: ['Số trang', 'Số tờ', 'Tổng số trang', 'Số trang văn bản'],
} as const;
export type FieldWord = keyof typeof FIELD_WORDS;

const OF_WHAT = ['văn bản', 'VB', 'công văn', 'CV'];
/** "Ngày ký" is also "Ngày ký văn bản" and "Ngày ký CV". */
const spellings = (words: readonly string[]): readonly string[] => {
  const short = words.filter((word) => !OF_WHAT.some((what) => word.endsWith(` ${what}`)));
  return [...new Set([...words, ...short.flatMap((word) => OF_WHAT.map((what) => `${word} ${what}`))])];
};

export const fieldSpellings = (): [FieldWord, readonly string[]][] =>
  (Object.entries(FIELD_WORDS) as [FieldWord, readonly string[]][]).map(([word, words]) => [
    word,
    spellings(words),
  ]);

let labelKeys: Set<string> | undefined;

/** True for words (as `labelKey` gives them) that are printed beside a field: they are no value themselves. */
export function isFieldLabel(key: string): boolean {
  labelKeys ??= new Set(fieldSpellings().flatMap(([, words]) => words.map(labelKey)));
  return labelKeys.has(key);
}

/** Words by which lists of files name the letter itself. */
export const LETTER_WORDS = [
  'văn bản chính',
  'tệp chính',
  'file chính',
  'nội dung chính',
  'bản chính',
  'toàn văn',
  'văn bản gốc',
  'dự thảo',
  'trình ký',
];

/** Words beside the letter's own file. */
export const FILE_WORDS = [
  'Tệp văn bản',
  'Tệp đính kèm',
  'File đính kèm',
  'Tệp tin',
  'Văn bản đính kèm',
  'File văn bản',
  'Toàn văn',
  'Bản chính',
  'Văn bản gốc',
  'Dự thảo',
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

/** `15/UBND-VP`, with or without "Số:" or "Quyết định số" before it. */
const CODE = /^(?:\D{0,12}|\D{0,60}\s[Ss]ố:?\s*)\d+\s*\/\s*\S/u;
/** A day printed behind number and notation. */
const DATED = /\sngày\s+\d/iu;
/** An agency's code as the axis knows it. */
export const AGENCY = /(?<![\p{L}\d])[A-Z]\d{2}(\.\d{2})*(?![\p{L}\d])/u;

/** How names of agencies begin; a comma before anything else belongs to a name: "Sở Văn hóa, Thể thao và Du lịch". */
const AGENCY_BEGINS =
  'UBND|HĐND(?! và)|Ủy ban|Uỷ ban|Hội đồng|Bộ|Sở|Ban|(?:Chi |Tổng )?[Cc]ục|Vụ|Văn phòng|VP|Phòng|Trung tâm|Công an|Công ty|Trường|Bệnh viện|Viện|Kho bạc|Thuế|Hội|Đoàn|Tòa|Thanh tra|Xã|Phường|Như|Lưu|[A-Z]\\d{2}[.\\d]*';
const BETWEEN_PLACES = `\\n|;|,\\s*(?=(?:${AGENCY_BEGINS})(?![\\p{L}\\d]))`;
/** Without the sign or number before it. */
const PLACE = '^(?:[-–+•]|\\d{1,2}[.)])?\\s*([^;]+)';

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
        notation: {
          ...at,
          pattern: '/\\s*(\\S.*?)(?:,?\\s+(?:[Nn]gày|của|[Vv]ề việc|V/v)\\s.*)?$',
          expect: '^[\\p{L}\\d.&-]+$',
        },
        // "Số: 15/UBND-VP ngày 05/01/2026"
        ...(DATED.test(sample) && {
          date: { ...at, pattern: '\\s([Nn]gày\\s.+)$', as: 'day', expect: expects.date },
        }),
      };
    case 'notation':
      if (CODE.test(sample)) return rulesFor('code', at, sample);
      return { notation: { ...at, pattern: '^/?\\s*(.+)$', expect: '^[\\p{L}\\d.&-]+$' } };
    case 'date':
    case 'dueDate':
      return { [word]: { ...at, as: 'day', expect: expects.date } };
    case 'signerName':
      // "Nguyễn Văn Mẫu - Chủ tịch", "Nguyễn Văn Mẫu (Chủ tịch)", "Nguyễn Văn Mẫu 05/01/2026 09:15", "CN=Nguyễn Văn Mẫu/OU=…"
      return { signerName: { ...at, pattern: '^(?:CN=)?(\\D+?)(?:\\s+[-–]\\s.*|\\s*[,(/].*|\\s+\\d.*)?$' } };
    case 'subject':
      // "Công văn số 15/UBND-VP ngày 05/01/2026 V/v mời họp"
      if (/^[^:/]*\ssố:?\s*\d+\s*\/.*\s(?:V\/v|về việc):?\s/iu.test(sample))
        return { subject: { ...at, pattern: '\\s(?:V/v|[Vv]ề việc):?\\s+(.+)$' } };
      return { subject: { ...at, pattern: '^(?:(?:V/v|[Vv]ề việc):?\\s+)?(.+)$' } };
    case 'priority':
      return { priority: { ...at, map: PRIORITIES, expect: '^[0-4]$' } };
    case 'pageAmount':
      return { pageAmount: { ...at, as: 'digits' } };
    case 'places':
      return AGENCY.test(sample)
        ? { recipients: { ...at, split: BETWEEN_PLACES, expect: '[A-Z]\\d{2}' } }
        : { toPlaces: { ...at, split: BETWEEN_PLACES, pattern: PLACE } };
    case 'toPlaces':
      return { toPlaces: { ...at, split: BETWEEN_PLACES, pattern: PLACE } };
    default:
      return { [word]: { ...at } };
  }
}

/** The word under which a person looks for a field. */
export const wordOf = (field: FieldName): FieldWord | undefined => {
  if (field === 'recipients') return 'places';
  return Object.hasOwn(FIELD_WORDS, field) ? (field as FieldWord) : undefined;
};
