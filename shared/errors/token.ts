import type { ErrorEntry } from './entry.ts';
import { tokenDriverErrors } from './token-driver.ts';

/** Failures of tokens, their drivers and PINs. */
export const tokenErrors = {
  TOKEN_NONE: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Không thấy thiết bị ký số (USB token hoặc thẻ) nào. Chưa ký gì; văn bản vẫn còn nguyên.',
      next: 'Cắm thiết bị, đợi đèn sáng rồi bấm lại. Nếu đã cắm, thử cổng USB khác hoặc mở trang Chẩn đoán.',
    },
    en: {
      says: 'No signing token or card was found. Nothing was signed; the document is unchanged.',
      next: 'Plug the token in, wait for its light, then try again. If it is plugged in, try another USB port or open Diagnosis.',
    },
  },
  TOKEN_REMOVED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Thiết bị ký số bị rút ra giữa chừng. Các tệp đã ký xong được giữ lại; tệp đang ký chưa có chữ ký.',
      next: 'Cắm lại đúng thiết bị đó, rồi ký lại và nhập mã PIN.',
    },
    en: {
      says: 'The token was pulled out. Files already signed are kept; the current one carries no signature.',
      next: 'Plug the same token in again, then sign once more and enter the PIN.',
    },
  },
  TOKEN_OTHER: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Thiết bị ký số đang cắm không phải thiết bị đã bắt đầu đợt ký này. Mã PIN chưa được dùng; các tệp đã ký được giữ lại.',
      next: 'Cắm lại thiết bị lúc đầu để ký tiếp, hoặc hủy đợt ký này và bắt đầu đợt mới với thiết bị đang cắm.',
    },
    en: {
      says: 'The token now plugged in is not the one this batch began with. The PIN was not used; signed files are kept.',
      next: 'Plug the first token in again to go on, or cancel this batch and start anew with the present token.',
    },
  },
  TOKEN_PIN_WRONG: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã PIN không đúng. Còn {triesLeft} lần thử trước khi thiết bị ký số bị khóa. Chưa ký gì.',
      next: 'Kiểm tra phím Caps Lock và bộ gõ tiếng Việt (tắt Unikey), rồi nhập lại. Không chắc thì dừng và hỏi người giữ thiết bị.',
    },
    en: {
      says: 'The PIN is wrong. {triesLeft} tries are left before the token locks. Nothing was signed.',
      next: 'Check Caps Lock and the Vietnamese keyboard (switch Unikey off), then type it again. If unsure, stop and ask the holder.',
    },
  },
  TOKEN_LAST_TRY: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chỉ còn một lần thử: nếu sai nữa, thiết bị ký số sẽ bị khóa. Mã PIN vừa nhập chưa được dùng.',
      next: 'Chỉ tiếp tục khi chắc chắn mã PIN đúng: xác nhận lần nhập cuối rồi nhập lại. Không chắc thì liên hệ nơi cấp thiết bị.',
    },
    en: {
      says: 'One try is left: another wrong PIN locks the token. The PIN just typed was not used.',
      next: 'Go on only if sure of the PIN: confirm the last try and type it again. Otherwise ask the office that issued the token.',
    },
  },
  TOKEN_PIN_SAME: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã PIN này vừa bị thiết bị ký số báo sai nên không được thử lại. Thiết bị không mất thêm lần thử nào.',
      next: 'Nhập mã PIN khác, hoặc dừng lại và hỏi người giữ thiết bị.',
    },
    en: {
      says: 'The token has just rejected this very PIN, so it was not tried again. No further try was spent.',
      next: 'Type a different PIN, or stop and ask the holder of the token.',
    },
  },
  TOKEN_LOCKED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thiết bị ký số đã bị khóa vì nhập sai mã PIN quá số lần. Chưa ký gì; văn bản và chứng thư số vẫn còn.',
      next: 'Liên hệ nơi cấp thiết bị (Cục Chứng thực số hoặc bộ phận CNTT) để mở khóa. Trong lúc chờ, người khác có thẩm quyền có thể ký.',
    },
    en: {
      says: 'The token is locked after too many wrong PINs. Nothing was signed; document and certificate are intact.',
      next: 'Ask the office that issued the token (or IT) to unlock it. Meanwhile another competent person may sign.',
    },
  },
  TOKEN_PIN_LENGTH: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã PIN của thiết bị ký số này dài từ {min} đến {max} ký tự. Thiết bị chưa mất lần thử nào.',
      next: 'Nhập lại mã PIN đủ số ký tự.',
    },
    en: {
      says: 'The PIN of this token has {min} to {max} characters. No try was spent.',
      next: 'Type the PIN with the right number of characters.',
    },
  },
  TOKEN_PIN_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã PIN có ký tự mà thiết bị ký số không nhận. Chưa ký gì.',
      next: 'Tắt bộ gõ tiếng Việt, chỉ dùng chữ không dấu và chữ số, rồi nhập lại.',
    },
    en: {
      says: 'The PIN holds characters that the token does not accept. Nothing was signed.',
      next: 'Switch the Vietnamese keyboard off, use plain letters and digits, then type it again.',
    },
  },
  TOKEN_PIN_EXPIRED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã PIN đã hết hạn và phải đổi trước khi ký.',
      next: 'Đổi mã PIN bằng phần mềm quản trị đi kèm thiết bị, rồi ký lại.',
    },
    en: {
      says: 'The PIN has expired and must be changed before signing.',
      next: 'Change it with the program that came with the token, then sign again.',
    },
  },
  TOKEN_PIN_NOT_SET: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thiết bị ký số chưa được đặt mã PIN người dùng nên chưa ký được.',
      next: 'Đặt mã PIN bằng phần mềm quản trị đi kèm thiết bị, hoặc nhờ nơi cấp thiết bị.',
    },
    en: {
      says: 'No user PIN has been set on this token, so it cannot sign yet.',
      next: 'Set a PIN with the program that came with the token, or ask the office that issued it.',
    },
  },
  TOKEN_PIN_NEEDED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thiết bị ký số đòi mã PIN cho mỗi chữ ký. Các tệp đã ký được giữ lại; tệp này đang chờ.',
      next: 'Nhập mã PIN cho tệp tiếp theo.',
    },
    en: {
      says: 'This token wants the PIN for each signature. Signed files are kept; this one is waiting.',
      next: 'Enter the PIN for the next file.',
    },
  },
  TOKEN_PINS_TOO_FEW: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thiết bị ký số đòi mã PIN cho mỗi chữ ký: cần {needed} mã PIN, mới có {given}. Chưa ký gì.',
      next: 'Đưa đủ mã PIN, mỗi dòng một mã, hoặc dùng --pinentry để nhập từng mã.',
    },
    en: {
      says: 'The token wants the PIN for each signature: {needed} PINs are needed, {given} given. Nothing was signed.',
      next: 'Give all of them, one in each line, or use --pinentry to type them one by one.',
    },
  },
  TOKEN_PIN_PROMPT_MISSING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không mở được cửa sổ hỏi mã PIN của máy ({problem}). Chưa ký gì.',
      next: 'Nhập mã PIN trong cửa sổ của tiện ích trên trình duyệt, hoặc nhờ CNTT cài chương trình pinentry.',
    },
    en: {
      says: 'The PIN prompt of this computer could not be opened ({problem}). Nothing was signed.',
      next: "Enter the PIN in the extension's window, or ask IT to install a pinentry program.",
    },
  },
  TOKEN_PINPAD_UNAVAILABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đầu đọc này nhập mã PIN trên bàn phím riêng, nhưng máy chưa dùng được cách đó ({problem}).',
      next: 'Nhờ CNTT cài lại phần mềm Ký Gửi đầy đủ, hoặc dùng đầu đọc thường.',
    },
    en: {
      says: 'This reader takes the PIN on its own keys, which this installation cannot use ({problem}).',
      next: 'Ask IT to reinstall Ký Gửi in full, or use an ordinary reader.',
    },
  },
  TOKEN_CERTIFICATE_NOT_FOUND: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Các thiết bị ký số đang cắm không có chứng thư số đã chọn. Mã PIN chưa được dùng; chưa ký gì.',
      next: 'Cắm đúng thiết bị của người ký, rồi chọn lại chứng thư số.',
    },
    en: {
      says: 'No token plugged in holds the chosen certificate. The PIN was not used; nothing was signed.',
      next: "Plug the signer's token in, then choose the certificate again.",
    },
  },
  TOKEN_CERTIFICATE_AMBIGUOUS: {
    severity: 'error',
    retriable: false,
    exit: 2,
    vi: {
      says: 'Có {count} chứng thư cùng nhãn hoặc cùng phần đầu đã nêu.',
      next: 'Ghi đủ 64 ký tự của mã chứng thư (xem: kygui token list).',
    },
    en: {
      says: '{count} certificates fit this label or beginning.',
      next: 'Give all 64 characters of the thumbprint (see: kygui token list).',
    },
  },
  TOKEN_CERTIFICATE_EXPIRED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chứng thư số đã hết hạn từ {notAfter}. Chữ ký sẽ không có giá trị nên phần mềm không ký.',
      next: 'Xin gia hạn hoặc cấp chứng thư số mới, hoặc chọn chứng thư số khác còn hạn.',
    },
    en: {
      says: 'The certificate expired on {notAfter}. A signature would have no value, so none was made.',
      next: 'Ask for a renewed certificate, or choose another that is still valid.',
    },
  },
  TOKEN_CERTIFICATE_NOT_YET_VALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chứng thư số chỉ có hiệu lực từ {notBefore}. Phần mềm không ký.',
      next: 'Kiểm tra ngày giờ của máy tính. Nếu đúng, đợi đến ngày có hiệu lực hoặc chọn chứng thư số khác.',
    },
    en: {
      says: 'The certificate is valid only from {notBefore}. Nothing was signed.',
      next: "Check the computer's date. If it is right, wait for that day or choose another certificate.",
    },
  },
  TOKEN_CERTIFICATE_UNUSABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chứng thư số này không dùng để ký văn bản được ({problem}).',
      next: 'Chọn chứng thư số của người ký hoặc của cơ quan.',
    },
    en: {
      says: 'This certificate cannot sign documents ({problem}).',
      next: "Choose the signer's or the agency's signing certificate.",
    },
  },
  TOKEN_KEY_MISSING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thiết bị ký số có chứng thư số nhưng không có khóa bí mật đi kèm nên không ký được.',
      next: 'Chọn chứng thư số khác trên thiết bị, hoặc mang thiết bị tới nơi cấp để kiểm tra.',
    },
    en: {
      says: 'The token holds the certificate but not its private key, so it cannot sign.',
      next: 'Choose another certificate on the token, or have the issuing office check it.',
    },
  },
  TOKEN_SIGNATURE_WRONG: {
    severity: 'fatal',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Thiết bị ký số trả về chữ ký không khớp với chứng thư số. Chữ ký đó đã bị bỏ; văn bản vẫn còn nguyên.',
      next: 'Rút thiết bị ra, cắm lại và ký lại một lần. Nếu vẫn vậy, mang thiết bị tới nơi cấp để kiểm tra.',
    },
    en: {
      says: 'The token returned a signature that does not fit its certificate. It was thrown away; the document is unchanged.',
      next: 'Pull the token out, plug it in and sign once more. If it happens again, have the token checked.',
    },
  },
  TOKEN_BATCH_CLOSED: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Đợt ký này đã kết thúc. Các tệp đã ký được giữ lại.',
      next: 'Bấm ký các tệp còn lại rồi nhập mã PIN.',
    },
    en: {
      says: 'This batch of signatures has ended. Signed files are kept.',
      next: 'Start again for the remaining files and enter the PIN.',
    },
  },
  TOKEN_DRIVER_CRASHED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trình điều khiển thiết bị ký số ({module}) bị dừng đột ngột. Ký Gửi vẫn chạy; chữ ký đang làm đã bị bỏ.',
      next: 'Rút thiết bị, cắm lại rồi thử lại. Nếu lặp lại, nhờ CNTT cài lại bộ cài của thiết bị.',
    },
    en: {
      says: "The token's driver ({module}) stopped abruptly. Ký Gửi goes on; the signature in progress was dropped.",
      next: "Pull the token out, plug it in and try again. If it repeats, ask IT to reinstall the token's software.",
    },
  },
  TOKEN_DRIVER_HUNG: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trình điều khiển thiết bị ký số ({module}) không trả lời trong {seconds} giây nên đã bị dừng. Chưa có chữ ký nào dở dang.',
      next: 'Rút thiết bị, đợi vài giây, cắm lại rồi thử lại. Nếu thiết bị đang hỏi gì trên màn hình, hãy trả lời nó trước.',
    },
    en: {
      says: "The token's driver ({module}) did not answer for {seconds} seconds and was stopped. No half-made signature remains.",
      next: 'Pull the token out, wait a few seconds, plug it in and try again. If it asks something on screen, answer that first.',
    },
  },
  TOKEN_DRIVER_GARBAGE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trình điều khiển thiết bị ký số ({module}) trả lời sai quy cách ({problem}). Câu trả lời đó đã bị bỏ.',
      next: 'Rút thiết bị, cắm lại rồi thử lại. Nếu lặp lại, nhờ CNTT cập nhật bộ cài của thiết bị.',
    },
    en: {
      says: "The token's driver ({module}) answered against its own standard ({problem}). The answer was dropped.",
      next: "Pull the token out, plug it in and try again. If it repeats, ask IT to update the token's software.",
    },
  },
  TOKEN_DRIVER_MISSING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không có tệp trình điều khiển thiết bị ký số: {module}',
      next: 'Cài bộ cài đi kèm thiết bị, hoặc nhờ bộ phận CNTT sửa đường dẫn trong settings.json.',
    },
    en: {
      says: "The token's driver file does not exist: {module}",
      next: 'Install the software that came with the token, or have IT correct the path in settings.json.',
    },
  },
  TOKEN_DRIVER_NOT_LOADABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không nạp được trình điều khiển thiết bị ký số ({module}): {problem}',
      next: 'Nhờ CNTT cài lại bộ cài đi kèm thiết bị cho đúng hệ điều hành.',
    },
    en: {
      says: "The token's driver ({module}) could not be loaded: {problem}",
      next: "Ask IT to reinstall the token's software for this operating system.",
    },
  },
  TOKEN_DRIVER_BITNESS: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trình điều khiển {module} là bản {found}, còn Ký Gửi cần bản {needed}.',
      next: 'Cài bản 64-bit của bộ cài thiết bị (trên Windows, tệp nằm trong System32, không phải SysWOW64).',
    },
    en: {
      says: 'The driver {module} is built for {found}; Ký Gửi needs {needed}.',
      next: "Install the 64-bit edition of the token's software (on Windows the file is in System32, not SysWOW64).",
    },
  },
  ...tokenDriverErrors,
} as const satisfies Record<string, ErrorEntry>;
