import type { ErrorEntry } from './entry.ts';

/** Failures of time-stamps, revocation answers and levels. No earlier signature is changed by any of them. */
export const pdfLevelErrors = {
  PDF_TSA_UNREACHABLE: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Không lấy được dấu thời gian từ máy chủ ({reason}). Tệp chưa được ký; tệp gốc còn nguyên.',
      next: 'Kiểm tra mạng rồi ký lại; hoặc nhờ bộ phận CNTT cho phép ký không cần dấu thời gian.',
      reasons: { 'no address': 'chưa có địa chỉ máy chủ dấu thời gian' },
    },
    en: {
      says: 'No time-stamp could be had from the server ({reason}). Nothing was signed; the original is untouched.',
      next: 'Check the network and sign again; or have IT allow signing without a time-stamp.',
      reasons: { 'no address': 'no address of a time-stamp server is set' },
    },
  },
  PDF_TSA_REFUSED: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Máy chủ dấu thời gian từ chối yêu cầu (mã {status}). Tệp chưa được ký; tệp gốc còn nguyên.',
      next: 'Thử lại sau ít phút; nếu vẫn bị từ chối, báo bộ phận CNTT kèm mã này.',
    },
    en: {
      says: 'The time-stamp server refused the request (status {status}). Nothing was signed.',
      next: 'Try again in a few minutes; if it is refused again, tell IT this status.',
    },
  },
  PDF_TSA_ANSWER_WRONG: {
    severity: 'fatal',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Dấu thời gian nhận về không đúng với tệp đang ký ({problem}) nên đã bị bỏ. Tệp chưa được ký.',
      next: 'Ký lại. Nếu lặp lại, báo bộ phận CNTT kiểm tra địa chỉ máy chủ dấu thời gian.',
    },
    en: {
      says: 'The time-stamp received does not belong to the file ({problem}) and was thrown away. Nothing was signed.',
      next: 'Sign again. If it repeats, have IT check the address of the time-stamp server.',
    },
  },
  PDF_REVOCATION_UNAVAILABLE: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Không lấy được đủ thông tin thu hồi chứng thư (OCSP/CRL). Tệp chưa được ký ở mức yêu cầu; tệp gốc còn nguyên.',
      next: 'Kiểm tra mạng rồi ký lại; hoặc chọn mức ký thấp hơn.',
    },
    en: {
      says: 'The revocation data (OCSP/CRL) could not be had in full. Nothing was signed at the wanted level.',
      next: 'Check the network and sign again, or choose a lower level.',
    },
  },
  PDF_CERTIFICATE_REVOKED: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chứng thư số của người ký hoặc của nơi cấp đã bị thu hồi. Tệp chưa được ký.',
      next: 'Không dùng chứng thư này nữa; liên hệ nơi cấp chứng thư số.',
    },
    en: {
      says: "The signer's certificate or its issuer's was revoked. Nothing was signed.",
      next: 'Stop using this certificate and contact its issuer.',
    },
  },
  PDF_NOTHING_TO_AUGMENT: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp chưa có chữ ký nào để nâng mức.',
      next: 'Ký tệp trước rồi mới nâng mức chữ ký.',
    },
    en: { says: 'The file holds no signature whose level could be raised.', next: 'Sign the file first.' },
  },
  PDF_LEVEL_LOWERED: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp đã ký ở mức {level}, thấp hơn mức yêu cầu vì máy chủ dấu thời gian hoặc thu hồi không trả lời.',
      next: 'Chữ ký vẫn có hiệu lực; nâng mức sau bằng chức năng Nâng mức chữ ký khi mạng ổn định.',
    },
    en: {
      says: 'The file was signed at level {level}, lower than wanted, because a time-stamp or revocation server did not answer.',
      next: 'The signature is valid; raise its level later when the network is steady.',
    },
  },
  PDF_FIELD_UNUSABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không ký được vào ô ký “{field}” của biểu mẫu ({problem}). Chưa ký gì.',
      next: 'Chọn ô ký khác, hoặc bỏ tên ô để phần mềm tạo chữ ký mới; nếu biểu mẫu bắt buộc, hỏi người soạn.',
    },
    en: {
      says: 'The signature field “{field}” of the form cannot be signed ({problem}). Nothing was signed.',
      next: 'Choose another field, or name none so that a new one is made; if the form insists, ask its author.',
    },
  },
  PDF_FIELD_LOCKS: {
    severity: 'notice',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Ô ký của biểu mẫu khóa một số ô sau khi ký, đúng như người soạn đã đặt.',
      next: 'Nếu còn người khác phải ký sau, hỏi người soạn trước khi ký.',
    },
    en: {
      says: "The form's field locks other fields once it is signed, as its author wanted.",
      next: 'If somebody else has to sign later, ask the author before signing.',
    },
  },
  PDF_BLANK_NARROW: {
    severity: 'notice',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Chỗ trống để điền số hoặc ngày quá hẹp nên chữ điền vào có thể chạm chữ bên cạnh.',
      next: 'Xem kỹ chỗ ấy; nếu khó đọc, chỉ định vị trí khác hoặc nới chỗ trống trong bản thảo rồi làm lại.',
    },
    en: {
      says: 'The blank for number or date is too narrow: what is written there may touch the words beside it.',
      next: 'Look at it closely; if it reads badly, give another place, or widen the blank in the draft and do it again.',
    },
  },
  PDF_IMAGE_SHRUNK: {
    severity: 'notice',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Chỗ dành cho ảnh chữ ký hẹp hơn khổ ảnh đã đặt nên ảnh được thu nhỏ cho vừa.',
      next: 'Nếu cần đúng khổ, chỉ định vị trí rộng hơn hoặc chừa thêm chỗ trong bản thảo rồi làm lại.',
    },
    en: {
      says: 'The room for the image of the signature is smaller than the size set for it, so the image was made to fit.',
      next: 'If the size matters, give a larger place, or leave more room in the draft and do it again.',
    },
  },
  PDF_CHAIN_UNTRUSTED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chứng thư của chữ ký không nối tới chứng thư gốc nào đã cấu hình, nên không hỏi tình trạng thu hồi. Tệp gốc còn nguyên.',
      next: 'Nhờ bộ phận CNTT thêm chứng thư gốc và chứng thư trung gian (mục trust, intermediates), rồi làm lại.',
    },
    en: {
      says: 'The certificate does not lead to a configured root, so its revocation was not asked for. The original is untouched.',
      next: 'Ask IT to add the root and the issuing certificate (trust, intermediates), then try again.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
