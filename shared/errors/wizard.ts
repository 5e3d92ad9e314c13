import type { ErrorEntry } from './entry.ts';

/** Failures while the clerk teaches the extension a new document system. */
export const wizardErrors = {
  SITE_WIZARD_PAGE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không đọc được trang đang mở: trang đã đóng, đang tải, hoặc trả về dữ liệu không hợp lệ. Chưa lưu gì.',
      next: 'Mở lại văn bản trên hệ thống của đơn vị, chờ trang hiện đủ rồi bấm “Tìm lại”.',
    },
    en: {
      says: 'The open page could not be read: it is closed, still loading, or gave data that is not valid. Nothing was saved.',
      next: 'Open the document in your system again, wait until it is shown in full, then press “Look again”.',
    },
  },
  SITE_WIZARD_OTHER_SITE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thẻ trình duyệt đã chuyển sang hệ thống khác ({host}) nên không lưu được. Chưa lưu gì.',
      next: 'Quay lại trang văn bản ban đầu rồi bấm “Tìm lại”.',
    },
    en: {
      says: 'The tab has gone to another site ({host}), so nothing can be saved for it. Nothing was saved.',
      next: 'Go back to the page you began with, then press “Look again”.',
    },
  },
  SITE_WIZARD_INCOMPLETE: {
    severity: 'error',
    retriable: false,
    exit: 2,
    vi: {
      says: 'Chưa chỉ ra đủ phần cần thiết của trang ({part}). Chưa lưu gì.',
      next: 'Bấm “Chỉ trên trang” ở dòng còn thiếu rồi bấm vào chỗ đó trên trang.',
    },
    en: {
      says: 'A needed part of the page has not been pointed out yet ({part}). Nothing was saved.',
      next: 'Press “Point at it” in the line that is missing, then press that place on the page.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
