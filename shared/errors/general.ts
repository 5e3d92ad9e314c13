import type { ErrorEntry } from './entry.ts';

/** Failures that belong to no single part. */
export const generalErrors = {
  INTERNAL: {
    severity: 'fatal',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Phần mềm gặp lỗi ngoài dự kiến. Chưa có gì bị gửi đi; dữ liệu đã lưu vẫn còn nguyên.',
      next: 'Thử lại một lần. Nếu vẫn lỗi, mở trang Chẩn đoán và đọc dòng mã cho bộ phận hỗ trợ.',
    },
    en: {
      says: 'The program met an unexpected error. Nothing was sent; what was saved is still there.',
      next: 'Try once more. If it fails again, open Diagnosis and read the code line to your help desk.',
    },
  },
  USAGE: {
    severity: 'error',
    retriable: false,
    exit: 2,
    vi: { says: 'Lệnh viết chưa đúng: {problem}', next: 'Xem cách dùng: kygui --help' },
    en: { says: 'The command is not written correctly: {problem}', next: 'See: kygui --help' },
  },
  INPUT_NOT_A_FILE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: '{file} không phải là một tệp thông thường (là thư mục, đường ống hoặc thiết bị). Chưa làm gì.',
      next: 'Ghi nội dung ra một tệp trên đĩa, rồi chạy lại lệnh với tệp đó.',
    },
    en: {
      says: '{file} is no ordinary file but a folder, a pipe or a device. Nothing was done.',
      next: 'Write the content to a file on the disk and run the command with that file.',
    },
  },
  OUTPUT_NOT_A_FILE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không ghi kết quả vào {file} được: đó không phải là tệp (là thư mục, đường ống, thiết bị hoặc liên kết vòng). Không có gì bị thay đổi.',
      next: 'Đặt tên một tệp cho kết quả, rồi chạy lại lệnh.',
    },
    en: {
      says: 'The result cannot be written to {file}, which is no file but a folder, a pipe, a device or links in a circle. Nothing was changed.',
      next: 'Name a file for the result and run the command again.',
    },
  },
  CANCELLED: {
    severity: 'notice',
    retriable: false,
    exit: 3,
    vi: { says: 'Người dùng đã hủy. Không có gì được ký hay gửi.', next: 'Bấm lại nút khi muốn làm tiếp.' },
    en: { says: 'Cancelled. Nothing was signed or sent.', next: 'Press the button again to continue.' },
  },
  SETTINGS_INVALID: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp cấu hình không hợp lệ: {problem}',
      next: 'Sửa tệp cấu hình hoặc báo bộ phận CNTT, rồi mở lại.',
    },
    en: {
      says: 'The settings file is not valid: {problem}',
      next: 'Mend the settings file or tell IT, then start again.',
    },
  },
  HOME_UNUSABLE: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không dùng được thư mục của Ký Gửi {folder} ({reason}). Chưa làm gì.',
      next: 'Nhờ bộ phận CNTT cấp quyền ghi cho thư mục này, hoặc đặt KYGUI_HOME sang thư mục khác.',
    },
    en: {
      says: "Ký Gửi's folder {folder} cannot be used ({reason}). Nothing was done.",
      next: 'Ask IT to make this folder writable, or set KYGUI_HOME to another one.',
    },
  },
  AXIS_NOT_SET: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Máy này chưa khai báo cơ quan hoặc kết nối trục liên thông nên chưa gửi, nhận được. Việc ký vẫn dùng được.',
      next: 'Nhờ bộ phận CNTT điền mục "agency" và "axis" trong settings.json, rồi khởi động lại Ký Gửi.',
    },
    en: {
      says: 'No agency or axis connection is set on this computer, so nothing can be sent or received. Signing works.',
      next: 'Ask IT to fill in "agency" and "axis" in settings.json, then start Ký Gửi again.',
    },
  },
  RECORD_UNREADABLE: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Không đọc được tệp nhật ký ({reason}). Chưa kiểm tra được gì.',
      next: 'Kiểm tra đường dẫn và quyền đọc của tệp, rồi chạy lại lệnh.',
    },
    en: {
      says: 'The file of the record could not be read ({reason}). Nothing was verified.',
      next: 'Check its path and who may read it, then run the command again.',
    },
  },
  RECORD_EMPTY: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp nhật ký không có dòng nào nên không có gì để kiểm tra.',
      next: 'Kiểm tra lại tên tệp. Nhật ký của máy chưa làm gì thì chưa có dòng nào.',
    },
    en: {
      says: 'The file of the record has no row, so there is nothing to verify.',
      next: 'Check the name of the file. The record of a computer that has done nothing yet is empty.',
    },
  },
  RECORD_UNWRITABLE: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Không ghi được kết quả ra tệp (mã hệ thống: {reason}). Dữ liệu trong máy vẫn còn nguyên.',
      next: 'Chọn một tên tệp chưa có, trong thư mục ghi được, rồi chạy lại lệnh.',
    },
    en: {
      says: 'The result could not be written to the file (system code: {reason}). What is kept on this computer is untouched.',
      next: 'Choose a file name that is not taken, in a folder that can be written, and run the command again.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
