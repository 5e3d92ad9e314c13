import type { ErrorEntry } from './entry.ts';

/** Failures of signing bytes, XML and JSON for pages: CMS, XML-DSig, XAdES, JWS, bare digests. */
export const formatErrors = {
  XML_NOT_WELL_FORMED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Dữ liệu không phải XML 1.0 đúng cú pháp (dòng {line}) nên không ký, không kiểm tra được. Tệp gốc còn nguyên.',
      next: 'Tải lại tệp, hoặc báo bên cung cấp hệ thống sửa dữ liệu XML.',
    },
    en: {
      says: 'This is not well-formed XML 1.0 (line {line}), so it can be neither signed nor judged. The original is untouched.',
      next: 'Download the file again, or have the vendor of the system mend the XML.',
    },
  },
  XML_DOCTYPE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'XML có khai báo DOCTYPE, có thể kéo nội dung lạ vào tệp, nên không được xử lý. Tệp gốc còn nguyên.',
      next: 'Báo bên cung cấp hệ thống xuất XML không có DOCTYPE.',
    },
    en: {
      says: 'The XML carries a DOCTYPE, which could draw in foreign content, so it is not processed.',
      next: 'Have the vendor of the system produce XML without a DOCTYPE.',
    },
  },
  XML_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'XML vượt giới hạn an toàn ({limit}) nên không được xử lý. Tệp gốc còn nguyên.',
      next: 'Chia nhỏ dữ liệu, hoặc báo bên cung cấp hệ thống.',
    },
    en: {
      says: 'The XML goes over a safety limit ({limit}) and is not processed. The original is untouched.',
      next: 'Split the data, or tell the vendor of the system.',
    },
  },
  XML_ENCODING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'XML không ghi bằng mã UTF-8 (mã: {encoding}) nên không ký, không kiểm tra được. Tệp gốc còn nguyên.',
      next: 'Lưu lại tệp bằng mã UTF-8, hoặc báo bên cung cấp hệ thống.',
    },
    en: {
      says: 'The XML is not written in UTF-8 (encoding: {encoding}), so it can be neither signed nor judged. The original is untouched.',
      next: 'Save the file as UTF-8, or tell the vendor of the system.',
    },
  },
  XML_EARLIER_SIGNATURE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'XML đã có chữ ký không còn đúng, hoặc sẽ mất giá trị khi ký thêm ({reason}). Chưa ký gì.',
      next: 'Lấy lại tệp gốc từ nơi gửi. Chữ ký bao trùm cả tệp chỉ có một: ký bản chưa ký, hoặc ký tệp riêng.',
    },
    en: {
      says: 'The XML holds a signature that is broken, or that a further one would break ({reason}). Nothing was signed.',
      next: 'Fetch the original again. Only one signature can cover a whole XML file: sign an unsigned copy.',
    },
  },
  FORMAT_READ_FAILED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không đọc được tệp {file} (mã hệ thống: {reason}). Chưa làm gì với tệp.',
      next: 'Kiểm tra tệp còn ở chỗ cũ và không bị chương trình khác khóa, rồi thử lại.',
    },
    en: {
      says: 'The file {file} could not be read (system code: {reason}). Nothing was done with it.',
      next: 'Check that the file is still there and no other program locks it, then try again.',
    },
  },
  FORMAT_OUTPUT_IS_INPUT: {
    severity: 'error',
    retriable: false,
    exit: 2,
    vi: {
      says: 'Tệp ra trùng với tệp gốc. Chưa ký gì; tệp gốc còn nguyên.',
      next: 'Chọn tên khác cho tệp ra.',
    },
    en: {
      says: 'The output is the same file as the input. Nothing was signed.',
      next: 'Choose another name.',
    },
  },
  RAW_DIGEST_NOT_ALLOWED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trang web yêu cầu ký mà chỉ đưa mã tóm tắt (giá trị băm), không cho xem nội dung; cơ quan chưa cho phép trang này. Chưa ký gì.',
      next: 'Nếu đây là hệ thống của cơ quan, nhờ bộ phận CNTT cho phép trong phần khai báo trang của hệ thống.',
    },
    en: {
      says: 'The page wants a bare digest signed, whose content cannot be shown; the office does not allow it here.',
      next: 'If this is a system of your office, ask IT to allow it in the profile of the system.',
    },
  },
  RAW_DIGEST_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã tóm tắt (giá trị băm) mà trang web đưa sang không đúng độ dài hoặc thuật toán ({problem}). Chưa ký gì.',
      next: 'Tải lại trang rồi làm lại; nếu vẫn lỗi, báo bên cung cấp hệ thống.',
    },
    en: {
      says: 'The digest that the page handed over has a wrong length or algorithm ({problem}). Nothing was signed.',
      next: 'Load the page anew; if it fails again, tell the vendor of the system.',
    },
  },
  JWS_PSS_UNSUPPORTED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trang web yêu cầu kiểu ký RSA-PSS mà thiết bị ký số này không làm được. Chưa ký gì.',
      next: 'Báo bên cung cấp hệ thống dùng kiểu ký RS256 (IsPss = "false").',
    },
    en: {
      says: 'The page asks for RSA-PSS, which this token does not offer. Nothing was signed.',
      next: 'Have the vendor of the system use RS256 (IsPss = "false").',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
