import type { WarningCode } from '../read/warning-texts.ts';
import { AMENDMENT, CODES_OF_AGENCIES, QCVN, type ValueRule } from './rule.ts';

type FormRule = Pick<ValueRule, 'expected' | 'clause'>;

const rule = (clause: string, vi?: string, en?: string): FormRule => ({
  clause,
  ...(vi !== undefined && { expected: [vi, en ?? vi] as const }),
});

const XML = 'XML 1.0';
const NAMES = 'Namespaces in XML 1.0, §5';
const ENCODING = `${QCVN}; XML 1.0 §4.3.3`;
const DAY = 'yyyy/MM/dd, ví dụ 2026/01/05';

/** What the format asks for where the reader had to tolerate something, by the reader's own codes. */
export const FORM_RULES = {
  LEADING_BYTES: rule(`${XML} §2.1`, 'tệp bắt đầu bằng <?xml', 'the file begins with <?xml'),
  TRAILING_CONTENT: rule(`${XML} §2.1`, 'không có gì sau </edXML>', 'nothing after </edXML>'),
  BYTE_ORDER_MARK: rule(ENCODING, 'UTF-8 không có BOM', 'UTF-8 without a byte order mark'),
  UTF16: rule(ENCODING, 'UTF-8 không có BOM', 'UTF-8 without a byte order mark'),
  DECLARED_ENCODING: rule(ENCODING, 'encoding="UTF-8"'),
  LEGACY_ENCODING: rule(ENCODING, 'UTF-8'),
  BROKEN_CHARACTERS: rule(`${ENCODING}; RFC 3629`, 'UTF-8 hợp lệ', 'valid UTF-8'),
  XML_VERSION: rule(`${QCVN}; XML 1.0 §2.8`, 'version="1.0"'),
  NO_NAMESPACE: rule(`${QCVN}; ${NAMES}`, 'xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"'),
  UNBOUND_PREFIX: rule(NAMES, 'tiền tố được khai báo bằng xmlns', 'a prefix that xmlns declares'),
  ROOT_IS_ENVELOPE: rule(QCVN, '<edXML> bao ngoài <edXMLEnvelope>', '<edXML> around <edXMLEnvelope>'),
  WITHOUT_PREFIX: rule(QCVN, 'tiền tố edXML:', 'the prefix edXML:'),
  UNKNOWN_ELEMENT: rule(QCVN, 'chỉ các phần tử của quy chuẩn', 'elements of the standard alone'),
  UNKNOWN_ATTRIBUTE: rule(QCVN, 'giá trị nằm trong phần tử', 'values in elements'),
  UNEXPECTED_TEXT: rule(QCVN, 'chỉ có phần tử con', 'child elements alone'),
  ORDER: rule(
    QCVN,
    'thứ tự của quy chuẩn hoặc của thư viện trục',
    'the order of the standard or of the axis’ library',
  ),
  DUPLICATE_ELEMENT: rule(QCVN, 'xuất hiện một lần', 'once'),
  MISSING: rule(QCVN),
  MISSING_EXTENSION: rule(`${QCVN}, EdXML102 (Java)`),
  NOT_IN_STATUS: rule(
    QCVN,
    'gói trạng thái chỉ có MessageHeader',
    'a status package has MessageHeader alone',
  ),
  MANIFEST_SEVERAL: rule(QCVN, 'một edXMLManifest', 'one edXMLManifest'),
  MANIFEST_VERSION: rule(QCVN, 'version="1.0"'),
  NULL_TEXT: rule(QCVN, 'bỏ hẳn phần tử khi không có giá trị', 'no element where there is no value'),
  HTML_ESCAPED: rule(`${XML} §2.4`, 'chỉ mã hóa XML một lần', 'escaped for XML, once'),
  DATE_FORMAT: rule(QCVN, DAY, 'yyyy/MM/dd such as 2026/01/05'),
  DATE_UNREADABLE: rule(QCVN, DAY, 'yyyy/MM/dd such as 2026/01/05'),
  NUMBER_UNREADABLE: rule(QCVN, 'số nguyên trong khoảng cho phép', 'a whole number within its range'),
  BOOLEAN_UNREADABLE: rule(QCVN, '0, 1, true, false'),
  KIND_UNKNOWN: rule(
    QCVN,
    '0 mới, 1 thu hồi, 2 cập nhật, 3 thay thế',
    '0 new, 1 recall, 2 update, 3 replace',
  ),
  NO_BUSSINESS: rule(QCVN, 'Bussiness/BussinessDocType = 0'),
  SPELLING: rule(QCVN, 'Bussiness, BussinessDocType, BussinessDocReason'),
  EMPTY_RESPONSE_FOR: rule(QCVN, 'không ghi ResponseFor rỗng', 'no empty ResponseFor'),
  LEFTOVER_DOCUMENT_ID: rule(QCVN, 'không có ở văn bản mới', 'not in a new letter'),
  TARGET_DISAGREES: rule(QCVN, 'một văn bản bị thu hồi', 'one letter that is recalled'),
  WEAK_DOCUMENT_ID: rule(QCVN, 'mã cơ quan,yyyy/MM/dd,số/ký hiệu', 'code,yyyy/MM/dd,number/notation'),
  ALIAS_RECEIVER: rule(CODES_OF_AGENCIES),
  DUPLICATE_RECEIVER: rule(AMENDMENT, 'mỗi mã một lần', 'each code once'),
  STATUS_CODE_FORM: rule(QCVN, 'hai chữ số, ví dụ 03', 'two digits such as 03'),
  STATUS_CODE_UNKNOWN: rule(QCVN, '01 02 03 04 05 06 13 15 16'),
  SIGNATURE_IGNORED: rule(
    'NĐ 30/2020/NĐ-CP, Điều 5',
    'chữ ký số nằm trong tệp PDF',
    'the signatures are in the PDF',
  ),
  NO_ATTACHMENT: rule(QCVN, 'ít nhất một Attachment', 'at least one Attachment'),
  ATTACHMENT_FAILED: rule(QCVN, 'tệp giải mã được trọn vẹn', 'a file that can be decoded whole'),
  ATTACHMENT_PLACE: rule(QCVN, 'AttachmentEncoded ngay dưới edXML', 'AttachmentEncoded right below edXML'),
  REFERENCE_MISSING: rule(QCVN, 'mỗi Attachment một Reference', 'a Reference for each Attachment'),
  REFERENCE_EXTRA: rule(QCVN, 'mỗi Reference một Attachment', 'an Attachment for each Reference'),
  REFERENCE_GUESSED: rule(
    `${QCVN}; RFC 2392`,
    'cùng ContentId (cid:…) ở hai nơi',
    'one ContentId (cid:…) in both places',
  ),
  CONTENT_TYPE_WRONG: rule(`${QCVN}; RFC 2045 §5`, 'kiểu đúng với nội dung', 'the type of the bytes'),
  NAME_CHANGED: rule(QCVN, 'tên tệp, không đường dẫn, không trùng', 'a file name without a path, used once'),
  NAME_MISSING: rule(QCVN, 'có AttachmentName', 'an AttachmentName'),
  EXTENSION_MISMATCH: rule(QCVN, 'phần mở rộng đúng với nội dung', 'an extension that fits the content'),
  PROGRAM_FILE: rule(QCVN, 'tệp tài liệu', 'a document'),
  NESTED_PACKAGE: rule(QCVN, 'tệp tài liệu', 'a document'),
  BASE64_URL: rule('RFC 4648 §4', 'A-Z a-z 0-9 + / ='),
  PADDING_MISSING: rule('RFC 4648 §4', 'dấu = cho đủ bội số của 4', '= up to a multiple of four'),
  BASE64_BREAKS: rule(`${QCVN}; RFC 4648 §3.1`, 'base64 trên một dòng', 'base64 on one line'),
  PAYLOAD_FORM: rule('RFC 4648 §3', 'chỉ có chuỗi base64', 'base64 alone'),
} as const satisfies Record<WarningCode, FormRule>;

/** What one element asks for beyond the rule of its kind, by its local name. */
export const ELEMENT_FORMS: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  Timestamp: [
    'yyyy/MM/dd HH:mm:ss, giờ Việt Nam, không ghi múi giờ',
    'yyyy/MM/dd HH:mm:ss, local time without zone',
  ],
  Type: ['1 hoặc 2', '1 or 2'],
  TypeDetail: ['số thứ tự trong phụ lục', 'the index in the annex'],
  Priority: ['0–4', '0–4'],
  SteeringType: ['0–2', '0–2'],
  PromulgationAmount: ['0–65535', '0–65535'],
  PageAmount: ['0–65535', '0–65535'],
  ReceiverType: ['0 hoặc 1', '0 or 1'],
};

/** The same for packages that were refused, by the code of the closed list. */
export const REFUSAL_RULES: Readonly<Record<string, FormRule>> = {
  EDXML_EMPTY: rule(QCVN, 'một gói edXML', 'an edXML package'),
  EDXML_DOCTYPE: rule(
    `${QCVN}; XML 1.0 §2.8, §4.2`,
    'không có DOCTYPE, ENTITY',
    'neither DOCTYPE nor ENTITY',
  ),
  EDXML_MALFORMED: rule(`${XML} §2.1`, 'XML đúng cú pháp', 'well-formed XML'),
  EDXML_TRUNCATED: rule(`${XML} §2.1`, 'gói trọn vẹn đến </edXML>', 'the whole package up to </edXML>'),
  EDXML_ENCODING: rule(ENCODING, 'UTF-8'),
  EDXML_NOT_QCVN102: rule(QCVN, '<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">'),
  EDXML_NO_READABLE_ATTACHMENT: rule(
    QCVN,
    'AttachmentEncoded/Attachment/ContentTransferEncoded ngay dưới edXML',
    'AttachmentEncoded/Attachment/ContentTransferEncoded right below edXML',
  ),
  EDXML_LIMIT: rule(QCVN, '{limit} ≤ {allowed}'),
};
