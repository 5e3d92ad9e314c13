import type { ErrorEntry } from './entry.ts';

/** Failures of handing files to the bridge and getting them back. */
export const documentErrors = {
  DOCUMENT_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp lớn hơn giới hạn {limitMb} MB nên chưa được nhận. Tệp gốc vẫn nguyên trên hệ thống.',
      next: 'Giảm dung lượng tệp (quét lại ở 200 dpi) hoặc nhờ bộ phận CNTT nâng giới hạn.',
    },
    en: {
      says: 'The file is larger than the limit of {limitMb} MB and was not taken. The original is untouched.',
      next: 'Make the file smaller (scan at 200 dpi), or ask IT to raise the limit.',
    },
  },
  DOCUMENT_INCOMPLETE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Tệp đến chưa đủ nên chưa được nhận. Chưa có gì được ký.',
      next: 'Mở lại văn bản và bấm nút lần nữa. Nếu vẫn lỗi, kiểm tra đường truyền của hệ thống QLVB.',
    },
    en: {
      says: 'The file did not arrive whole and was not taken. Nothing was signed.',
      next: 'Open the document again and press the button once more. If it fails again, check the line to your document system.',
    },
  },
  DOCUMENT_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không tìm thấy tệp này trong kho của Ký Gửi trên máy này.',
      next: 'Mở lại văn bản trong hệ thống và bấm nút lần nữa.',
    },
    en: {
      says: 'This file is not in the store of Ký Gửi on this computer.',
      next: 'Open the document in your system again and press the button once more.',
    },
  },
  DOCUMENT_CHANGED: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp hoặc vị trí ký đã khác với những gì đã xem và đồng ý. Không có gì được ký.',
      next: 'Đóng cửa sổ, mở lại văn bản và xem kỹ trước khi ký.',
    },
    en: {
      says: 'The file or the places differ from what you saw and approved. Nothing was signed.',
      next: 'Close the window, open the document again and look at it before signing.',
    },
  },
  STAMP_IMAGE_MISSING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không đọc được ảnh chữ ký hoặc con dấu đã khai báo. Chưa có gì được ký.',
      next: 'Mở Cài đặt và chọn lại ảnh. Ảnh do bộ phận CNTT đặt thì nhờ kiểm tra mục "stamps" của settings.json.',
    },
    en: {
      says: 'The picture of the signature or seal in the settings could not be read. Nothing was signed.',
      next: 'Open Settings and choose the picture again. When IT has set it, ask IT to check "stamps" in settings.json.',
    },
  },
  JOB_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: { says: 'Không tìm thấy lần ký này. Không có gì được ký.', next: 'Xem lại văn bản rồi ký lại.' },
    en: {
      says: 'This signing job is not known. Nothing was signed.',
      next: 'Look at the document again, then sign it once more.',
    },
  },
  GATE_REFUSED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không ký: {reason}. Tệp gốc vẫn nguyên.',
      next: 'Xem mục bị đánh dấu đỏ, xin lại bản đúng từ người soạn hoặc nơi gửi, rồi ký lại.',
    },
    en: {
      says: 'Not signed: {reason}. The original is untouched.',
      next: 'Look at the item marked red, get a correct copy from the drafter or the sender, then sign again.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
