import type { ErrorEntry } from './entry.ts';

/** Failures of calls that pages make to the VGCA Sign Service and that are answered here. */
export const vgcaErrors = {
  VGCA_UNSUPPORTED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chức năng {operation} chưa hỗ trợ. Chưa ký gì.',
      next: 'Dùng chức năng ký khác của trang, hoặc báo bộ phận CNTT tên chức năng này.',
    },
    en: {
      says: 'The operation {operation} is not supported. Nothing was signed.',
      next: "Use another signing function of the page, or tell IT this operation's name.",
    },
  },
  VGCA_REQUEST_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trang gửi yêu cầu {operation} không đọc được. Chưa ký gì.',
      next: 'Tải lại trang rồi thử lại; nếu vẫn lỗi, báo người quản trị hệ thống văn bản.',
    },
    en: {
      says: 'The page sent a request for {operation} that cannot be read. Nothing was signed.',
      next: "Reload the page and try again; if it stays so, tell the system's administrator.",
    },
  },
  VGCA_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Yêu cầu {operation} của trang quá lớn (hơn {limit} MB). Chưa ký gì.',
      next: 'Gửi nội dung nhỏ hơn, hoặc báo người quản trị hệ thống văn bản.',
    },
    en: {
      says: "The page's request for {operation} is too large (over {limit} MB). Nothing was signed.",
      next: "Hand over less at once, or tell the system's administrator.",
    },
  },
  VGCA_TOO_MANY: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Trang này đang chờ quá nhiều yêu cầu ký ({limit}) nên yêu cầu mới bị từ chối. Chưa ký gì.',
      next: 'Xử lý hoặc hủy cửa sổ ký đang mở, rồi thử lại trên trang.',
    },
    en: {
      says: 'This page already has too many signing requests waiting ({limit}), so a new one was refused. Nothing was signed.',
      next: 'Finish or cancel the signing window that is open, then try again on the page.',
    },
  },
  VGCA_SITE_OFF: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trang này chưa được phép gọi ký số qua tiện ích. Chưa ký gì.',
      next: 'Mở phần cài đặt của tiện ích và bật cho trang này, hoặc nhờ bộ phận CNTT.',
    },
    en: {
      says: 'This page is not allowed to call for signatures through the extension. Nothing was signed.',
      next: "Open the extension's options and switch it on for this page, or ask IT.",
    },
  },
  VGCA_UPLOAD_REFUSED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Đã ký xong nhưng hệ thống văn bản không nhận tệp: {reason}. Tệp đã ký vẫn được giữ.',
      next: 'Bấm “Đưa lại vào trang” để tải lên lại, hoặc “Lưu tệp đã ký” rồi tự tải lên hệ thống.',
    },
    en: {
      says: 'The file is signed, but the document system did not take it: {reason}. The signed file is kept.',
      next: 'Press “Hand back again” to upload it again, or “Save the signed file” and upload it by hand.',
    },
  },
  VGCA_UPLOAD_SESSION: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Đã ký xong nhưng phiên đăng nhập hết hạn nên chưa tải được tệp lên. Tệp đã ký vẫn được giữ.',
      next: 'Đăng nhập lại trên trang, rồi bấm “Đưa lại vào trang” trong cửa sổ này.',
    },
    en: {
      says: 'The file is signed, but the login session has expired, so it could not be uploaded. The signed file is kept.',
      next: 'Log in again on the page, then press “Hand back again” in this window.',
    },
  },
  VGCA_UPLOAD_FAILED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Đã ký xong nhưng không kết nối được tới nơi nhận tệp ({reason}). Tệp đã ký vẫn được giữ.',
      next: 'Kiểm tra mạng rồi bấm “Đưa lại vào trang”, hoặc “Lưu tệp đã ký”.',
    },
    en: {
      says: 'The file is signed, but the place that takes it could not be reached ({reason}). The signed file is kept.',
      next: 'Check the network and press “Hand back again”, or “Save the signed file”.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
