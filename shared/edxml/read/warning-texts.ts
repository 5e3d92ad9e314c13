import type { FindingSeverity } from '../warning.ts';

interface WarningText {
  severity: FindingSeverity;
  vi: string;
  en: string;
}

/** Every oddity the reader accepts. A letter with warnings is readable; the clerk sees what was odd. */
export const WARNINGS = {
  LEADING_BYTES: {
    severity: 'warning',
    vi: 'Có ký tự thừa trước phần XML; đã bỏ qua.',
    en: 'Stray bytes before the XML were skipped.',
  },
  TRAILING_CONTENT: {
    severity: 'warning',
    vi: 'Có nội dung thừa sau khi gói tin kết thúc; đã bỏ qua.',
    en: 'Content after the end of the package was skipped.',
  },
  BYTE_ORDER_MARK: {
    severity: 'notice',
    vi: 'Tệp bắt đầu bằng dấu BOM.',
    en: 'The file starts with a byte order mark.',
  },
  UTF16: {
    severity: 'warning',
    vi: 'Gói tin mã hóa UTF-16 thay vì UTF-8.',
    en: 'The package is encoded in UTF-16 instead of UTF-8.',
  },
  DECLARED_ENCODING: {
    severity: 'warning',
    vi: 'Khai báo bảng mã không khớp với nội dung; đã đọc theo nội dung.',
    en: 'The declared encoding does not fit the bytes; the bytes decided.',
  },
  LEGACY_ENCODING: {
    severity: 'error',
    vi: 'Gói tin mã hóa windows-1258 thay vì UTF-8; đã chuyển mã để đọc, nơi khác có thể đọc sai dấu.',
    en: 'The package is encoded in windows-1258 instead of UTF-8; others may read it wrongly.',
  },
  BROKEN_CHARACTERS: {
    severity: 'error',
    vi: 'Có ký tự hỏng do chuyển mã; chữ bị thay bằng dấu �.',
    en: 'Characters were damaged by a change of encoding and read as �.',
  },
  XML_VERSION: {
    severity: 'notice',
    vi: 'Khai báo XML ghi phiên bản khác 1.0; đã đọc theo XML 1.0.',
    en: 'The declaration names another version of XML than 1.0; read as XML 1.0.',
  },
  NO_NAMESPACE: {
    severity: 'warning',
    vi: 'Phần tử không thuộc namespace của quy chuẩn; đã hiểu theo tên, có hệ thống sẽ bỏ qua.',
    en: 'The element is not in the namespace of the standard; understood by its name, some receivers skip it.',
  },
  UNBOUND_PREFIX: {
    severity: 'error',
    vi: 'Tiền tố XML dùng mà không khai báo; đã hiểu theo nghĩa thông dụng.',
    en: 'A prefix is used without declaration; its usual meaning was taken.',
  },
  ROOT_IS_ENVELOPE: {
    severity: 'error',
    vi: 'Thiếu phần tử gốc edXML; phần tử gốc là edXMLEnvelope.',
    en: 'The root element edXML is missing; the root is edXMLEnvelope.',
  },
  WITHOUT_PREFIX: {
    severity: 'warning',
    vi: 'Phần tử trong phong bì không có tiền tố edXML; có hệ thống sẽ từ chối.',
    en: 'An element of the envelope lacks the edXML prefix; some receivers refuse it.',
  },
  UNKNOWN_ELEMENT: {
    severity: 'notice',
    vi: 'Phần tử không thuộc quy chuẩn; nội dung được ghi lại ở đây.',
    en: 'This element is not part of the format; what it held is listed here.',
  },
  UNKNOWN_ATTRIBUTE: {
    severity: 'warning',
    vi: 'Thuộc tính không thuộc quy chuẩn; giá trị được ghi lại ở đây và không được dùng.',
    en: 'This attribute is not part of the format; its value is listed here and not used.',
  },
  UNEXPECTED_TEXT: {
    severity: 'warning',
    vi: 'Có chữ nằm ngoài các phần tử quy định.',
    en: 'Text stands where only elements belong.',
  },
  ORDER: {
    severity: 'notice',
    vi: 'Thứ tự phần tử khác cả hai cách ghi đã biết; phần mềm đọc được nhưng có bộ kiểm tra sẽ từ chối.',
    en: 'The order of elements follows neither known writer; readers accept it, some validators do not.',
  },
  DUPLICATE_ELEMENT: {
    severity: 'error',
    vi: 'Phần tử xuất hiện nhiều lần; chỉ dùng lần đầu.',
    en: 'The element occurs more than once; the first was taken.',
  },
  MISSING: {
    severity: 'warning',
    vi: 'Thiếu phần tử bắt buộc.',
    en: 'A required element is missing.',
  },
  MISSING_EXTENSION: {
    severity: 'notice',
    vi: 'Thiếu phần tử mà thư viện của trục luôn ghi; dùng giá trị mặc định.',
    en: 'An element that the library of the axis always writes is missing; its default was taken.',
  },
  NOT_IN_STATUS: {
    severity: 'warning',
    vi: 'Phần này không thuộc gói trạng thái; không dùng đến.',
    en: 'This part does not belong in a status package and was not used.',
  },
  MANIFEST_SEVERAL: {
    severity: 'warning',
    vi: 'Có nhiều danh mục tệp; đã đọc tất cả.',
    en: 'There is more than one manifest; all were read.',
  },
  MANIFEST_VERSION: {
    severity: 'notice',
    vi: 'Danh mục tệp ghi phiên bản khác 1.0.',
    en: 'The manifest names another version than 1.0.',
  },
  NULL_TEXT: {
    severity: 'warning',
    vi: 'Giá trị là chữ "null"; coi như để trống.',
    en: 'The value is the word "null"; taken as absent.',
  },
  HTML_ESCAPED: {
    severity: 'warning',
    vi: 'Chữ bị mã hóa HTML hai lần; đã hiển thị dạng đúng, giữ nguyên bản gốc ở đây.',
    en: 'The text was HTML-escaped twice; shown decoded, the original is kept here.',
  },
  DATE_FORMAT: {
    severity: 'warning',
    vi: 'Ngày không đúng định dạng yyyy/MM/dd; đã hiểu được.',
    en: 'The date is not written yyyy/MM/dd; it could be understood.',
  },
  DATE_UNREADABLE: {
    severity: 'error',
    vi: 'Ngày không hợp lệ (phải viết yyyy/MM/dd, ví dụ 2026/01/05); để trống, không suy đoán.',
    en: 'The date is not valid (write yyyy/MM/dd, such as 2026/01/05); left empty, not guessed.',
  },
  NUMBER_UNREADABLE: {
    severity: 'warning',
    vi: 'Giá trị số không hợp lệ; dùng giá trị mặc định.',
    en: 'The number is not valid; the default was taken.',
  },
  BOOLEAN_UNREADABLE: {
    severity: 'warning',
    vi: 'Giá trị đúng/sai không hợp lệ; coi như "sai".',
    en: 'The true/false value is not valid; taken as false.',
  },
  KIND_UNKNOWN: {
    severity: 'error',
    vi: 'Loại nghiệp vụ (BussinessDocType) không rõ; hiển thị như văn bản mới, cần người xem xét.',
    en: 'BussinessDocType is not known; shown as a new letter, a person must look at it.',
  },
  NO_BUSSINESS: {
    severity: 'notice',
    vi: 'Không có phần Bussiness; coi là văn bản mới.',
    en: 'There is no Bussiness; the letter is new.',
  },
  SPELLING: {
    severity: 'warning',
    vi: 'Tên phần tử viết khác quy chuẩn; đã hiểu được.',
    en: 'The element name is spelt differently from the standard; understood.',
  },
  EMPTY_RESPONSE_FOR: {
    severity: 'notice',
    vi: 'ResponseFor để trống; bỏ qua.',
    en: 'An empty ResponseFor was ignored.',
  },
  LEFTOVER_DOCUMENT_ID: {
    severity: 'notice',
    vi: 'Văn bản mới còn sót Bussiness/DocumentId; bỏ qua.',
    en: 'A new letter carries a left-over Bussiness/DocumentId; ignored.',
  },
  TARGET_DISAGREES: {
    severity: 'error',
    vi: 'Các chỗ ghi văn bản bị thu hồi không thống nhất; cần người xem xét.',
    en: 'The places that name the letter recalled disagree; a person must look at it.',
  },
  WEAK_DOCUMENT_ID: {
    severity: 'warning',
    vi: 'Mã văn bản (DocumentId) là chuỗi ngẫu nhiên; phải đối chiếu thêm số ký hiệu, ngày và cơ quan.',
    en: 'DocumentId is a random UUID; match on code, date and agency as well.',
  },
  ALIAS_RECEIVER: {
    severity: 'notice',
    vi: 'Nơi nhận này là mã cũ do trục thêm vào; không tính là nơi nhận riêng.',
    en: 'This receiver is an old code added by the axis; not counted as a receiver of its own.',
  },
  DUPLICATE_RECEIVER: {
    severity: 'warning',
    vi: 'Nơi nhận bị lặp.',
    en: 'A receiver is listed twice.',
  },
  STATUS_CODE_FORM: {
    severity: 'warning',
    vi: 'Mã trạng thái không đủ hai chữ số; đã thêm số 0.',
    en: 'The status code had fewer than two digits; padded.',
  },
  STATUS_CODE_UNKNOWN: {
    severity: 'warning',
    vi: 'Mã trạng thái không có trong quy chuẩn; giữ nguyên.',
    en: 'The status code is not in the standard; kept as it is.',
  },
  SIGNATURE_IGNORED: {
    severity: 'notice',
    vi: 'Chữ ký trên phong bì không có giá trị chứng minh; không dùng đến.',
    en: 'The signature of the envelope proves nothing and was not used.',
  },
  NO_ATTACHMENT: {
    severity: 'error',
    vi: 'Gói tin không có tệp đính kèm nào.',
    en: 'The package holds no attachment.',
  },
  ATTACHMENT_FAILED: {
    severity: 'error',
    vi: 'Tệp đính kèm này không dùng được.',
    en: 'This attachment cannot be used.',
  },
  ATTACHMENT_PLACE: {
    severity: 'warning',
    vi: 'Khối AttachmentEncoded không nằm đúng chỗ.',
    en: 'AttachmentEncoded does not stand in its place.',
  },
  REFERENCE_MISSING: {
    severity: 'warning',
    vi: 'Tệp đính kèm không có Reference tương ứng trong danh mục.',
    en: 'An attachment has no Reference in the manifest.',
  },
  REFERENCE_EXTRA: {
    severity: 'warning',
    vi: 'Danh mục nêu một tệp không có trong gói tin.',
    en: 'The manifest names a file that is not in the package.',
  },
  REFERENCE_GUESSED: {
    severity: 'warning',
    vi: 'ContentId không khớp; ghép tệp theo thứ tự hoặc theo tên.',
    en: 'ContentId does not match; joined by position or name.',
  },
  CONTENT_TYPE_WRONG: {
    severity: 'notice',
    vi: 'ContentType khai báo không đúng với nội dung tệp; đã xét theo nội dung.',
    en: 'The declared ContentType does not fit the bytes; the bytes decided.',
  },
  NAME_CHANGED: {
    severity: 'warning',
    vi: 'Tên tệp không an toàn hoặc trùng; đã đổi tên.',
    en: 'The file name was unsafe or used twice; changed.',
  },
  NAME_MISSING: {
    severity: 'warning',
    vi: 'Tệp không có tên; đã đặt tên tạm.',
    en: 'The file has no name; one was given.',
  },
  EXTENSION_MISMATCH: {
    severity: 'warning',
    vi: 'Nội dung tệp không đúng với phần mở rộng.',
    en: 'The content does not fit the extension.',
  },
  PROGRAM_FILE: {
    severity: 'error',
    vi: 'Tệp là chương trình chạy được; không mở.',
    en: 'The file is a program; do not open it.',
  },
  NESTED_PACKAGE: {
    severity: 'warning',
    vi: 'Bên trong tệp đính kèm là một gói edXML khác; coi như tệp thường.',
    en: 'The attachment holds another edXML package; treated as an opaque file.',
  },
  BASE64_URL: {
    severity: 'error',
    vi: 'Nội dung tệp dùng bảng chữ base64 cho URL (dấu - và _); vẫn đọc được, nơi khác có thể không.',
    en: 'The payload uses the URL alphabet of base64 (- and _); it could be read, others may refuse it.',
  },
  PADDING_MISSING: {
    severity: 'warning',
    vi: 'Chuỗi base64 thiếu dấu kết thúc; tệp có thể bị cắt cụt.',
    en: 'The base64 lacks its padding; the file may be cut off.',
  },
  BASE64_BREAKS: {
    severity: 'notice',
    vi: 'Chuỗi base64 bị ngắt dòng hoặc có dấu cách; vẫn đọc được.',
    en: 'The base64 is broken into lines or holds spaces; it could be read.',
  },
  PAYLOAD_FORM: {
    severity: 'notice',
    vi: 'Nội dung tệp được viết khác thường (CDATA, ngắt dòng mã hóa, chú thích); vẫn đọc được.',
    en: 'The payload is written unusually (CDATA, references, comments); it could be read.',
  },
} as const satisfies Record<string, WarningText>;

export type WarningCode = keyof typeof WARNINGS;
