import type { HandInName } from '../schema.ts';
import { labelKey } from '../text.ts';
import { FIELD_WORDS } from './words.ts';

/**
 * Words that entry forms for received documents ("vào sổ văn bản đến") print beside their controls. A word counts for
 * the first name that has it: what is said of the arrival stands before what is said of the letter.
 */
const ENTRY_WORDS: readonly (readonly [HandInName, readonly string[]])[] = [
  [
    'entryNumber',
    [
      'Số đến',
      'Số văn bản đến',
      'Số VB đến',
      'Số công văn đến',
      'Số CV đến',
      'Số thứ tự đến',
      'Số TT đến',
      'Số vào sổ',
      'Số vào sổ đến',
      'Số đăng ký',
      'Số thứ tự',
    ],
  ],
  // The day on the stamp "ĐẾN" (NĐ 30/2020, annex IV), which is not the one on which the package came.
  [
    'entryDate',
    [
      'Ngày đến',
      'Ngày văn bản đến',
      'Ngày VB đến',
      'Ngày công văn đến',
      'Ngày giờ đến',
      'Thời gian đến',
      'Ngày vào sổ',
      'Ngày vào sổ đến',
      'Ngày vào sổ văn bản',
      'Ngày đăng ký',
    ],
  ],
  [
    'receivedDate',
    [
      'Ngày nhận',
      'Ngày nhận văn bản',
      'Ngày nhận VB',
      'Ngày giờ nhận',
      'Ngày tiếp nhận',
      'Thời gian tiếp nhận',
      'Thời gian nhận',
    ],
  ],
  [
    'code',
    [
      ...FIELD_WORDS.code,
      'Số, ký hiệu gốc',
      'Số ký hiệu VB đến',
      'Số ký hiệu văn bản đến',
      'Số KH gốc',
      'Số công văn',
      'Số CV',
      'Số hiệu gốc',
    ],
  ],
  ['number', ['Số văn bản', 'Số VB', 'Số gốc', 'Số']],
  ['notation', [...FIELD_WORDS.notation, 'Ký hiệu gốc']],
  [
    'dueDate',
    [
      ...FIELD_WORDS.dueDate,
      'Hạn xử lý văn bản',
      'Hạn giải quyết văn bản',
      'Ngày hết hạn',
      'Thời hạn',
      'Hạn',
    ],
  ],
  [
    'date',
    [
      ...FIELD_WORDS.date.filter((word) => word !== 'Ngày đi'),
      'Ngày công văn',
      'Ngày CV',
      'Ngày ban hành VB',
      'Ngày của văn bản',
    ],
  ],
  [
    'fromCode',
    [
      'Mã định danh',
      'Mã định danh cơ quan ban hành',
      'Mã định danh nơi gửi',
      'Mã định danh đơn vị gửi',
      'Mã cơ quan ban hành',
      'Mã cơ quan gửi',
      'Mã đơn vị gửi',
      'Mã nơi gửi',
    ],
  ],
  [
    'fromName',
    [
      'Cơ quan ban hành',
      'Cơ quan ban hành văn bản',
      'Cơ quan ban hành VB',
      'Tên cơ quan ban hành',
      'Cơ quan, đơn vị ban hành',
      'CQ ban hành',
      'CQBH',
      'Nơi ban hành',
      'Đơn vị ban hành',
      'Tác giả',
      'Tác giả văn bản',
      'Tên cơ quan, tổ chức ban hành',
      'Cơ quan phát hành',
      'Nơi phát hành',
      'Đơn vị phát hành',
      'Nơi gửi',
      'Nơi gửi văn bản',
      'Cơ quan gửi',
      'Cơ quan, đơn vị gửi',
      'Đơn vị gửi',
      'Đơn vị gửi văn bản',
      'Nguồn gửi',
      'Tên cơ quan gửi',
      'Nơi gửi đến',
    ],
  ],
  ['subject', [...FIELD_WORDS.subject, 'Tên loại và trích yếu nội dung', 'Trích yếu nội dung văn bản đến']],
  ['signerName', [...FIELD_WORDS.signerName, 'Tên người ký']],
  ['priority', [...FIELD_WORDS.priority, 'Độ khẩn văn bản', 'Độ khẩn VB', 'Mức độ khẩn văn bản']],
];

/** Words as `labelKey` gives them, each with the one value that it stands for. */
export const ENTRY_KEYS: ReadonlyMap<string, HandInName> = (() => {
  const keys = new Map<string, HandInName>();
  for (const [name, words] of ENTRY_WORDS)
    for (const key of words.map(labelKey)) if (!keys.has(key)) keys.set(key, name);
  return keys;
})();

/** The words of each value, the usual ones first, none of them in two places. */
export const entrySpellings = (): [HandInName, readonly string[]][] =>
  ENTRY_WORDS.map(([name, words]) => [name, words.filter((word) => ENTRY_KEYS.get(labelKey(word)) === name)]);

/** Words beside file inputs that take what goes with a letter. */
export const ATTACHED = /kem theo|dinh kem|phu luc|tai lieu|van ban lien quan|tep khac|file khac|attach/u;
/** Words beside those that take the letter itself; they go before. */
export const LETTER_ITSELF =
  /toan van|ban chinh|tep chinh|file chinh|van ban goc|ban goc|tep van ban|file van ban|noi dung van ban|ban quet|ban scan|file scan|tep quet/u;

/** What priorities are called, the usual word first; the keys are those of the package (QCVN 102). */
export const PRIORITY_WORDS: Readonly<Record<string, readonly string[]>> = {
  '0': ['Thường', 'Bình thường', 'Không khẩn', 'Không'],
  '1': ['Khẩn'],
  '2': ['Thượng khẩn', 'Rất khẩn'],
  '3': ['Hỏa tốc', 'Hoả tốc'],
  '4': ['Hỏa tốc hẹn giờ', 'Hoả tốc hẹn giờ', 'Hẹn giờ', 'Hỏa tốc', 'Hoả tốc'],
};
