import { type Check, pass, warn } from './check.ts';

/** From here on somebody should know of it, long before a disk is full. */
const MUCH_BYTES = 20 * 2 ** 30;

/** How much signed files take: those that were neither sent from here nor confirmed by their page stay for good, and only people can say whether they may go. */
export function documentChecks(parts: {
  room: () => Promise<{ count: number; bytes: number }>;
  /** After so many days those whose letter was sent go by themselves. */
  days: number;
}): Check[] {
  return [
    {
      id: 'documents.signed',
      run: async () => {
        const { count, bytes } = await parts.room();
        const gb = (bytes / 2 ** 30).toFixed(1);
        const vi = `${count} tệp đã ký đang lưu trên máy này, chiếm ${gb.replace('.', ',')} GB; tệp của văn bản đã gửi, hoặc đã được trang xác nhận là đã nhận, tự được dọn sau ${parts.days} ngày; tệp khác thì không.`;
        const en = `${count} signed files are kept on this computer and take ${gb} GB; those of letters that were sent, or that their page confirmed, go after ${parts.days} days; the others stay.`;
        return bytes < MUCH_BYTES
          ? pass(vi, en)
          : warn(
              { vi, en },
              {
                vi: 'Báo bộ phận CNTT: đối chiếu với hệ thống quản lý văn bản, sao lưu thư mục documents, rồi giảm "sent.days" hoặc chuyển sang ổ đĩa lớn hơn.',
                en: 'Tell IT: compare with the document system, back up the folder documents, then lower "sent.days" or move to a larger disk.',
              },
            );
      },
    },
  ];
}
