import type { ErrorEntry, Sentence } from './entry.ts';

/** What a person can do about a driver's complaint. */
const nextSteps = {
  replug: {
    vi: 'Rút thiết bị ra, cắm lại rồi thử lại. Nếu lặp lại, đọc dòng mã cho bộ phận CNTT.',
    en: 'Pull the token out, plug it in and try again. If it repeats, read the code line to IT.',
  },
  again: {
    vi: 'Thử lại một lần. Nếu lặp lại, khởi động lại máy rồi đọc dòng mã cho bộ phận CNTT.',
    en: 'Try once more. If it repeats, restart the computer and read the code line to IT.',
  },
  software: {
    vi: 'Nhờ CNTT cập nhật hoặc cài lại bộ cài đi kèm thiết bị.',
    en: "Ask IT to update or reinstall the token's software.",
  },
  close: {
    vi: 'Đóng các phần mềm ký số khác đang mở rồi thử lại.',
    en: 'Close other signing programs that are open, then try again.',
  },
  certificate: {
    vi: 'Chọn chứng thư số khác trên thiết bị, hoặc mang thiết bị tới nơi cấp để kiểm tra.',
    en: 'Choose another signing certificate on the token, or have the issuing office check it.',
  },
  pin: {
    vi: 'Bấm ký lần nữa rồi nhập mã PIN.',
    en: 'Start signing again and enter the PIN.',
  },
} as const;

type NextStep = keyof typeof nextSteps;

/** An entry for a return value that is no state of its own for the clerk: said in one sentence, kept apart by its code. */
export function told(vi: string, en: string, next: NextStep, retriable = false): ErrorEntry {
  const sentence = (language: 'vi' | 'en', says: string): Sentence => ({
    says:
      language === 'vi' ? `${says} Tệp đang làm chưa được ký.` : `${says} The current file was not signed.`,
    next: nextSteps[next][language],
  });
  return { severity: 'error', retriable, exit: 1, vi: sentence('vi', vi), en: sentence('en', en) };
}
