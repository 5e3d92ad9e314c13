import type { ErrorEntry } from './entry.ts';

/** Failures of the way in: the inbox and its answers. */
export const receivingErrors = {
  RECEIVING_RESTORED: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Dữ liệu được khôi phục từ bản sao lưu: văn bản đến nhận từ {from} đến {to} có thể còn thiếu. Đã lấy lại được {fetched}.',
      next: 'Đối chiếu với sổ văn bản đến; văn bản còn thiếu thì đề nghị nơi gửi gửi lại. Xong thì bấm “Đã đối chiếu”.',
    },
    en: {
      says: 'The rows came out of a backup: letters received from {from} to {to} may be missing. {fetched} were fetched again.',
      next: 'Compare with the book of incoming letters and ask senders to send again what is missing; then press “Compared”.',
    },
  },
  RECEIVING_UNKNOWN_ITEM: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản đến này không còn trong danh sách của chương trình.',
      next: 'Tìm theo số hoặc trích yếu trong Văn bản đến; không thấy thì hỏi lại nơi gửi.',
    },
    en: {
      says: 'This incoming letter is not in the list of the program.',
      next: 'Search the incoming letters by number or subject; if it is not there, ask its sender.',
    },
  },
  RECEIVING_ANSWER_ORDER: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không thể trả lời mã {wanted} khi mã gần nhất đã trả lời là {last}. Chưa có gì được gửi.',
      next: 'Chọn bước tiếp theo đúng thứ tự: tiếp nhận hoặc từ chối, rồi phân công, xử lý, hoàn thành.',
    },
    en: {
      says: 'Code {wanted} cannot be answered after code {last}. Nothing was sent.',
      next: 'Choose the next step in order: accept or refuse, then assign, process, finish.',
    },
  },
  RECEIVING_ANSWERED_ALREADY: {
    severity: 'notice',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Yêu cầu này đã được trả lời; mỗi yêu cầu chỉ trả lời một lần.',
      next: 'Xem câu trả lời đã gửi ở phần “Đã trả lời”.',
    },
    en: {
      says: 'This request has been answered; each request is answered once.',
      next: 'See the answer under “Answers given”.',
    },
  },
  RECEIVING_REASON_NEEDED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Từ chối thì phải ghi lý do để nơi gửi biết. Chưa có gì được gửi.',
      next: 'Ghi lý do rồi bấm lại.',
    },
    en: {
      says: 'A refusal needs a reason for the sender. Nothing was sent.',
      next: 'Write the reason and press again.',
    },
  },
  RECEIVING_NOT_A_REQUEST: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Câu trả lời này không dùng cho loại văn bản đang mở.',
      next: 'Dùng “Đồng ý” hoặc “Không đồng ý” cho yêu cầu thu hồi, cập nhật; dùng “Tiếp nhận”, “Từ chối” cho văn bản.',
    },
    en: {
      says: 'This answer does not fit the kind of item that is open.',
      next: 'Use “Agree” or “Decline” for requests to recall or update, “Accept” or “Refuse” for letters.',
    },
  },
  RECEIVING_ENTRY_NUMBER_TAKEN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Số đến {number} của năm {year} đã cấp cho văn bản {code}. Văn bản này chưa được tiếp nhận.',
      next: 'Dùng số tiếp theo trong sổ văn bản đến; nếu cơ quan có nhiều sổ, ghi thêm ký hiệu sổ sau số.',
    },
    en: {
      says: 'Number of entry {number} of {year} belongs to letter {code} already. This letter was not accepted.',
      next: 'Use the next number of the register; an office with several registers adds the sign of the register.',
    },
  },
  RECEIVING_STAMP_NEEDS_ENTRY: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Dấu ĐẾN phải có số đến và ngày đến. Chưa có gì được ký.',
      next: 'Nhập số đến và ngày đến rồi làm lại.',
    },
    en: {
      says: 'The receive stamp needs number and date of entry. Nothing was signed.',
      next: 'Give number and date of entry and do it again.',
    },
  },
  RECEIVING_STAMP_ELSEWHERE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản này đang được đóng dấu ĐẾN ở một cửa sổ khác, hoặc đã được trả lời. Ở đây chưa có gì được ký.',
      next: 'Xem lại văn bản trong danh sách văn bản đến; nếu vẫn chưa tiếp nhận thì đóng dấu lại từ đó.',
    },
    en: {
      says: 'This letter is being stamped in another window, or was answered. Nothing was signed here.',
      next: 'Look at it in the list of incoming letters; if it is not accepted yet, begin again from there.',
    },
  },
  RECEIVING_STAMPED_ALREADY: {
    severity: 'notice',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản này đã có dấu ĐẾN; mỗi văn bản chỉ đóng dấu một lần.',
      next: 'Lưu tệp đã đóng dấu từ danh sách văn bản đến; có thể tiếp nhận lại mà không đóng dấu.',
    },
    en: {
      says: 'This letter bears the receive stamp already; each letter is stamped once.',
      next: 'Save the stamped file from the list of incoming letters; accepting again without a stamp is possible.',
    },
  },
  RECEIVING_NOT_STAMPABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp này không đóng dấu ĐẾN được: không đọc được, không phải PDF, hoặc không thuộc văn bản đang mở.',
      next: 'Tiếp nhận mà không đóng dấu, hoặc chọn tệp PDF của văn bản.',
    },
    en: {
      says: 'This file cannot be stamped: it is unreadable, no PDF, or not a file of the letter.',
      next: 'Accept without the stamp, or choose the PDF of the letter.',
    },
  },
  RECEIVING_PACKAGE_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Gói tin đến lớn hơn giới hạn {limitMb} MB nên chưa được nhận. Gói tin vẫn còn trên trục.',
      next: 'Báo bộ phận CNTT tăng giới hạn, hoặc đề nghị nơi gửi tách tệp đính kèm.',
    },
    en: {
      says: 'An incoming package is larger than the limit of {limitMb} MB and was not taken. It is still on the axis.',
      next: 'Ask IT to raise the limit, or ask the sender to split the attachments.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
