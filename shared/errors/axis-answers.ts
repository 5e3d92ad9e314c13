import type { ErrorEntry } from './entry.ts';

/** What an axis answers, and what keeps a package from going to it. */
export const axisAnswerErrors = {
  AXIS_FAILED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục từ chối thao tác {operation}: mã {axisCode}, {axisText}',
      next: 'Phần mềm thử lại sau. Nếu vẫn lỗi, báo đơn vị vận hành trục nguyên văn mã và lời báo này.',
    },
    en: {
      says: 'The axis refused {operation}: code {axisCode}, {axisText}',
      next: 'The program tries again later. If it still fails, tell the operator of the axis this code and text.',
    },
  },
  AXIS_CREDENTIALS: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Trục không nhận kết nối của đơn vị: sai mã hệ thống hoặc khóa kết nối (mã {axisCode}). Không có gì bị gửi đi.',
      next: 'Nhờ bộ phận CNTT kiểm tra mã hệ thống và khóa kết nối trong cấu hình. Phần mềm tạm ngừng thử.',
    },
    en: {
      says: 'The axis does not accept our connection: wrong system id or secret (code {axisCode}). Nothing was sent.',
      next: 'Have IT check the system id and the secret in the settings. The program stops trying for now.',
    },
  },
  AXIS_CLOCK: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Giờ của máy lệch {seconds} giây so với trục nên trục không nhận kết nối. Không có gì bị gửi đi.',
      next: 'Chỉnh lại ngày giờ của máy (đồng bộ tự động), rồi thử lại.',
    },
    en: {
      says: 'The clock of this computer differs by {seconds} seconds from the axis, which refuses the connection. Nothing was sent.',
      next: 'Set the clock of this computer right (automatic synchronisation), then try again.',
    },
  },
  AXIS_HASH_FILE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục báo gói tin không khớp mã kiểm tra (giá trị băm), kể cả sau khi tính lại. Gói tin chưa được nhận và vẫn còn nguyên.',
      next: 'Phần mềm thử lại sau. Nếu vẫn lỗi, báo đơn vị vận hành trục và bộ phận hỗ trợ.',
    },
    en: {
      says: 'The axis says that the digest of the package does not match, even after computing it again. The package was not taken and is kept.',
      next: 'The program tries again later. If it still fails, tell the operator of the axis and your help desk.',
    },
  },
  AXIS_RECIPIENT_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đơn vị nhận không tồn tại trên trục. Văn bản chưa được gửi tới đơn vị này.',
      next: 'Tìm lại đơn vị nhận trong danh bạ rồi gửi cho đúng mã.',
    },
    en: {
      says: 'The recipient does not exist on the axis. The letter was not sent to this unit.',
      next: 'Look the recipient up in the directory again and send to the right code.',
    },
  },
  AXIS_RECIPIENT_LOCKED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đơn vị nhận đã bị khóa trên trục. Văn bản chưa được gửi tới đơn vị này.',
      next: 'Hỏi đơn vị nhận mã đang dùng, hoặc gửi bản giấy.',
    },
    en: {
      says: 'The recipient is locked on the axis. The letter was not sent to this unit.',
      next: 'Ask the recipient for the code now in use, or send on paper.',
    },
  },
  AXIS_SENDER_UNREGISTERED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đơn vị gửi chưa đăng ký trên trục. Văn bản chưa được gửi.',
      next: 'Nhờ bộ phận CNTT đăng ký mã đơn vị với đơn vị vận hành trục, hoặc sửa mã đơn vị trong cấu hình.',
    },
    en: {
      says: 'The sending unit is not registered on the axis. The letter was not sent.',
      next: 'Have IT register the unit with the operator of the axis, or correct the unit code in the settings.',
    },
  },
  AXIS_SYSTEM_ERROR: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục đang gặp lỗi hệ thống (mã {axisCode}: {axisText}). Văn bản vẫn nằm trong hàng chờ.',
      next: 'Phần mềm tự thử lại; không cần làm gì.',
    },
    en: {
      says: 'The axis has a system error (code {axisCode}: {axisText}). The letter stays in the queue.',
      next: 'The program tries again by itself; there is nothing to do.',
    },
  },
  AXIS_FILE_PROCESSING: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục lỗi khi xử lý tệp (mã {axisCode}: {axisText}). Văn bản chưa được gửi và vẫn còn nguyên.',
      next: 'Phần mềm thử lại sau. Nếu vẫn lỗi, báo đơn vị vận hành trục.',
    },
    en: {
      says: 'The axis failed to process the file (code {axisCode}: {axisText}). The letter was not sent and is kept.',
      next: 'The program tries again later. If it still fails, tell the operator of the axis.',
    },
  },
  AXIS_PACKAGE_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trục báo tệp gói tin không hợp lệ (mã {axisCode}: {axisText}). Văn bản chưa được gửi.',
      next: 'Chạy "kygui edxml check" trên gói tin và báo kết quả cho bộ phận hỗ trợ.',
    },
    en: {
      says: 'The axis says that the package file is not valid (code {axisCode}: {axisText}). The letter was not sent.',
      next: 'Run "kygui edxml check" on the package and tell your help desk the result.',
    },
  },
  AXIS_PACKAGE_MALFORMED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trục báo gói edXML sai định dạng (mã {axisCode}: {axisText}). Văn bản chưa được gửi.',
      next: 'Chạy "kygui edxml check" trên gói tin và báo kết quả cho bộ phận hỗ trợ.',
    },
    en: {
      says: 'The axis says that the edXML is malformed (code {axisCode}: {axisText}). The letter was not sent.',
      next: 'Run "kygui edxml check" on the package and tell your help desk the result.',
    },
  },
  AXIS_PACKAGE_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Gói tin có {size} byte, vượt giới hạn {limit} byte. Chưa có gì bị gửi đi.',
      next: 'Bỏ bớt hoặc nén tệp đính kèm, hoặc chia văn bản thành nhiều lần gửi.',
    },
    en: {
      says: 'The package has {size} bytes, over the limit of {limit} bytes. Nothing was sent.',
      next: 'Remove or compress attachments, or send in several parts.',
    },
  },
  AXIS_SIZE_REFUSED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Máy chủ trục không nhận gói tin lớn như vậy (HTTP {status}). Văn bản chưa được gửi.',
      next: 'Bỏ bớt hoặc nén tệp đính kèm, hoặc hỏi đơn vị vận hành trục về giới hạn dung lượng.',
    },
    en: {
      says: 'The axis server does not take a package this large (HTTP {status}). The letter was not sent.',
      next: 'Remove or compress attachments, or ask the operator of the axis for its limit.',
    },
  },
  AXIS_PACKAGE_CHANGED: {
    severity: 'fatal',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Gói tin đã lưu không còn giống lúc đóng gói nên không được gửi. Bản gốc của văn bản không bị ảnh hưởng.',
      next: 'Báo bộ phận hỗ trợ: ổ đĩa có thể hỏng hoặc tệp đã bị sửa. Sau đó đóng gói lại văn bản.',
    },
    en: {
      says: 'The stored package is no longer what was packed, so it was not sent. The letter itself is untouched.',
      next: 'Tell your help desk: the disk may be failing or the file was changed. Then package the letter again.',
    },
  },
  AXIS_TOO_MANY_RECIPIENTS: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Quá nhiều nơi nhận cho một lần gửi ({count}). Chưa có gì bị gửi đi.',
      next: 'Chia danh sách nơi nhận thành nhiều lần gửi.',
    },
    en: {
      says: 'There are too many recipients for one sending ({count}). Nothing was sent.',
      next: 'Split the list of recipients into several sendings.',
    },
  },
  AXIS_VALUE_UNSENDABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Giá trị của "{field}" có ký tự không thể truyền qua trục. Chưa có gì bị gửi đi.',
      next: 'Sửa mã đơn vị hoặc cấu hình: chỉ dùng chữ cái không dấu, chữ số và dấu chấm.',
    },
    en: {
      says: 'The value of "{field}" has characters that cannot travel over the axis. Nothing was sent.',
      next: 'Correct the unit code or the settings: plain letters, digits and dots only.',
    },
  },
  AXIS_ITEM_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Trục không còn gói tin mang mã vận chuyển này. Danh sách chờ của trục có thể đã thay đổi.',
      next: 'Không cần làm gì; lần lấy danh sách sau sẽ cho biết. Nếu thiếu văn bản, hỏi đơn vị gửi.',
    },
    en: {
      says: 'The axis no longer has the package of this transport id. Its pending list may have changed.',
      next: 'There is nothing to do; the next list will tell. If a letter is missing, ask its sender.',
    },
  },
  AXIS_PACKAGE_UNREADABLE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Dữ liệu gói tin nhận từ trục không giải mã được (base64 hỏng hoặc rỗng). Gói tin vẫn còn trên trục.',
      next: 'Phần mềm tự lấy lại. Nếu vẫn hỏng, đề nghị đơn vị gửi gửi lại.',
    },
    en: {
      says: 'The package data from the axis cannot be decoded (broken or empty base64). The package is still on the axis.',
      next: 'The program fetches it again. If it stays broken, ask the sender to send again.',
    },
  },
  AXIS_LOGIN_FAILED: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Không đăng nhập được vào trục (HTTP {status}). Không có gì bị gửi đi.',
      next: 'Nhờ bộ phận CNTT kiểm tra tên đăng nhập và mật khẩu của hệ thống kết nối.',
    },
    en: {
      says: 'The login to the axis failed (HTTP {status}). Nothing was sent.',
      next: 'Have IT check the user name and password of the connected system.',
    },
  },
  AXIS_UNSUPPORTED: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Loại trục này ({kind}) không có thao tác {operation}.',
      next: 'Làm thao tác này trên hệ thống của trục, hoặc hỏi bộ phận hỗ trợ.',
    },
    en: {
      says: 'This kind of axis ({kind}) does not offer {operation}.',
      next: 'Do it in the system of the axis, or ask your help desk.',
    },
  },
  AXIS_STOPPED: {
    severity: 'notice',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Thao tác {operation} với trục được dừng trước khi xong. Không có gì bị mất.',
      next: 'Không cần làm gì; phần mềm sẽ làm tiếp.',
    },
    en: {
      says: 'The call {operation} to the axis was stopped before its end. Nothing is lost.',
      next: 'There is nothing to do; the program will go on with it.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
