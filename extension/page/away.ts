import { natives } from './natives.ts';

/** Words that users of such pages know. */
const AWAY =
  'Không kết nối được phần mềm ký số. Tải lại trang rồi thử lại; nếu vẫn lỗi, mở lại trình duyệt hoặc báo bộ phận CNTT.';

/** What a page hears of a call that cannot be carried, in the words that its callers read. */
export const awayReply = (path: string): string =>
  natives.writeJson({
    Status: 1,
    Message: AWAY,
    Error: AWAY,
    ...(/^\/?signmsg\/*$/iu.test(path) && { message: AWAY }),
  });
