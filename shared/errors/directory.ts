import type { ErrorEntry } from './entry.ts';

/** Exchange by files, and the directory of units. */
export const directoryErrors = {
  FILEDROP_FOLDER: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không đọc hoặc ghi được thư mục trao đổi gói tin ({reason}). Gói tin vẫn được giữ trong phần mềm.',
      next: 'Kiểm tra thư mục hoặc ổ USB còn cắm, còn chỗ trống và có quyền ghi, rồi thử lại.',
    },
    en: {
      says: 'The folder for exchanging packages cannot be read or written ({reason}). The package is kept by the program.',
      next: 'Check that the folder or USB disk is there, has space and may be written to, then try again.',
    },
  },
  DIRECTORY_EMPTY: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục trả về danh bạ rỗng hoặc thiếu quá nhiều đơn vị ({received}/{known}). Danh bạ cũ vẫn được giữ.',
      next: 'Phần mềm tự đồng bộ lại. Nếu kéo dài, báo đơn vị vận hành trục.',
    },
    en: {
      says: 'The axis gave an empty directory or one that lacks too many units ({received} of {known}). The old one is kept.',
      next: 'The program synchronises again. If it lasts, tell the operator of the axis.',
    },
  },
  DIRECTORY_OWN_CODE_MISSING: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Mã đơn vị của anh/chị ({code}) không có trong danh bạ của trục. Nơi khác có thể không gửi được cho đơn vị.',
      next: 'Nhờ bộ phận CNTT kiểm tra mã đơn vị trong cấu hình, hoặc đăng ký mã với đơn vị vận hành trục.',
    },
    en: {
      says: 'The code of your unit ({code}) is not in the directory of the axis. Others may be unable to send to you.',
      next: 'Have IT check the unit code in the settings, or register it with the operator of the axis.',
    },
  },
  DIRECTORY_OWN_CODE_CLOSED: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Mã đơn vị của anh/chị ({code}) đã đóng trong danh bạ của trục. Mã thay thế: {successor}.',
      next: 'Nhờ bộ phận CNTT đổi sang mã mới trong cấu hình.',
    },
    en: {
      says: 'The code of your unit ({code}) is closed in the directory of the axis. Its successor: {successor}.',
      next: 'Have IT change the settings to the new code.',
    },
  },
  DIRECTORY_UNIT_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã đơn vị {code} không có trong danh bạ của trục.',
      next: 'Tìm lại đơn vị theo tên. Nếu đơn vị mới đăng ký, đồng bộ danh bạ rồi thử lại.',
    },
    en: {
      says: 'The unit code {code} is not in the directory of the axis.',
      next: 'Search for the unit by name. If it registered lately, synchronise the directory and try again.',
    },
  },
  DIRECTORY_UNIT_CLOSED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đơn vị {code} đã đóng. Mã thay thế: {successor}.',
      next: 'Chọn đơn vị thay thế rồi gửi lại.',
    },
    en: {
      says: 'The unit {code} is closed. Its successor: {successor}.',
      next: 'Choose the successor and send again.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
