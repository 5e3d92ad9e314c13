import type { ErrorEntry } from './entry.ts';

/** Failures of what a person sets at her own desk: pictures, certificates of roles, agency. */
export const deskErrors = {
  DESK_LOCKED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mục này do bộ phận CNTT đặt nên không đổi được ở đây. Cài đặt cũ vẫn giữ nguyên.',
      next: 'Cần đổi thì báo bộ phận CNTT sửa trong settings.json của máy này.',
    },
    en: {
      says: 'IT has set this, so it cannot be changed here. Everything stays as it was.',
      next: 'Ask IT to change it in settings.json of this computer.',
    },
  },
  DESK_PICTURE_UNREADABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp này không phải ảnh PNG hoặc JPEG đọc được. Chưa lưu gì.',
      next: 'Lưu ảnh lại dưới dạng PNG hoặc JPEG (ảnh HEIC của điện thoại thì gửi qua máy tính dạng JPEG), rồi chọn lại.',
    },
    en: {
      says: 'This file is no PNG or JPEG picture that can be read. Nothing was kept.',
      next: 'Save the picture as PNG or JPEG (for HEIC from a telephone: send it as JPEG), then choose it again.',
    },
  },
  DESK_PICTURE_EMPTY: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không còn nét nào trong ảnh: phần đã chọn chỉ có nền. Chưa lưu gì.',
      next: 'Kéo ngưỡng xóa nền thấp xuống, hoặc cắt lại đúng chỗ có chữ ký hay con dấu.',
    },
    en: {
      says: 'Nothing is left in the picture: what was chosen is background alone. Nothing was kept.',
      next: 'Lower the background threshold, or crop again around the signature or seal.',
    },
  },
  DESK_PICTURE_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Ảnh quá lớn (hơn {limitMb} MB sau khi xử lý). Chưa lưu gì.',
      next: 'Cắt sát chữ ký hoặc con dấu hơn, hoặc quét lại ở 300–600 dpi.',
    },
    en: {
      says: 'The picture is too large (more than {limitMb} MB when prepared). Nothing was kept.',
      next: 'Crop closer around the signature or seal, or scan it again at 300–600 dpi.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
