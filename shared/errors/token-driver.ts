import type { ErrorEntry, Sentence } from './entry.ts';

/** What a person can do about a driver's complaint. */
const nextSteps = {
  replug: {
    vi: 'Rút token, cắm lại rồi thử lại. Nếu lặp lại, đọc dòng mã cho bộ phận CNTT.',
    en: 'Pull the token out, plug it in and try again. If it repeats, read the code line to IT.',
  },
  again: {
    vi: 'Thử lại một lần. Nếu lặp lại, khởi động lại máy rồi đọc dòng mã cho bộ phận CNTT.',
    en: 'Try once more. If it repeats, restart the computer and read the code line to IT.',
  },
  software: {
    vi: 'Nhờ CNTT cập nhật hoặc cài lại bộ cài đi kèm token.',
    en: "Ask IT to update or reinstall the token's software.",
  },
  close: {
    vi: 'Đóng các phần mềm ký số khác đang mở rồi thử lại.',
    en: 'Close other signing programs that are open, then try again.',
  },
  certificate: {
    vi: 'Chọn chứng thư ký khác trên token, hoặc mang token tới nơi cấp để kiểm tra.',
    en: 'Choose another signing certificate on the token, or have the issuing office check it.',
  },
  pin: {
    vi: 'Bấm Ký lại và nhập mã PIN.',
    en: 'Start signing again and enter the PIN.',
  },
} as const;

type NextStep = keyof typeof nextSteps;

/** An entry for a return value that is no state of its own for the clerk: said in one sentence, kept apart by its code. */
function told(vi: string, en: string, next: NextStep, retriable = false): ErrorEntry {
  const sentence = (language: 'vi' | 'en', says: string): Sentence => ({
    says:
      language === 'vi' ? `${says} Tệp đang làm chưa được ký.` : `${says} The current file was not signed.`,
    next: nextSteps[next][language],
  });
  return { severity: 'error', retriable, exit: 1, vi: sentence('vi', vi), en: sentence('en', en) };
}

/**
 * One entry for each remaining return value of a PKCS#11 module (PKCS#11 v3.1, 3.6 and appendix A); the code
 * is TOKEN_ and the name without CKR_. What clerks really meet (wrong PIN, locked, removed) has entries of
 * its own in token.ts.
 */
export const tokenDriverErrors = {
  TOKEN_VENDOR_ERROR: told(
    'Trình điều khiển token báo lỗi riêng của hãng, mã {hex} ({module}).',
    "The token's driver reported an error of its maker's own, code {hex} ({module}).",
    'replug',
  ),
  TOKEN_CANCEL: told('Thao tác trên token đã bị hủy.', 'The operation on the token was cancelled.', 'again'),
  TOKEN_HOST_MEMORY: told(
    'Máy tính không đủ bộ nhớ cho trình điều khiển token.',
    "The computer has too little memory for the token's driver.",
    'again',
    true,
  ),
  TOKEN_SLOT_ID_INVALID: told(
    'Đầu đọc của token không còn nữa.',
    'The reader of the token is no longer there.',
    'replug',
    true,
  ),
  TOKEN_GENERAL_ERROR: told(
    'Trình điều khiển token báo lỗi chung.',
    "The token's driver reported a general error.",
    'replug',
    true,
  ),
  TOKEN_FUNCTION_FAILED: told(
    'Token không làm được thao tác vừa yêu cầu.',
    'The token could not do what was asked.',
    'replug',
    true,
  ),
  TOKEN_ARGUMENTS_BAD: told(
    'Trình điều khiển token từ chối yêu cầu vì tham số.',
    "The token's driver refused the request because of its arguments.",
    'software',
  ),
  TOKEN_NO_EVENT: told('Token chưa có thay đổi nào.', 'Nothing has changed at the token.', 'again', true),
  TOKEN_NEED_TO_CREATE_THREADS: told(
    'Trình điều khiển token cần tạo luồng riêng.',
    "The token's driver needs threads of its own.",
    'software',
  ),
  TOKEN_CANT_LOCK: told(
    'Trình điều khiển token không khóa được tài nguyên.',
    "The token's driver cannot lock its resources.",
    'software',
  ),
  TOKEN_ATTRIBUTE_READ_ONLY: told(
    'Một thuộc tính trên token chỉ được đọc.',
    'An attribute on the token is read-only.',
    'software',
  ),
  TOKEN_ATTRIBUTE_SENSITIVE: told(
    'Token không cho đọc thuộc tính của khóa.',
    'The token does not show this attribute of the key.',
    'software',
  ),
  TOKEN_ATTRIBUTE_TYPE_INVALID: told(
    'Token không biết một thuộc tính được hỏi.',
    'The token does not know an attribute asked for.',
    'software',
  ),
  TOKEN_ATTRIBUTE_VALUE_INVALID: told(
    'Token không nhận giá trị của một thuộc tính.',
    'The token does not accept the value of an attribute.',
    'software',
  ),
  TOKEN_ACTION_PROHIBITED: told('Token cấm thao tác này.', 'The token prohibits this action.', 'certificate'),
  TOKEN_DATA_INVALID: told(
    'Token không nhận dữ liệu cần ký.',
    'The token does not accept the data to be signed.',
    'software',
  ),
  TOKEN_DATA_LEN_RANGE: told(
    'Độ dài dữ liệu cần ký không hợp với khóa trên token.',
    'The data to be signed does not fit the key on the token.',
    'certificate',
  ),
  TOKEN_DEVICE_ERROR: told(
    'Token hoặc đầu đọc bị lỗi khi làm việc.',
    'The token or its reader failed while working.',
    'replug',
    true,
  ),
  TOKEN_DEVICE_MEMORY: told('Token hết bộ nhớ.', 'The token has run out of memory.', 'replug', true),
  TOKEN_ENCRYPTED_DATA_INVALID: told(
    'Token báo dữ liệu mã hóa không hợp lệ.',
    'The token says that encrypted data are not valid.',
    'software',
  ),
  TOKEN_ENCRYPTED_DATA_LEN_RANGE: told(
    'Token báo độ dài dữ liệu mã hóa không hợp lệ.',
    'The token says that encrypted data have a wrong length.',
    'software',
  ),
  TOKEN_AEAD_DECRYPT_FAILED: told(
    'Token không giải mã được dữ liệu.',
    'The token could not decrypt the data.',
    'software',
  ),
  TOKEN_FUNCTION_CANCELED: told(
    'Việc nhập mã PIN trên đầu đọc hoặc trong cửa sổ của token đã bị hủy hay quá giờ.',
    "PIN entry on the reader or in the token's own window was cancelled or ran out of time.",
    'pin',
  ),
  TOKEN_FUNCTION_NOT_PARALLEL: told(
    'Trình điều khiển token không có thao tác song song.',
    "The token's driver runs nothing in parallel.",
    'again',
  ),
  TOKEN_FUNCTION_NOT_SUPPORTED: told(
    'Trình điều khiển token không có chức năng cần dùng.',
    "The token's driver lacks a function that is needed.",
    'software',
  ),
  TOKEN_KEY_HANDLE_INVALID: told(
    'Khóa bí mật trên token không còn dùng được trong phiên này.',
    'The private key is no longer usable in this session.',
    'pin',
    true,
  ),
  TOKEN_KEY_SIZE_RANGE: told(
    'Token không ký được với độ dài khóa này.',
    'The token cannot sign with a key of this size.',
    'certificate',
  ),
  TOKEN_KEY_TYPE_INCONSISTENT: told(
    'Loại khóa trên token không hợp với cách ký.',
    'The kind of key does not fit the way of signing.',
    'certificate',
  ),
  TOKEN_KEY_NOT_NEEDED: told(
    'Token báo không cần khóa.',
    'The token says that no key is needed.',
    'software',
  ),
  TOKEN_KEY_CHANGED: told('Khóa trên token đã thay đổi.', 'The key on the token has changed.', 'certificate'),
  TOKEN_KEY_NEEDED: told('Token báo thiếu khóa.', 'The token says that a key is missing.', 'software'),
  TOKEN_KEY_INDIGESTIBLE: told(
    'Token không băm được khóa này.',
    'The token cannot digest this key.',
    'software',
  ),
  TOKEN_KEY_FUNCTION_NOT_PERMITTED: told(
    'Khóa này không được phép dùng để ký.',
    'This key is not permitted to sign.',
    'certificate',
  ),
  TOKEN_KEY_NOT_WRAPPABLE: told('Khóa này không gói được.', 'This key cannot be wrapped.', 'software'),
  TOKEN_KEY_UNEXTRACTABLE: told(
    'Khóa này không lấy ra khỏi token được.',
    'This key cannot leave the token.',
    'software',
  ),
  TOKEN_KEY_EXHAUSTED: told(
    'Khóa đã dùng hết số lần ký cho phép.',
    'The key has made all the signatures it may make.',
    'certificate',
  ),
  TOKEN_MECHANISM_INVALID: told(
    'Token không có thuật toán ký cần dùng.',
    'The token lacks the signature algorithm needed.',
    'certificate',
  ),
  TOKEN_MECHANISM_PARAM_INVALID: told(
    'Token không nhận tham số của thuật toán ký.',
    'The token does not accept the parameters of the signature algorithm.',
    'software',
  ),
  TOKEN_OBJECT_HANDLE_INVALID: told(
    'Một đối tượng trên token không còn nữa.',
    'An object on the token is no longer there.',
    'replug',
    true,
  ),
  TOKEN_OPERATION_ACTIVE: told(
    'Token đang làm dở một thao tác khác.',
    'The token is still busy with another operation.',
    'again',
    true,
  ),
  TOKEN_OPERATION_NOT_INITIALIZED: told(
    'Thao tác ký trên token chưa được bắt đầu đúng.',
    'The operation on the token was not begun properly.',
    'again',
    true,
  ),
  TOKEN_OPERATION_CANCEL_FAILED: told(
    'Token không dừng được thao tác đang làm.',
    'The token could not cancel its operation.',
    'replug',
  ),
  TOKEN_SESSION_CLOSED: told(
    'Phiên làm việc với token đã bị đóng.',
    'The session with the token was closed.',
    'pin',
    true,
  ),
  TOKEN_SESSION_COUNT: told(
    'Token đang được quá nhiều phần mềm dùng.',
    'Too many programs are using the token.',
    'close',
    true,
  ),
  TOKEN_SESSION_HANDLE_INVALID: told(
    'Phiên làm việc với token không còn nữa.',
    'The session with the token is gone.',
    'pin',
    true,
  ),
  TOKEN_SESSION_PARALLEL_NOT_SUPPORTED: told(
    'Token không cho mở phiên song song.',
    'The token does not allow parallel sessions.',
    'software',
  ),
  TOKEN_SESSION_READ_ONLY: told(
    'Phiên làm việc với token chỉ được đọc.',
    'The session with the token is read-only.',
    'again',
  ),
  TOKEN_SESSION_EXISTS: told(
    'Token đang có phiên khác mở.',
    'Another session with the token is open.',
    'close',
    true,
  ),
  TOKEN_SESSION_READ_ONLY_EXISTS: told(
    'Token đang có phiên chỉ đọc mở.',
    'A read-only session with the token is open.',
    'close',
    true,
  ),
  TOKEN_SESSION_READ_WRITE_SO_EXISTS: told(
    'Token đang được quản trị viên mở.',
    "The token is open in its administrator's mode.",
    'close',
    true,
  ),
  TOKEN_SESSION_ASYNC_NOT_SUPPORTED: told(
    'Token không có phiên bất đồng bộ.',
    'The token has no asynchronous sessions.',
    'software',
  ),
  TOKEN_SIGNATURE_INVALID: told(
    'Token báo chữ ký không hợp lệ.',
    'The token says that the signature is not valid.',
    'again',
  ),
  TOKEN_SIGNATURE_LEN_RANGE: told(
    'Token báo độ dài chữ ký sai.',
    'The token says that the signature has a wrong length.',
    'again',
  ),
  TOKEN_TEMPLATE_INCOMPLETE: told(
    'Token báo thiếu thông tin đối tượng.',
    'The token says that the description of an object is incomplete.',
    'software',
  ),
  TOKEN_TEMPLATE_INCONSISTENT: told(
    'Token báo thông tin đối tượng mâu thuẫn.',
    'The token says that the description of an object contradicts itself.',
    'software',
  ),
  TOKEN_NOT_PRESENT: told(
    'Không có token trong đầu đọc.',
    'There is no token in the reader.',
    'replug',
    true,
  ),
  TOKEN_NOT_RECOGNIZED: told(
    'Trình điều khiển không nhận ra token này.',
    'The driver does not recognise this token.',
    'software',
  ),
  TOKEN_WRITE_PROTECTED: told('Token đang chống ghi.', 'The token is write-protected.', 'software'),
  TOKEN_UNWRAPPING_KEY_HANDLE_INVALID: told(
    'Khóa mở gói trên token không còn.',
    'The unwrapping key is no longer there.',
    'software',
  ),
  TOKEN_UNWRAPPING_KEY_SIZE_RANGE: told(
    'Độ dài khóa mở gói không hợp.',
    'The unwrapping key has a wrong size.',
    'software',
  ),
  TOKEN_UNWRAPPING_KEY_TYPE_INCONSISTENT: told(
    'Loại khóa mở gói không hợp.',
    'The unwrapping key is of a wrong kind.',
    'software',
  ),
  TOKEN_USER_ALREADY_LOGGED_IN: told(
    'Token báo đã đăng nhập từ trước nên không kiểm tra được mã PIN; phần mềm không ký khi chưa kiểm tra PIN.',
    'The token says that someone is logged in already, so the PIN could not be checked.',
    'close',
    true,
  ),
  TOKEN_USER_NOT_LOGGED_IN: told(
    'Token đã tự đăng xuất.',
    'The token has logged out by itself.',
    'pin',
    true,
  ),
  TOKEN_USER_TYPE_INVALID: told(
    'Token không nhận kiểu đăng nhập này.',
    'The token does not accept this kind of login.',
    'software',
  ),
  TOKEN_USER_ANOTHER_ALREADY_LOGGED_IN: told(
    'Người dùng khác đang đăng nhập token.',
    'Another user is logged in to the token.',
    'close',
    true,
  ),
  TOKEN_USER_TOO_MANY_TYPES: told(
    'Token không nhận thêm kiểu người dùng.',
    'The token accepts no further kind of user.',
    'close',
  ),
  TOKEN_WRAPPED_KEY_INVALID: told('Khóa đã gói không hợp lệ.', 'The wrapped key is not valid.', 'software'),
  TOKEN_WRAPPED_KEY_LEN_RANGE: told(
    'Độ dài khóa đã gói sai.',
    'The wrapped key has a wrong length.',
    'software',
  ),
  TOKEN_WRAPPING_KEY_HANDLE_INVALID: told(
    'Khóa gói trên token không còn.',
    'The wrapping key is no longer there.',
    'software',
  ),
  TOKEN_WRAPPING_KEY_SIZE_RANGE: told(
    'Độ dài khóa gói không hợp.',
    'The wrapping key has a wrong size.',
    'software',
  ),
  TOKEN_WRAPPING_KEY_TYPE_INCONSISTENT: told(
    'Loại khóa gói không hợp.',
    'The wrapping key is of a wrong kind.',
    'software',
  ),
  TOKEN_RANDOM_SEED_NOT_SUPPORTED: told(
    'Token không nhận mầm ngẫu nhiên.',
    'The token accepts no random seed.',
    'software',
  ),
  TOKEN_RANDOM_NO_RNG: told(
    'Token không có bộ sinh số ngẫu nhiên.',
    'The token has no random number generator.',
    'software',
  ),
  TOKEN_DOMAIN_PARAMS_INVALID: told(
    'Tham số miền của khóa trên token không hợp lệ.',
    'The domain parameters of the key are not valid.',
    'certificate',
  ),
  TOKEN_CURVE_NOT_SUPPORTED: told(
    'Token không có đường cong của khóa này.',
    "The token lacks this key's curve.",
    'certificate',
  ),
  TOKEN_BUFFER_TOO_SMALL: told(
    'Token trả về dữ liệu dài hơn chỗ dành sẵn.',
    'The token returned more data than there was room for.',
    'again',
    true,
  ),
  TOKEN_SAVED_STATE_INVALID: told(
    'Trạng thái đã lưu của token không hợp lệ.',
    'The saved state of the token is not valid.',
    'again',
  ),
  TOKEN_INFORMATION_SENSITIVE: told(
    'Token không cho đọc thông tin này.',
    'The token does not show this information.',
    'software',
  ),
  TOKEN_STATE_UNSAVEABLE: told(
    'Token không lưu được trạng thái.',
    'The state of the token cannot be saved.',
    'again',
  ),
  TOKEN_CRYPTOKI_NOT_INITIALIZED: told(
    'Trình điều khiển token chưa khởi động.',
    "The token's driver has not started.",
    'again',
    true,
  ),
  TOKEN_CRYPTOKI_ALREADY_INITIALIZED: told(
    'Trình điều khiển token đã khởi động từ trước.',
    "The token's driver had been started before.",
    'again',
    true,
  ),
  TOKEN_MUTEX_BAD: told(
    'Trình điều khiển token lỗi khóa luồng.',
    "A lock of the token's driver is bad.",
    'software',
  ),
  TOKEN_MUTEX_NOT_LOCKED: told(
    'Trình điều khiển token lỗi mở khóa luồng.',
    "A lock of the token's driver was not locked.",
    'software',
  ),
  TOKEN_NEW_PIN_MODE: told(
    'Token đòi đổi mã PIN theo cách riêng.',
    'The token demands a new PIN in its own way.',
    'software',
  ),
  TOKEN_NEXT_OTP: told(
    'Token đòi mã dùng một lần kế tiếp.',
    'The token demands the next one-time code.',
    'pin',
  ),
  TOKEN_EXCEEDED_MAX_ITERATIONS: told(
    'Token vượt quá số lần lặp cho phép.',
    'The token exceeded its number of iterations.',
    'again',
  ),
  TOKEN_FIPS_SELF_TEST_FAILED: told(
    'Token không qua được phép tự kiểm tra.',
    'The token failed its self-test.',
    'certificate',
  ),
  TOKEN_LIBRARY_LOAD_FAILED: told(
    'Trình điều khiển token không nạp được thư viện của nó.',
    "The token's driver could not load a library of its own.",
    'software',
  ),
  TOKEN_PIN_TOO_WEAK: told('Token cho rằng mã PIN quá yếu.', 'The token finds the PIN too weak.', 'software'),
  TOKEN_PUBLIC_KEY_INVALID: told(
    'Khóa công khai trên token không hợp lệ.',
    'The public key on the token is not valid.',
    'certificate',
  ),
  TOKEN_FUNCTION_REJECTED: told(
    'Yêu cầu ký bị từ chối trên token.',
    'The request to sign was rejected at the token.',
    'pin',
  ),
  TOKEN_RESOURCE_EXCEEDED: told(
    'Token hết tài nguyên để làm việc.',
    'The token has run out of resources.',
    'replug',
    true,
  ),
} as const satisfies Record<string, ErrorEntry>;
