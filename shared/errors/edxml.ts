import type { ErrorEntry } from './entry.ts';

/** Failures of building and reading edXML packages. `EDXML_ATTACHMENT_*` spoil one file, the others the package. */
export const edxmlErrors = {
  EDXML_EMPTY: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp gói tin rỗng hoặc không có nội dung XML. Tệp gốc vẫn được giữ.',
      next: 'Đề nghị bên gửi gửi lại gói tin.',
    },
    en: {
      says: 'The package is empty or holds no XML. The original is kept.',
      next: 'Ask the sender to send the package again.',
    },
  },
  EDXML_MALFORMED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Gói tin không phải XML đúng cú pháp (dòng {line}, cột {column}: {problem}). Tệp gốc vẫn được giữ.',
      next: 'Đề nghị bên gửi xuất lại gói tin; gửi kèm dòng báo lỗi này cho đơn vị cung cấp phần mềm của họ.',
    },
    en: {
      says: 'The package is not well-formed XML (line {line}, column {column}: {problem}). The original is kept.',
      next: 'Ask the sender to export it again and pass this line on to the maker of their software.',
    },
  },
  EDXML_TRUNCATED: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Gói tin bị cắt cụt: nội dung kết thúc giữa chừng. Phần đã nhận vẫn được giữ.',
      next: 'Tải lại gói tin; nếu vẫn thiếu, đề nghị bên gửi gửi lại.',
    },
    en: {
      says: 'The package is cut off: it ends in the middle. What arrived is kept.',
      next: 'Fetch it again; if it is still short, ask the sender to send it again.',
    },
  },
  EDXML_DOCTYPE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Gói tin chứa khai báo DOCTYPE hoặc thực thể XML, có thể gây hại nên không được mở. Tệp gốc vẫn được giữ.',
      next: 'Từ chối gói tin và báo cho bên gửi; báo bộ phận CNTT nếu không quen biết bên gửi.',
    },
    en: {
      says: 'The package declares a DOCTYPE or XML entities, which can do harm, so it was not opened. The original is kept.',
      next: 'Refuse it and tell the sender; tell IT when the sender is unknown.',
    },
  },
  EDXML_ENCODING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Gói tin dùng bảng mã {encoding}; chỉ đọc được UTF-8 và UTF-16. Tệp gốc vẫn được giữ.',
      next: 'Đề nghị bên gửi xuất lại gói tin ở bảng mã UTF-8.',
    },
    en: {
      says: 'The package uses the encoding {encoding}; only UTF-8 and UTF-16 can be read. The original is kept.',
      next: 'Ask the sender to export it in UTF-8.',
    },
  },
  EDXML_NOT_QCVN102: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp này không phải gói edXML theo QCVN 102 ({shape}). Tệp gốc vẫn được giữ.',
      next: 'Kiểm tra lại tệp; nếu bên gửi dùng mẫu cũ, đề nghị họ gửi theo QCVN 102:2016/BTTTT.',
    },
    en: {
      says: 'This file is not an edXML package of QCVN 102 ({shape}). The original is kept.',
      next: 'Check the file; if the sender uses an older form, ask for one after QCVN 102:2016/BTTTT.',
    },
  },
  EDXML_NO_READABLE_ATTACHMENT: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Gói tin không có tệp đính kèm đọc được: tệp nằm trong {shape} thay vì AttachmentEncoded. Tệp gốc vẫn được giữ.',
      next: 'Đề nghị bên gửi xuất lại gói tin theo QCVN 102.',
    },
    en: {
      says: 'The package holds no readable attachment: files lie in {shape} instead of AttachmentEncoded. The original is kept.',
      next: 'Ask the sender to export it after QCVN 102.',
    },
  },
  EDXML_LIMIT: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Gói tin vượt giới hạn cho phép ({limit}: tối đa {allowed}) nên không được mở. Tệp gốc vẫn được giữ.',
      next: 'Nếu gói tin đáng tin, nhờ bộ phận CNTT tăng cài đặt maxPackageBytes, maxAttachmentBytes (hoặc kygui edxml … --max-mb); nếu không, từ chối gói tin.',
    },
    en: {
      says: 'The package exceeds a limit ({limit}: at most {allowed}) and was not opened. The original is kept.',
      next: 'If it can be trusted, have the administrator raise maxPackageBytes, maxAttachmentBytes (or kygui edxml … --max-mb); otherwise refuse it.',
    },
  },
  EDXML_ATTACHMENT_BASE64: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp đính kèm thứ {index} bị hỏng khi mã hóa base64. Các tệp khác và nội dung gói tin vẫn đọc được.',
      next: 'Đề nghị bên gửi gửi lại tệp này, hoặc từ chối tiếp nhận kèm lý do.',
    },
    en: {
      says: 'Attachment {index} is damaged base64. The other files and the letter can be read.',
      next: 'Ask the sender for this file again, or refuse with the reason.',
    },
  },
  EDXML_ATTACHMENT_ZIP: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp đính kèm thứ {index} là tệp nén hỏng hoặc không an toàn ({reason}). Các tệp khác vẫn đọc được.',
      next: 'Đề nghị bên gửi gửi lại tệp này, hoặc từ chối tiếp nhận kèm lý do.',
      reasons: {
        truncated: 'bị cụt',
        encrypted: 'có mật khẩu',
        method: 'cách nén lạ',
        inconsistent: 'mục lục không khớp',
        damaged: 'dữ liệu hỏng',
      },
    },
    en: {
      says: 'Attachment {index} is a damaged or unsafe zip ({reason}). The other files can be read.',
      next: 'Ask the sender for this file again, or refuse with the reason.',
      reasons: {
        truncated: 'cut off',
        encrypted: 'has a password',
        method: 'strange compression',
        inconsistent: 'its directory does not fit',
        damaged: 'damaged data',
      },
    },
  },
  EDXML_ATTACHMENT_LIMIT: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp đính kèm thứ {index} vượt giới hạn {reason} (tối đa {allowed}) nên không được mở. Các tệp khác vẫn đọc được.',
      next: 'Nhờ bộ phận CNTT tăng cài đặt maxAttachmentBytes (hoặc kygui edxml … --max-mb) nếu tệp đáng tin, hoặc đề nghị bên gửi chia nhỏ tệp.',
      reasons: { fileBytes: 'dung lượng tính bằng byte', unzipRatio: 'tỷ lệ giải nén' },
    },
    en: {
      says: 'Attachment {index} exceeds the limit of {reason} (at most {allowed}) and was not opened. The other files can be read.',
      next: 'Have the administrator raise maxAttachmentBytes (or kygui edxml … --max-mb) if the file can be trusted, or ask the sender to split it.',
      reasons: { fileBytes: 'bytes', unzipRatio: 'the ratio of unpacking' },
    },
  },
  EDXML_ATTACHMENT_EMPTY: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp đính kèm thứ {index} không có nội dung. Các tệp khác và nội dung gói tin vẫn đọc được.',
      next: 'Đề nghị bên gửi gửi lại tệp này.',
    },
    en: {
      says: 'Attachment {index} has no content. The other files and the letter can be read.',
      next: 'Ask the sender for this file again.',
    },
  },
  EDXML_ATTACHMENT_TRANSCODED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp PDF thứ {index} hỏng do bị chuyển mã trên đường truyền. Tệp nhận được vẫn được giữ.',
      next: 'Từ chối tiếp nhận (mã 02) với lý do tệp hỏng và đề nghị bên gửi gửi lại.',
    },
    en: {
      says: 'PDF {index} was damaged by a change of encoding on its way. What arrived is kept.',
      next: 'Refuse it (code 02) as damaged and ask the sender to send it again.',
    },
  },
  EDXML_SPEC_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 2,
    vi: {
      says: 'Tệp mô tả văn bản chưa đúng mẫu: {problem}',
      next: 'Sửa tệp mô tả rồi chạy lại. Chưa có gói tin nào được tạo.',
    },
    en: {
      says: 'The description of the letter does not fit its schema: {problem}',
      next: 'Mend it and run again. No package was made.',
    },
  },
  EDXML_DRAFT_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản còn {count} lỗi phải sửa trước khi đóng gói, lỗi đầu tiên: {first}. Chưa có gói tin nào được tạo.',
      next: 'Sửa theo danh sách lỗi rồi gửi lại.',
    },
    en: {
      says: 'The letter has {count} faults to mend before it can be packaged, the first: {first}. No package was made.',
      next: 'Mend the faults listed and send again.',
    },
  },
  EDXML_FILE_UNREADABLE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không đọc được tệp {file} ({reason}). Chưa có gì thay đổi.',
      next: 'Kiểm tra tệp còn đó và có quyền đọc, rồi thử lại.',
    },
    en: {
      says: 'The file {file} cannot be read ({reason}). Nothing was changed.',
      next: 'Check that it is there and may be read, then try again.',
    },
  },
  EDXML_FILE_UNWRITABLE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không ghi được tệp {file} ({reason}). Không để lại tệp dở dang.',
      next: 'Kiểm tra dung lượng đĩa và quyền ghi, rồi thử lại.',
    },
    en: {
      says: 'The file {file} cannot be written ({reason}). No half-written file was left.',
      next: 'Check free space and write permission, then try again.',
    },
  },
  EDXML_ATTACHMENT_CHANGED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Tệp đính kèm thứ {index} thay đổi trong lúc đóng gói (dự kiến {expected} byte, đọc được {actual}). Gói tin bị hủy, không gửi gì.',
      next: 'Đóng chương trình đang mở tệp rồi thử lại.',
    },
    en: {
      says: 'Attachment {index} changed while it was being packaged ({expected} bytes expected, {actual} read). The package was discarded, nothing was sent.',
      next: 'Close the program that has the file open and try again.',
    },
  },
  STATE_SECRET_MARK: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản có dấu chỉ độ mật: không được xử lý trên phần mềm này. Không có gì được ký hay gửi.',
      next: 'Xử lý theo quy định về bảo vệ bí mật nhà nước. Công cụ này chỉ hỗ trợ phát hiện, không thay cho việc kiểm tra của cán bộ.',
    },
    en: {
      says: 'The document carries a state-secret marking: it must not be handled in this program. Nothing was signed or sent.',
      next: 'Follow the rules on state secrets. This check is an aid, not a licence.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
