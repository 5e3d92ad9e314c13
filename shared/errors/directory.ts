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
  DIRECTORY_GROUP_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không tìm thấy nhóm nơi nhận này; có thể người khác trong cơ quan vừa xóa hoặc đổi tên.',
      next: 'Mở lại danh sách nhóm rồi chọn lại.',
    },
    en: {
      says: 'This group of recipients is not there; a colleague may just have removed or renamed it.',
      next: 'Open the list of groups again and choose anew.',
    },
  },
  DIRECTORY_GROUP_LOCKED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Nhóm nơi nhận này do bộ phận CNTT đặt trong cấu hình nên không sửa hoặc xóa được ở đây.',
      next: 'Lưu thành nhóm mới với tên khác, hoặc nhờ bộ phận CNTT sửa trong cấu hình.',
    },
    en: {
      says: 'This group of recipients is given by IT in the settings; it cannot be changed or removed here.',
      next: 'Save it as a group of another name, or have IT change the settings.',
    },
  },
  DIRECTORY_GROUP_NAME_TAKEN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đã có nhóm nơi nhận tên “{name}”. Chưa có gì thay đổi.',
      next: 'Đặt tên khác, hoặc mở nhóm đó để sửa.',
    },
    en: {
      says: 'There is a group of recipients named "{name}" already. Nothing was changed.',
      next: 'Choose another name, or open that group and change it.',
    },
  },
  DIRECTORY_GROUP_FILE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp nhóm nơi nhận có chỗ không đọc được (dòng hoặc mục {place}). Chưa nhóm nào được nhập.',
      next: 'Mở tệp, mỗi dòng ghi tên nhóm rồi đến mã đơn vị, sửa chỗ đó và nhập lại.',
    },
    en: {
      says: 'The file of recipient groups cannot be read at line or entry {place}. No group was taken from it.',
      next: 'Give each line the name of a group and the code of a unit, mend that place and import again.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
