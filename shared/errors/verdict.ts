import type { ErrorEntry } from './entry.ts';

/** Failures of judging foreign files, and refusals of the gate before signing or sending. */
export const verdictErrors = {
  JUDGE_TIMEOUT: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Kiểm tra tệp quá {seconds} giây chưa xong nên đã dừng. Tệp chưa bị ký, chưa bị gửi và vẫn còn nguyên.',
      next: 'Mở tệp bằng phần mềm khác, in lại thành PDF rồi thử lại; nếu là văn bản đến, báo nơi gửi gửi lại tệp.',
    },
    en: {
      says: 'Checking the file took more than {seconds} seconds and was stopped. The file was not signed, not sent, and is unharmed.',
      next: 'Print the file to PDF again and retry; for a received document ask the sender for the file again.',
    },
  },
  JUDGE_OUT_OF_MEMORY: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp này đòi hỏi quá nhiều bộ nhớ khi đọc nên bị từ chối. Tệp chưa bị ký, chưa bị gửi và vẫn còn nguyên.',
      next: 'Không mở tệp từ nguồn lạ. Nếu là văn bản thật, in lại thành PDF hoặc yêu cầu nơi gửi gửi lại.',
    },
    en: {
      says: 'Reading this file needs too much memory, so it is refused. It was not signed, not sent, and is unharmed.',
      next: 'Do not open files from unknown sources. If it is genuine, print it to PDF again or ask for it again.',
    },
  },
  JUDGE_CRASHED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Phần kiểm tra tệp dừng đột ngột khi đọc tệp này. Tệp chưa bị ký, chưa bị gửi và vẫn còn nguyên.',
      next: 'Thử lại một lần. Nếu vẫn lỗi, gửi mã lỗi cho bộ phận hỗ trợ và không dùng tệp này.',
    },
    en: {
      says: 'The checking process ended abruptly on this file. The file was not signed, not sent, and is unharmed.',
      next: 'Try once more. If it fails again, give the code to your help desk and do not use this file.',
    },
  },
  TRUST_LIST_UNREADABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không đọc được danh sách chứng thư gốc tin cậy: {problem}',
      next: 'Báo bộ phận CNTT cài lại danh sách chứng thư gốc (tệp PEM/DER hoặc thư mục).',
    },
    en: {
      says: 'The list of trusted roots cannot be read: {problem}',
      next: 'Ask IT to install the list of roots again (PEM or DER files, or a folder of them).',
    },
  },
  POLICY_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp quy tắc kiểm tra trước khi ký không hợp lệ: {problem}',
      next: 'Báo bộ phận CNTT sửa tệp quy tắc, hoặc bỏ tệp đó để dùng quy tắc mặc định.',
    },
    en: {
      says: 'The policy file for the check before signing is not valid: {problem}',
      next: 'Ask IT to mend the policy file, or leave it out to use the default policy.',
    },
  },
  GATE_SIGNATURES_BROKEN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp có chữ ký trước đó không còn nguyên vẹn ({reasons}) nên không được ký tiếp hay gửi đi. Tệp vẫn giữ nguyên.',
      next: 'Lấy lại bản gốc từ người ký trước; không dùng bản này.',
    },
    en: {
      says: 'An earlier signature in the file is not sound ({reasons}), so it is neither signed nor sent. The file is unchanged.',
      next: 'Get the original again from the earlier signer; do not use this copy.',
    },
  },
  GATE_CONTENT_WARNED: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Tệp có {findings}: nội dung nhìn thấy có thể thay đổi. Vai trò này vẫn được ký.',
      next: 'Mở tệp xem kỹ từng trang; nếu là văn bản chính thức, xuất lại từ bản soạn thảo rồi ký.',
    },
    en: {
      says: 'The file has {findings}: what is seen may change. This role was signed all the same.',
      next: 'Look at each page of the file; for an official document export it anew from its draft and sign that.',
    },
  },
  GATE_ACTIVE_CONTENT: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp có nội dung ẩn hoặc tự chạy có thể làm thay đổi những gì người đọc nhìn thấy ({findings}) nên không được ký. Tệp vẫn giữ nguyên.',
      next: 'In văn bản ra PDF mới từ phần mềm soạn thảo rồi ký bản mới đó.',
    },
    en: {
      says: 'The file carries active or hidden content that could change what is seen ({findingsEn}), so it is not signed. The file is unchanged.',
      next: 'Print the document to a fresh PDF from the editor and sign that one.',
    },
  },
  GATE_ALREADY_ISSUED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản này đã được cơ quan ký phát hành. Ký phát hành lần nữa sẽ đè lên số, ngày và dấu đã có. Tệp gốc vẫn giữ nguyên.',
      next: 'Dùng tệp đã phát hành để gửi. Nếu phải phát hành lại, lấy bản mới có chữ ký của lãnh đạo, chưa đóng dấu.',
    },
    en: {
      says: 'The agency has issued this letter already. Issuing it again draws over its number, date and seal. The original is unchanged.',
      next: 'Send the file that was issued. To issue anew, take the copy that only the competent person signed.',
    },
  },
  GATE_ISSUED_BY_OTHER: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản này đã có chữ ký phát hành của một cơ quan khác.',
      next: 'Chỉ văn bản liên tịch mới có nhiều cơ quan cùng phát hành; văn bản đến thì dùng sao y hoặc dấu ĐẾN.',
    },
    en: {
      says: 'This letter bears the signature of issue of another agency already.',
      next: 'Only a joint letter is issued by several agencies; for a received one make a copy or an entry stamp.',
    },
  },
  GATE_NOT_APPROVED: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản chưa có chữ ký số của người có thẩm quyền trước chữ ký phát hành của cơ quan.',
      next: 'Trình lãnh đạo ký duyệt trước rồi mới ký phát hành; không gửi bản chưa có chữ ký của lãnh đạo.',
    },
    en: {
      says: 'No competent person has signed the letter before the agency issues it.',
      next: 'Have it signed by the competent person first, then issue it; do not send a copy without that signature.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
