import type { ErrorEntry } from './entry.ts';

/** Failures between the extension and the bridge, and of pairing the two. */
export const channelErrors = {
  BRIDGE_NOT_RUNNING: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Chương trình Ký Gửi trên máy này chưa chạy nên chưa làm được gì. Văn bản vẫn còn nguyên.',
      next: 'Mở chương trình Ký Gửi (hoặc chạy: kygui serve), rồi bấm lại. Nếu vẫn lỗi, báo bộ phận CNTT.',
    },
    en: {
      says: 'The Ký Gửi program on this computer is not running, so nothing was done. The document is untouched.',
      next: 'Start Ký Gửi (or run: kygui serve), then press again. If it fails again, tell IT.',
    },
  },
  BRIDGE_STOPPED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Chương trình Ký Gửi đã dừng trong khi đang chờ. Mã ghép nối vừa hiện không dùng được nữa.',
      next: 'Mở lại chương trình Ký Gửi (hoặc chạy: kygui serve), rồi chạy lại kygui pair để lấy mã mới.',
    },
    en: {
      says: 'The Ký Gửi program ended while it was waited for. The pairing code just shown is of no use any more.',
      next: 'Start Ký Gửi again (or run: kygui serve), then run kygui pair for a new code.',
    },
  },
  BRIDGE_ALREADY_RUNNING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chương trình Ký Gửi của tài khoản này đang chạy rồi.',
      next: 'Không cần mở thêm. Muốn khởi động lại thì đóng chương trình đang chạy trước.',
    },
    en: {
      says: 'The Ký Gửi program is already running for this account.',
      next: 'There is no need to start it again. To restart it, end the running one first.',
    },
  },
  CHANNEL_PORT_IN_USE: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Cổng {port} trên máy này đã bị chương trình khác dùng, nên chương trình Ký Gửi không mở được.',
      next: 'Đóng chương trình đang chiếm cổng, hoặc đổi cổng trong cấu hình rồi ghép nối lại tiện ích.',
    },
    en: {
      says: 'Port {port} on this computer is taken by another program, so the Ký Gửi program could not start.',
      next: 'Close the program that holds the port, or change the port in the settings and pair the extension again.',
    },
  },
  CHANNEL_HOST_REFUSED: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đã chặn một kết nối gọi tới chương trình Ký Gửi bằng địa chỉ lạ. Không có dữ liệu nào được trao đổi.',
      next: 'Nếu đang không làm gì với Ký Gửi, hãy đóng các trang web lạ và báo bộ phận CNTT.',
    },
    en: {
      says: 'A connection that called the Ký Gửi program by a foreign address was refused. Nothing was exchanged.',
      next: 'If you were not using Ký Gửi just now, close unknown web pages and tell IT.',
    },
  },
  CHANNEL_ORIGIN_REFUSED: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đã chặn một trang web hoặc tiện ích lạ muốn kết nối với chương trình Ký Gửi. Không có dữ liệu nào được trao đổi.',
      next: 'Nếu vừa cài lại tiện ích Ký Gửi, hãy ghép nối lại. Nếu không, hãy báo bộ phận CNTT.',
    },
    en: {
      says: 'A web page or foreign extension that wanted to reach the Ký Gửi program was refused. Nothing was exchanged.',
      next: 'If you have just reinstalled the Ký Gửi extension, pair it again. Otherwise tell IT.',
    },
  },
  CHANNEL_PATH_REFUSED: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đã chặn một yêu cầu lạ gửi tới chương trình Ký Gửi.',
      next: 'Cập nhật tiện ích và chương trình Ký Gửi cho cùng phiên bản.',
    },
    en: {
      says: 'A foreign request to the Ký Gửi program was refused.',
      next: 'Update the extension and the Ký Gửi program to matching versions.',
    },
  },
  CHANNEL_REFUSED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Có chương trình trả lời ở cổng {port} nhưng không nhận kết nối của tiện ích. Chưa gửi gì đi.',
      next: 'Cập nhật cả tiện ích và chương trình Ký Gửi, rồi ghép nối lại (chạy: kygui pair). Nếu vẫn lỗi, báo bộ phận CNTT mã này.',
    },
    en: {
      says: 'A program answers on port {port} but refuses the extension. Nothing was sent.',
      next: 'Update both the extension and the Ký Gửi program, then pair them again (run: kygui pair). If it still fails, give IT this code.',
    },
  },
  CHANNEL_NOT_PAIRED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tiện ích trên trình duyệt chưa được ghép nối với chương trình Ký Gửi trên máy này.',
      next: 'Bấm Ghép nối, mở cửa sổ lệnh và gõ kygui pair (hoặc nhờ bộ phận CNTT), rồi nhập mã hiện ra vào tiện ích.',
    },
    en: {
      says: 'The browser extension is not paired with the Ký Gửi program on this computer.',
      next: 'Press Pair, run kygui pair in a terminal (or ask IT), then type the shown code into the extension.',
    },
  },
  CHANNEL_PEER_UNPROVEN: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chương trình đang trả lời ở cổng của Ký Gửi không chứng minh được nó là chương trình đã ghép nối. Chưa gửi gì đi.',
      next: 'Đừng nhập mã PIN. Báo bộ phận CNTT ngay; chỉ ghép nối lại khi họ đã kiểm tra máy.',
    },
    en: {
      says: 'The program that answers on the port of Ký Gửi cannot prove that it is the paired one. Nothing was sent.',
      next: 'Do not type your PIN. Tell IT at once; pair again only after they have checked the computer.',
    },
  },
  CHANNEL_PROOF_FAILED: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Một chương trình kết nối tới chương trình Ký Gửi mà không có khóa ghép nối đúng. Đã chặn, chưa nhận lệnh nào.',
      next: 'Nếu tiện ích báo lỗi kết nối, hãy ghép nối lại. Nếu không, hãy báo bộ phận CNTT.',
    },
    en: {
      says: 'A program without the right pairing key connected to the Ký Gửi program. It was refused before any command.',
      next: 'If the extension reports a connection failure, pair it again. Otherwise tell IT.',
    },
  },
  CHANNEL_VERSION_MISMATCH: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tiện ích (phiên bản giao thức {extension}) và chương trình Ký Gửi ({bridge}) không khớp.',
      next: 'Cập nhật bên có số phiên bản nhỏ hơn: tiện ích thì cập nhật trong trình duyệt, chương trình Ký Gửi thì cài bản mới trên máy.',
    },
    en: {
      says: 'The extension (protocol {extension}) and the Ký Gửi program ({bridge}) do not fit.',
      next: 'Update the side with the smaller number: the extension in the browser, the Ký Gửi program on the computer.',
    },
  },
  CHANNEL_LOST: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Mất kết nối với chương trình Ký Gửi khi đang làm. Việc đã giao vẫn được giữ lại.',
      next: 'Chờ vài giây rồi mở lại việc đang làm; phần mềm hỏi lại kết quả chứ không ký lần hai.',
    },
    en: {
      says: 'The connection to the Ký Gửi program broke off. What was handed over is still kept.',
      next: 'Wait a few seconds and open the job again; the outcome is asked for, nothing is signed twice.',
    },
  },
  CHANNEL_VIOLATION: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Dữ liệu giữa tiện ích và chương trình Ký Gửi không đúng thứ tự hoặc bị sửa ({problem}). Kết nối đã bị cắt để an toàn.',
      next: 'Thử lại. Nếu lặp lại, hãy báo bộ phận CNTT: có thể có chương trình lạ can thiệp.',
    },
    en: {
      says: 'Data between the extension and the Ký Gửi program was out of order or changed ({problem}). The connection was cut.',
      next: 'Try again. If it happens again, tell IT: a foreign program may be interfering.',
    },
  },
  CHANNEL_TIMEOUT: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Kết nối với chương trình Ký Gửi quá lâu không xong. Chưa có gì được gửi.',
      next: 'Thử lại. Nếu vẫn lỗi, khởi động lại chương trình Ký Gửi.',
    },
    en: {
      says: 'Connecting to the Ký Gửi program took too long. Nothing was sent.',
      next: 'Try again. If it fails again, restart the Ký Gửi program.',
    },
  },
  CHANNEL_BUSY: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Chương trình Ký Gửi đang có quá nhiều kết nối nên từ chối kết nối mới.',
      next: 'Đóng bớt cửa sổ trình duyệt rồi thử lại sau vài giây.',
    },
    en: {
      says: 'The Ký Gửi program has too many connections and refused a new one.',
      next: 'Close some browser windows and try again in a few seconds.',
    },
  },
  CHANNEL_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Dữ liệu của việc này quá lớn ({bytes} byte, tối đa {limit} byte) nên không được nhận. Chưa làm gì.',
      next: 'Chia nhỏ công việc (chọn ít văn bản hơn mỗi lần) rồi thử lại.',
    },
    en: {
      says: 'The data of this job are too large ({bytes} bytes, at most {limit}) and were not taken. Nothing was done.',
      next: 'Do the work in smaller parts (choose fewer documents at a time) and try again.',
    },
  },
  CHANNEL_COMMAND_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chương trình Ký Gửi không biết lệnh “{command}”.',
      next: 'Cập nhật chương trình Ký Gửi và tiện ích lên cùng phiên bản.',
    },
    en: {
      says: 'The Ký Gửi program does not know the command “{command}”.',
      next: 'Update the Ký Gửi program and the extension to the same version.',
    },
  },
  CHANNEL_MESSAGE_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Yêu cầu “{command}” không đúng mẫu ở mục {field}. Chưa có gì được thực hiện.',
      next: 'Cập nhật chương trình Ký Gửi và tiện ích. Nếu vẫn lỗi, gửi mã này cho bộ phận hỗ trợ.',
    },
    en: {
      says: 'The request “{command}” does not fit its form at {field}. Nothing was carried out.',
      next: 'Update the Ký Gửi program and the extension. If it fails again, give this code to support.',
    },
  },
  CHANNEL_TRANSFER_INCOMPLETE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Tệp chuyển giữa tiện ích và chương trình Ký Gửi không đủ: nhận {received} trên {expected} byte. Tệp gốc vẫn còn nguyên.',
      next: 'Thử lại; nếu vẫn lỗi, tải lại trang rồi làm lại.',
    },
    en: {
      says: 'A file between the extension and the Ký Gửi program came incomplete: {received} of {expected} bytes. The original is untouched.',
      next: 'Try again; if it fails again, reload the page and start over.',
    },
  },
  PAIRING_NOT_ASKED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chương trình Ký Gửi hiện không chờ ghép nối.',
      next: 'Chạy lệnh kygui pair để lấy mã mới, rồi nhập mã đó vào tiện ích trong 5 phút.',
    },
    en: {
      says: 'The Ký Gửi program is not waiting to be paired.',
      next: 'Run kygui pair for a new code, then type it into the extension within 5 minutes.',
    },
  },
  PAIRING_BUSY: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Đang có một lần ghép nối khác chưa xong nên lần này bị từ chối.',
      next: 'Hoàn tất hoặc hủy lần ghép nối trước, rồi thử lại. Nếu không phải do mình mở, hãy báo bộ phận CNTT.',
    },
    en: {
      says: 'Another pairing is under way, so this one was refused.',
      next: 'Finish or cancel the first one, then try again. If you did not start it, tell IT.',
    },
  },
  PAIRING_CODE_FORM: {
    severity: 'error',
    retriable: false,
    exit: 2,
    vi: {
      says: 'Mã ghép nối chưa đúng dạng (ví dụ 47015-7K3M-Q9XD).',
      next: 'Nhập lại đúng mã mà chương trình Ký Gửi đang hiện.',
    },
    en: {
      says: 'The pairing code does not have the right form (for example 47015-7K3M-Q9XD).',
      next: 'Type the code exactly as the Ký Gửi program shows it.',
    },
  },
  PAIRING_CODE_WRONG: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã ghép nối không đúng. Còn {left} lần thử với mã này.',
      next: 'Xem lại mã trong chương trình Ký Gửi rồi nhập lại.',
    },
    en: {
      says: 'The pairing code is wrong. {left} tries are left with this code.',
      next: 'Look at the code in the Ký Gửi program again and type it once more.',
    },
  },
  PAIRING_CODE_SPENT: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã ghép nối đã bị nhập sai quá số lần cho phép nên không dùng được nữa. Chưa ghép nối gì.',
      next: 'Chạy lại kygui pair để lấy mã mới.',
    },
    en: {
      says: 'The pairing code was tried wrongly too often and is void. Nothing was paired.',
      next: 'Run kygui pair again for a new code.',
    },
  },
  PAIRING_CODE_EXPIRED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã ghép nối đã hết hạn (5 phút). Chưa ghép nối gì.',
      next: 'Chạy lại kygui pair để lấy mã mới.',
    },
    en: {
      says: 'The pairing code has expired (5 minutes). Nothing was paired.',
      next: 'Run kygui pair again for a new code.',
    },
  },
  PAIRING_STORE_INVALID: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp khóa ghép nối không dùng được: {problem}. Tệp được giữ nguyên, không bị ghi đè.',
      next: 'Báo bộ phận CNTT; sau khi họ xử lý tệp {file}, ghép nối lại tiện ích.',
    },
    en: {
      says: 'The file of pairing keys cannot be used: {problem}. It was left as it is.',
      next: 'Tell IT; once they have dealt with the file {file}, pair the extension again.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
