import type { ErrorEntry } from './entry.ts';

/** Failures of the way out: signing jobs, packaging, the outbox. */
export const sendingErrors = {
  SENDING_OUTCOME_UNKNOWN: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Chưa rõ kết quả gửi: đường truyền đứt khi gói tin đang đi và trục không cho biết chắc đã nhận hay chưa. Phần mềm KHÔNG tự gửi lại.',
      next: 'Hỏi nơi nhận đã có văn bản chưa. Nếu đã có, bấm “Đã đến nơi”; nếu chưa có, bấm “Gửi lại”.',
    },
    en: {
      says: 'The outcome is unknown: the line broke while the package travelled, and the axis does not say for certain whether it has it. It is NOT sent again by itself.',
      next: 'Ask the recipient. If the letter is there, press “It arrived”; if not, press “Send again”.',
    },
  },
  SENDING_RESTORED: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Dữ liệu đã được khôi phục từ bản sao lưu, nên văn bản này có thể đã được gửi sau lúc sao lưu. Phần mềm hỏi trục trước và KHÔNG tự gửi lại khi trục không trả lời chắc chắn.',
      next: 'Hỏi nơi nhận đã có văn bản chưa. Nếu đã có, bấm “Đã đến nơi”; nếu chưa có, bấm “Gửi lại”.',
    },
    en: {
      says: 'The data came out of a backup, so this letter may have been sent after the backup was made. The axis is asked first, and it is NOT sent again by itself unless the axis answers for certain.',
      next: 'Ask the recipient. If the letter is there, press “It arrived”; if not, press “Send again”.',
    },
  },
  REGISTER_NUMBER_TAKEN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Số {number} năm {year} trong sổ đăng ký văn bản đi {kind} đã cấp cho văn bản khác. Chưa ký gì.',
      next: 'Lấy số mới từ sổ đăng ký rồi ký lại.',
    },
    en: {
      says: 'Number {number} of {year} in the register of outgoing letters {kind} was given to another letter. Nothing was signed.',
      next: 'Take a new number from the register and sign again.',
    },
  },
  REGISTER_RESTORED: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Dữ liệu được khôi phục từ bản sao lưu (lúc {at}): số đã cấp sau bản sao lưu không còn trong sổ, nên Ký Gửi chưa tự cấp số.',
      next: 'Xem số cuối cùng đã dùng trên văn bản đã phát hành hoặc sổ giấy, rồi tự gõ số tiếp theo; sổ sẽ đi tiếp từ số đó.',
    },
    en: {
      says: 'The rows came out of a backup (at {at}): numbers given after it are no longer in the register, so none is proposed.',
      next: 'Look up the last number used on issued letters or in the paper book and type the next one; the register goes on from it.',
    },
  },
  REGISTER_OFF: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Cơ quan chưa bật cấp số văn bản đi trong Ký Gửi, hoặc máy này chưa khai báo cơ quan.',
      next: 'Nhờ bộ phận CNTT điền mục "agency" và đặt "register": {"enabled": true} trong settings.json.',
    },
    en: {
      says: 'The office does not number outgoing letters in Ký Gửi, or no agency is set on this computer.',
      next: 'Ask IT to fill in "agency" and to set "register": {"enabled": true} in settings.json.',
    },
  },
  SENDING_RECIPIENT_MISSING: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Trục đã nhận gói tin nhưng không thấy nơi nhận {recipient} trong danh sách đã gửi.',
      next: 'Hỏi nơi nhận này. Nếu chưa có văn bản, gửi lại riêng cho nơi nhận này.',
    },
    en: {
      says: 'The axis has the package, but its list of what was sent does not name {recipient}.',
      next: 'Ask this recipient. If the letter is missing, send it to this recipient alone.',
    },
  },
  SENDING_NOT_SIGNED: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Phần mềm bị tắt khi đang ký nên văn bản chưa được ký. Chưa có gì được gửi đi.',
      next: 'Mở lại văn bản và ký lại. Phần mềm sẽ hỏi mã PIN; nó không tự ký.',
    },
    en: {
      says: 'The program ended while signing, so the document is not signed. Nothing was sent.',
      next: 'Open the document and sign again. The PIN is asked for; nothing is signed by itself.',
    },
  },
  SENDING_SUPERSEDED: {
    severity: 'notice',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Lần ký này không thành; văn bản đã được ký lại và nằm ở một dòng khác.',
      next: 'Không cần làm gì. Theo dõi dòng mới của văn bản này trong danh sách.',
    },
    en: {
      says: 'This try was not signed; the letter was signed again and has a line of its own.',
      next: 'Nothing needs to be done. Follow the newer line of this letter in the list.',
    },
  },
  SENDING_FILE_CHANGED: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp “{name}” trên đĩa khác với tệp đã duyệt nên không được gửi.',
      next: 'Mở lại văn bản từ hệ thống QLVB, ký và gửi lại. Báo bộ phận CNTT nếu lặp lại.',
    },
    en: {
      says: 'The file "{name}" on the disk differs from the one approved, so it was not sent.',
      next: 'Open the document in the document system again, sign and send it. Tell IT when it happens again.',
    },
  },
  SENDING_SIGNATURE_REQUIRED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản chưa đủ chữ ký số theo quy định nên chưa được gửi: {reason}',
      next: 'Ký đủ (người có thẩm quyền trước, cơ quan sau), đóng gói lại rồi gửi. Danh sách kiểm tra nêu rõ từng mục.',
    },
    en: {
      says: 'The letter does not bear the signatures it needs, so it was not sent: {reasonEn}',
      next: 'Have it signed (the competent person first, then the agency), pack it again and send it. The list of checks names each point.',
    },
  },
  SENDING_RULE_BROKEN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản chưa đạt kiểm tra trước khi gửi ({count} mục) nên chưa được gửi: {reason}',
      next: 'Sửa các mục đánh dấu ✗ trong danh sách kiểm tra, đóng gói lại rồi gửi.',
    },
    en: {
      says: 'The letter does not pass the checks before sending ({count}), so it was not sent: {reasonEn}',
      next: 'Mend what the list of checks marks with ✗, pack it again and send it.',
    },
  },
  SENDING_FILE_UNREADABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp “{name}” trong gói không mở được nên văn bản chưa được gửi.',
      next: 'Lấy lại tệp gốc, mở thử, đóng gói lại rồi gửi.',
    },
    en: {
      says: 'The file "{name}" of the package cannot be opened, so the letter was not sent.',
      next: 'Take the original file, open it once, pack it again and send it.',
    },
  },
  SENDING_FILE_MISSING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thiếu tệp của phần đính kèm “{name}”. Chưa có gì được gửi đi.',
      next: 'Đính kèm lại tệp này rồi gửi lại.',
    },
    en: {
      says: 'The file of the attachment "{name}" is missing. Nothing was sent.',
      next: 'Attach the file again, then send.',
    },
  },
  SENDING_RECIPIENT_FAILED: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Trục đã nhận gói tin nhưng không chuyển được tới nơi nhận {recipient} (trục trả lời: {reason}). Các nơi nhận khác không bị ảnh hưởng.',
      next: 'Kiểm tra mã của nơi nhận này trong danh bạ, rồi gửi lại riêng cho nơi nhận này.',
    },
    en: {
      says: 'The axis took the package but could not pass it to {recipient} (its answer: {reason}). The other recipients are not affected.',
      next: 'Check the code of this recipient in the directory, then send to this recipient alone.',
    },
  },
  SENDING_TOO_MANY_TRIES: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Trục đã từ chối gói tin {tries} lần (lỗi gần nhất: {last}). Gói tin được giữ lại, không gửi nữa.',
      next: 'Xem lỗi gần nhất và báo bộ phận CNTT. Khi đã sửa xong, bấm “Gửi lại”.',
    },
    en: {
      says: 'The axis refused the package {tries} times (last: {last}). It is kept and no longer sent.',
      next: 'Look at the last failure and tell IT. When it is mended, press “Send again”.',
    },
  },
  SENDING_TOO_LATE_TO_CANCEL: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản đã hoặc có thể đã rời khỏi đơn vị nên không hủy được nữa.',
      next: 'Bấm “Thu hồi văn bản” trong Văn bản đi để đề nghị nơi nhận trả lại.',
    },
    en: {
      says: 'The letter has left, or may have left, and can no longer be cancelled.',
      next: 'Press “Recall the letter” under Letters out to ask the recipients for it.',
    },
  },
  SENDING_NOTHING_TO_RETRY: {
    severity: 'notice',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản này không ở trạng thái cần gửi lại.',
      next: 'Xem trạng thái từng nơi nhận trong danh sách văn bản đi.',
    },
    en: {
      says: 'This letter is not in a state in which it could be sent again.',
      next: 'See the state of each recipient in the list of outgoing letters.',
    },
  },
  SENDING_UNKNOWN_LETTER: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: { says: 'Không tìm thấy văn bản đi này.', next: 'Tải lại danh sách văn bản đi.' },
    en: { says: 'There is no such outgoing letter.', next: 'Reload the list of outgoing letters.' },
  },
  SENDING_UNKNOWN_JOB: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: { says: 'Không tìm thấy phiên ký này.', next: 'Bấm lại nút Ký trên văn bản.' },
    en: { says: 'There is no such signing job.', next: 'Press the sign button on the document again.' },
  },
  SENDING_JOB_ORDER: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Phiên ký này đang ở trạng thái “{state}” nên không làm được việc vừa yêu cầu.',
      next: 'Xem trạng thái của phiên ký, hoặc bấm lại nút Ký trên văn bản.',
    },
    en: {
      says: 'This signing job is in the state "{state}", in which this cannot be done.',
      next: 'Look at the state of the job, or press the sign button again.',
    },
  },
  SENDING_NOTHING_TO_RECALL: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản này chưa được gửi đi nên không có gì để thu hồi. Văn bản vẫn còn nguyên.',
      next: 'Nếu không muốn gửi nữa, mở văn bản trong Văn bản đi rồi bấm “Dừng gửi”.',
    },
    en: {
      says: 'This letter has not been sent, so there is nothing to recall. It is untouched.',
      next: 'To keep it from leaving, open it under Letters out and press “Stop sending”.',
    },
  },
  SENDING_AGENCY_CHANGED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Văn bản này thuộc mã cơ quan {code}, không còn trong cấu hình. Văn bản được giữ nguyên và không gửi đi.',
      next: 'Nếu cơ quan đổi mã, nhờ bộ phận CNTT thêm {code} vào "oldCodes"; văn bản sẽ tự đi tiếp. Nếu nhầm cấu hình, sửa lại mã cơ quan.',
    },
    en: {
      says: 'This letter belongs to the agency code {code}, which is no longer in the settings. It is kept as it is and not sent.',
      next: 'If the agency got a new code, have IT add {code} to "oldCodes"; the letter goes on by itself. If the settings are wrong, correct the code.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
