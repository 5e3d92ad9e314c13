/** A kind of document with the numbers it travels under. */
export interface DocumentKind {
  /** 1 văn bản quy phạm pháp luật, 2 văn bản hành chính. */
  type: 1 | 2;
  /** Index of the 2022 amendment's annex; absent where none is known. */
  typeDetail?: number;
  typeName: string;
  /** Abbreviation of NĐ 30/2020; absent where there is none. */
  abbreviation?: string;
  /** False for kinds that stand in the older list only and are not among the 29 of NĐ 30/2020. */
  current: boolean;
}

const LEGAL: readonly string[] = [
  'Hiến pháp',
  'Luật',
  'Pháp lệnh',
  'Lệnh',
  'Nghị quyết',
  'Nghị quyết liên tịch',
  'Nghị định',
  'Quyết định',
  'Thông tư',
  'Thông tư liên tịch',
  'Chỉ thị (của Ủy ban nhân dân)',
  'Bộ luật',
  'Văn bản quy phạm pháp luật của chính quyền địa phương ở đơn vị hành chính - kinh tế đặc biệt',
];

/** Name and abbreviation; the place in the list is TypeDetail. */
const ADMINISTRATIVE: readonly (readonly [typeName: string, abbreviation?: string])[] = [
  ['Nghị quyết (cá biệt)', 'NQ'],
  ['Quyết định (cá biệt)', 'QĐ'],
  ['Chỉ thị', 'CT'],
  ['Quy chế', 'QC'],
  ['Quy định', 'QyĐ'],
  ['Thông cáo', 'TC'],
  ['Thông báo', 'TB'],
  ['Hướng dẫn', 'HD'],
  ['Chương trình', 'CTr'],
  ['Kế hoạch', 'KH'],
  ['Phương án', 'PA'],
  ['Đề án', 'ĐA'],
  ['Dự án', 'DA'],
  ['Báo cáo', 'BC'],
  ['Biên bản', 'BB'],
  ['Tờ trình', 'TTr'],
  ['Hợp đồng', 'HĐ'],
  ['Công văn'],
  ['Công điện', 'CĐ'],
  ['Bản ghi nhớ', 'BGN'],
  ['Bản cam kết'],
  ['Bản thỏa thuận', 'BTT'],
  ['Giấy chứng nhận'],
  ['Giấy ủy quyền', 'GUQ'],
  ['Giấy mời', 'GM'],
  ['Giấy giới thiệu', 'GGT'],
  ['Giấy nghỉ phép', 'GNP'],
  ['Giấy đi đường'],
  ['Giấy biên nhận hồ sơ'],
  ['Phiếu gửi', 'PG'],
  ['Phiếu chuyển', 'PC'],
  ['Thư công'],
];

/** Rows of the older list that NĐ 30/2020 dropped. */
const DROPPED = new Set([21, 23, 28, 29]);

/** Every kind, legal documents first. */
export const DOCUMENT_KINDS: readonly DocumentKind[] = [
  ...LEGAL.map(
    (typeName, index): DocumentKind => ({ type: 1, typeDetail: index + 1, typeName, current: true }),
  ),
  ...ADMINISTRATIVE.map(
    ([typeName, abbreviation], index): DocumentKind => ({
      type: 2,
      typeDetail: index + 1,
      typeName,
      ...(abbreviation === undefined ? {} : { abbreviation }),
      current: !DROPPED.has(index + 1),
    }),
  ),
  { type: 2, typeName: 'Phiếu báo', abbreviation: 'PB', current: true },
];

/** Name as compared: NFC, without what stands in parentheses, small letters, UBND written out. */
function kindNameKey(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\([^)]*\)/gu, ' ')
    .toLocaleLowerCase('vi')
    .replace(/(?<!\p{L})ubnd(?!\p{L})/gu, 'ủy ban nhân dân')
    .replaceAll('uỷ', 'ủy')
    .replace(/\s+/gu, ' ')
    .trim();
}

const BY_NAME = (() => {
  const groups = new Map<string, DocumentKind[]>();
  for (const kind of DOCUMENT_KINDS) {
    const key = kindNameKey(kind.typeName);
    groups.set(key, [...(groups.get(key) ?? []), kind]);
  }
  return groups;
})();

/**
 * The kind of that name. `Nghị quyết`, `Quyết định` and `Chỉ thị` stand in both tables: `type` decides, and without
 * it the administrative one is taken, which is what offices mostly send.
 */
export function documentKindByName(name: string, type?: number): DocumentKind | undefined {
  const found = BY_NAME.get(kindNameKey(name)) ?? [];
  return found.find((kind) => kind.type === type) ?? found.find((kind) => kind.type === 2) ?? found[0];
}

/** DocumentType of the package: the numbers of the table and the exact name. */
export function wireDocumentType(kind: DocumentKind): {
  type: number;
  typeDetail?: number;
  typeName: string;
} {
  const { type, typeDetail, typeName } = kind;
  return typeDetail === undefined ? { type, typeName } : { type, typeDetail, typeName };
}
