/**
 * Why a signature, or the whole file, is judged as it is. One closed list: the code is stable and scripted
 * against, the sentences are for a clerk. `weight` says what the reason does to the verdict:
 * `unsound` the bytes, the structure or the signature value are wrong; `untrusted` they are right but the
 * signer cannot be relied upon; `warning` and `notice` change neither.
 */
export type ReasonWeight = 'unsound' | 'untrusted' | 'warning' | 'notice';

export interface ReasonEntry {
  weight: ReasonWeight;
  vi: string;
  en: string;
}

const unsound = (vi: string, en: string) => ({ weight: 'unsound', vi, en }) as const;
const untrusted = (vi: string, en: string) => ({ weight: 'untrusted', vi, en }) as const;
const warning = (vi: string, en: string) => ({ weight: 'warning', vi, en }) as const;
const notice = (vi: string, en: string) => ({ weight: 'notice', vi, en }) as const;

/** The file as a whole. */
const fileReasons = {
  NOT_SIGNED: notice('Tệp không có chữ ký số nào.', 'The file holds no signature.'),
  FILE_UNREADABLE: unsound(
    'Không đọc được cấu trúc tệp nên chữ ký chưa kiểm tra được.',
    'The structure of the file cannot be read, so the signatures could not be checked.',
  ),
  FILE_DAMAGED: warning(
    'Tệp chưa có chữ ký số và bị hỏng bảng tham chiếu, nhưng vẫn đọc lại được. Trước khi ký nên xuất lại tệp từ phần mềm soạn thảo.',
    'The file has no signature and its cross references are damaged, but it could be read all the same. Better export it anew from the word processor before signing.',
  ),
  FILE_ENCRYPTED: unsound(
    'Tệp bị khóa bằng mật khẩu hoặc khóa riêng nên chữ ký chưa kiểm tra được.',
    'The file is locked by a password or a key, so the signatures could not be checked.',
  ),
  LAST_SIGNATURE_NOT_WHOLE_FILE: unsound(
    'Chữ ký cuối cùng không bao trùm toàn bộ tệp: tệp đã bị thêm nội dung sau khi ký.',
    'The last signature does not cover the whole file: something was added after signing.',
  ),
  TRAILING_BYTES: unsound(
    'Có dữ liệu lạ nằm sau dấu kết thúc cuối cùng của tệp.',
    'There are foreign bytes after the last end mark of the file.',
  ),
  XREF_IRREGULAR: unsound(
    'Bảng tham chiếu của tệp bất thường sau khi ký: các phần mềm có thể đọc tệp khác nhau.',
    'The cross references written after signing are irregular: programs may read the file differently.',
  ),
  UNLISTED_OBJECT: unsound(
    'Sau khi ký, tệp có thêm đối tượng ẩn không nằm trong bảng tham chiếu.',
    'After signing, the file gained an object that no cross-reference lists.',
  ),
  DUPLICATE_OBJECT: unsound(
    'Một số hiệu đối tượng có hai nghĩa khác nhau trong cùng một phiên bản của tệp.',
    'One object number has two different meanings within one revision of the file.',
  ),
  SIGNATURE_COVERS_PAGE: unsound(
    'Hình của chữ ký ký sau che một phần lớn của trang đã ký trước đó.',
    'The picture of a later signature hides a good part of a page that was signed before.',
  ),
  STRAY_SIGNATURE: unsound(
    'Tệp chứa một khối chữ ký không thuộc ô ký nào.',
    'The file holds a signature that belongs to no signature field.',
  ),
} as const satisfies Record<string, ReasonEntry>;

/** Where a signature lies in the file and what bytes it covers: ISO 32000-2, 12.8.1 and 12.8.3. */
const coverageReasons = {
  BYTE_RANGE_MALFORMED: unsound(
    'Khoảng dữ liệu được ký (ByteRange) sai dạng.',
    'The signed byte range (ByteRange) is malformed.',
  ),
  BYTE_RANGE_OUT_OF_FILE: unsound(
    'Khoảng dữ liệu được ký vượt ra ngoài tệp.',
    'The signed byte range reaches beyond the file.',
  ),
  BYTE_RANGE_NOT_FROM_START: unsound(
    'Chữ ký không bao trùm phần đầu tệp.',
    'The signature does not cover the start of the file.',
  ),
  BYTE_RANGE_OVERLAP: unsound(
    'Các khoảng dữ liệu được ký chồng lên nhau.',
    'The signed byte ranges overlap.',
  ),
  BYTE_RANGE_GAP: unsound(
    'Phần tệp không được ký không khớp đúng với chỗ chứa chữ ký.',
    'The bytes left unsigned are not exactly the place of this signature.',
  ),
  BYTE_RANGE_NOT_REVISION_END: unsound(
    'Khoảng dữ liệu được ký không kết thúc ở cuối một phiên bản của tệp.',
    'The signed byte range does not end where a revision of the file ends.',
  ),
  SIGNATURE_INCOMPLETE: unsound(
    'Ô ký thiếu dữ liệu bắt buộc của chữ ký.',
    'The signature lacks entries that it must have.',
  ),
  CONTENTS_EMPTY: unsound('Chỗ chứa chữ ký bị để trống.', 'The place of the signature value is empty.'),
  CONTENTS_PADDING: unsound(
    'Chỗ chứa chữ ký có dữ liệu lạ sau chữ ký.',
    'There are foreign bytes behind the signature value in its place.',
  ),
  SIGNATURE_REDEFINED: unsound(
    'Bản thân chữ ký đã bị thay thế sau khi ký.',
    'The signature object itself was replaced after signing.',
  ),
  FIELD_NOT_IN_ITS_REVISION: unsound(
    'Ô ký không tồn tại trong phiên bản mà chữ ký này bao trùm.',
    'The signature field does not exist in the revision that the signature covers.',
  ),
  SIGNATURE_SHARED: unsound('Nhiều ô ký dùng chung một chữ ký.', 'Several fields share one signature.'),
} as const satisfies Record<string, ReasonEntry>;

/** The CMS inside: RFC 5652, ETSI EN 319 142-1, RFC 5035. */
const valueReasons = {
  SUBFILTER_UNSUPPORTED: unsound(
    'Kiểu chữ ký này phần mềm chưa kiểm tra được.',
    'This kind of signature cannot be checked by the program.',
  ),
  CMS_MALFORMED: unsound(
    'Dữ liệu chữ ký bị hỏng, không đọc được.',
    'The signature data is damaged and cannot be read.',
  ),
  CMS_NOT_DETACHED: unsound(
    'Chữ ký mang theo nội dung riêng, không gắn với nội dung tệp.',
    'The signature carries content of its own instead of being detached.',
  ),
  SIGNER_COUNT: unsound(
    'Dữ liệu chữ ký không có đúng một người ký.',
    'The signature data does not have exactly one signer.',
  ),
  SIGNER_CERTIFICATE_MISSING: unsound(
    'Chữ ký không kèm chứng thư số của người ký nên chưa kiểm tra được.',
    'The certificate of the signer is not in the signature, so it could not be checked.',
  ),
  DIGEST_MISMATCH: unsound(
    'Nội dung tệp đã bị thay đổi sau khi ký.',
    'The content of the file was changed after signing.',
  ),
  SIGNATURE_VALUE_WRONG: unsound(
    'Giá trị chữ ký không khớp với chứng thư số của người ký.',
    'The signature value does not match the certificate of the signer.',
  ),
  SIGNED_ATTRIBUTES_WRONG: unsound(
    'Các thuộc tính được ký bị thiếu, trùng hoặc sai.',
    'The signed attributes are missing, doubled or wrong.',
  ),
  SIGNING_CERTIFICATE_MISMATCH: unsound(
    'Chứng thư số kèm theo không phải là chứng thư mà người ký đã cam kết.',
    'The certificate is not the one that the signer committed to.',
  ),
  ALGORITHM_UNSUPPORTED: unsound(
    'Thuật toán của chữ ký này phần mềm chưa kiểm tra được.',
    'The algorithm of this signature cannot be checked by the program.',
  ),
  ALGORITHM_FORBIDDEN: unsound(
    'Chữ ký dùng thuật toán không còn an toàn hoặc không được phép.',
    'The signature uses an algorithm that is broken or not allowed.',
  ),
  DIGEST_SHA1: warning(
    'Chữ ký dùng thuật toán băm SHA-1 đã cũ (văn bản những năm trước). Nội dung vẫn khớp, cần lưu ý.',
    'The signature uses the old SHA-1 digest (letters of earlier years). The content still matches; take note.',
  ),
  KEY_SHORT: untrusted(
    'Khóa ký ngắn hơn mức an toàn hiện nay: người khác có thể giả được chữ ký này.',
    'The signing key is shorter than what is safe today: others may be able to forge this signature.',
  ),
  NO_SIGNED_ATTRIBUTES: warning(
    'Chữ ký không có thuộc tính được ký (kiểu cũ).',
    'The signature has no signed attributes (an old kind).',
  ),
  SIGNING_CERTIFICATE_NOT_BOUND: warning(
    'Chữ ký không cam kết rõ chứng thư số đã dùng (kiểu cũ).',
    'The signature does not commit to its certificate (an old kind).',
  ),
  DOCUMENT_TIMESTAMP_WRONG: unsound(
    'Dấu thời gian của tệp không khớp với nội dung.',
    'The document time-stamp does not match the content.',
  ),
  SIGNATURE_TIMESTAMP_WRONG: untrusted(
    'Dấu thời gian kèm chữ ký không khớp hoặc bị hỏng.',
    'The time-stamp of the signature does not match or is damaged.',
  ),
} as const satisfies Record<string, ReasonEntry>;

/** What changed between the revision that a signature covers and the end of the file. */
const changeReasons = {
  CHANGED_TRAILER: unsound('Phần gốc của tệp bị đổi sau khi ký.', 'The trailer was changed after signing.'),
  CHANGED_CATALOG: unsound(
    'Cấu trúc chung của tệp bị đổi sau khi ký.',
    'The catalog was changed after signing.',
  ),
  CHANGED_PAGES: unsound(
    'Các trang bị thêm, bớt, đổi chỗ hoặc đổi khổ sau khi ký.',
    'Pages were added, removed, moved or resized after signing.',
  ),
  CHANGED_PAGE_CONTENT: unsound(
    'Nội dung trang bị thay đổi sau khi ký.',
    'The content of a page was changed after signing.',
  ),
  CHANGED_FONT: unsound(
    'Phông chữ bị thay đổi sau khi ký nên chữ hiện ra có thể khác.',
    'A font was changed after signing, so the text may show differently.',
  ),
  CHANGED_RESOURCES: unsound(
    'Hình ảnh hoặc tài nguyên của trang bị thay đổi sau khi ký.',
    'An image or another resource of a page was changed after signing.',
  ),
  CHANGED_ANNOTATION: unsound(
    'Chú thích hoặc khung hiển thị trên trang bị thêm, bớt hoặc sửa sau khi ký.',
    'An annotation was added, removed or changed after signing.',
  ),
  CHANGED_FORM_VALUE: unsound(
    'Giá trị biểu mẫu bị thay đổi sau khi ký.',
    'A form value was changed after signing.',
  ),
  CHANGED_FORM: unsound('Cấu trúc biểu mẫu bị thay đổi sau khi ký.', 'The form was changed after signing.'),
  CHANGED_SIGNATURE_FIELD: unsound(
    'Một ô ký đã ký bị sửa, bị gỡ hoặc bị thay hình sau khi ký.',
    'A signed signature field was changed, removed or redrawn after signing.',
  ),
  UNSIGNED_FIELD_VISIBLE: unsound(
    'Sau khi ký có thêm ô ký chưa ký nhưng đã vẽ hình lên trang.',
    'After signing a field without a signature was added that draws on the page.',
  ),
  TIMESTAMP_VISIBLE: unsound(
    'Sau khi ký, một dấu thời gian vẽ hình lên trang mà không người ký nào chịu trách nhiệm về hình đó.',
    'After signing a time-stamp was added that draws on the page, and nobody signed for what it draws.',
  ),
  SHARED_APPEARANCE: unsound(
    'Hình của ô ký bị thay trong khi còn được dùng ở chỗ khác.',
    'The picture of a signature field was replaced while it is also used elsewhere.',
  ),
  CHANGED_OPTIONAL_CONTENT: unsound(
    'Các lớp ẩn/hiện của tệp bị thay đổi sau khi ký.',
    'Optional content (layers) was changed after signing.',
  ),
  CHANGED_ACTIONS: unsound(
    'Hành động tự chạy hoặc mã lệnh bị thêm hay sửa sau khi ký.',
    'Actions or scripts were added or changed after signing.',
  ),
  CHANGED_METADATA: unsound(
    'Thông tin mô tả của tệp (tên, tác giả…) bị thay đổi sau khi ký.',
    'The document information (title, author …) was changed after signing.',
  ),
  CHANGED_ATTACHMENTS: unsound(
    'Tệp đính kèm bên trong bị thay đổi sau khi ký.',
    'Embedded files were changed after signing.',
  ),
  CHANGED_ENCRYPTION: unsound(
    'Mã hóa của tệp bị thay đổi sau khi ký.',
    'The encryption was changed after signing.',
  ),
  CHANGED_VALIDATION_DATA: unsound(
    'Dữ liệu kiểm chứng kèm theo bị gỡ hoặc sai dạng sau khi ký.',
    'Validation data was removed or put in a wrong form after signing.',
  ),
  CHANGED_OTHER: unsound(
    'Tệp bị thay đổi ngoài những gì được phép sau khi ký.',
    'The file was changed beyond what is allowed after signing.',
  ),
  COMPARE_LIMIT: unsound(
    'Tệp quá phức tạp nên không so sánh hết được các thay đổi sau khi ký.',
    'The file is too complex to compare all that changed after signing.',
  ),
  DOCMDP_VIOLATED: unsound(
    'Chữ ký chứng thực của tệp không cho phép thay đổi này.',
    'The certifying signature of the file does not allow this change.',
  ),
  DOCMDP_MALFORMED: unsound(
    'Khai báo chứng thực của tệp sai dạng.',
    'The certification entries of the file are malformed.',
  ),
  FIELDMDP_VIOLATED: unsound(
    'Một ô đã bị khóa bởi chữ ký trước lại bị thay đổi.',
    'A field locked by an earlier signature was changed.',
  ),
} as const satisfies Record<string, ReasonEntry>;

/** The signer: RFC 5280, RFC 6960, against the configured trust list at signing time. */
const trustReasons = {
  NO_TRUST_LIST: untrusted(
    'Chưa cài danh sách chứng thư gốc tin cậy nên chưa xác định được người ký.',
    'No list of trusted roots is set, so the signer could not be established.',
  ),
  CHAIN_INCOMPLETE: untrusted(
    'Chứng thư số của người ký không nối được tới chứng thư gốc tin cậy.',
    'The certificate of the signer does not lead to a trusted root.',
  ),
  CHAIN_INVALID: untrusted(
    'Chuỗi chứng thư của người ký không hợp lệ.',
    'The certificate chain of the signer is not valid.',
  ),
  CERTIFICATE_NOT_YET_VALID: untrusted(
    'Chứng thư số chưa có hiệu lực vào lúc ký.',
    'The certificate was not yet valid at signing time.',
  ),
  CERTIFICATE_EXPIRED: untrusted(
    'Chứng thư số đã hết hạn vào lúc ký.',
    'The certificate had expired at signing time.',
  ),
  CERTIFICATE_USAGE: untrusted(
    'Chứng thư số không được cấp để ký văn bản.',
    'The certificate was not issued for signing documents.',
  ),
  CERTIFICATE_REVOKED: untrusted(
    'Chứng thư số đã bị thu hồi vào lúc ký.',
    'The certificate had been revoked at signing time.',
  ),
  REVOCATION_UNKNOWN: untrusted(
    'Chưa kiểm tra được tình trạng thu hồi của chứng thư số.',
    'The revocation status of the certificate could not be checked.',
  ),
  TIMESTAMP_REVOCATION_UNKNOWN: warning(
    'Chưa kiểm tra được tình trạng thu hồi của nơi cấp dấu thời gian.',
    'The revocation status of the time-stamping authority could not be checked.',
  ),
  KEY_COMPROMISED: untrusted(
    'Chứng thư số bị thu hồi vì lộ khóa, và không có dấu thời gian chứng minh chữ ký này được tạo trước khi lộ.',
    'The certificate was revoked because its key was compromised, and no time-stamp proves that this signature is older.',
  ),
  REVOKED_LATER: warning(
    'Chứng thư số bị thu hồi sau thời điểm ký được ghi; không có dấu thời gian chứng minh là ký trước đó.',
    'The certificate was revoked after the stated signing time; no time-stamp proves that it was signed before.',
  ),
  REVOCATION_NOT_OFFERED: warning(
    'Chứng thư số không nêu nơi tra cứu tình trạng thu hồi nên không tra được.',
    'The certificate names no place to ask for its revocation status, so it was not asked.',
  ),
  CERTIFICATE_EXPIRED_SINCE: notice(
    'Chứng thư số đã hết hạn sau thời điểm ký được ghi; không có dấu thời gian chứng minh là ký trước đó.',
    'The certificate has expired since the stated signing time; no time-stamp proves that it was signed before.',
  ),
  SIGNING_TIME_CLAIMED: notice(
    'Thời điểm ký là do máy người ký khai, không có dấu thời gian.',
    'The signing time is what the computer of the signer claimed; there is no time-stamp.',
  ),
  SIGNING_TIME_UNKNOWN: warning(
    'Chữ ký không ghi thời điểm ký; chứng thư được kiểm tra theo thời điểm hiện tại.',
    'The signature names no signing time; the certificate was checked as of now.',
  ),
  TIMESTAMP_UNTRUSTED: warning(
    'Dấu thời gian do nơi chưa được tin cậy cấp nên không dùng làm thời điểm ký.',
    'The time-stamp was issued by an authority that is not trusted and is not used as the signing time.',
  ),
} as const satisfies Record<string, ReasonEntry>;

/** Every reason by its code. */
export const REASONS = {
  ...fileReasons,
  ...coverageReasons,
  ...valueReasons,
  ...changeReasons,
  ...trustReasons,
} as const satisfies Record<string, ReasonEntry>;

/** A code of the closed list of reasons. */
export type ReasonCode = keyof typeof REASONS;

/** All codes, in the order in which they are shown. */
export const REASON_CODES = Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]];

/** What a reason does to the verdict. */
export function reasonWeight(code: ReasonCode): ReasonWeight {
  return REASONS[code].weight;
}
