import type { ErrorEntry } from './entry.ts';
import { tokenObjectErrors } from './token-object.ts';
import { told } from './token-sentence.ts';

/**
 * One entry for each remaining return value of a PKCS#11 module (PKCS#11 v3.1, 3.6 and appendix A); the code
 * is TOKEN_ and the name without CKR_. What clerks really meet (wrong PIN, locked, removed) has entries of
 * its own in token.ts.
 */
export const tokenDriverErrors = {
  TOKEN_VENDOR_ERROR: told(
    'Trình điều khiển thiết bị ký số báo lỗi riêng của hãng, mã {hex} ({module}).',
    "The token's driver reported an error of its maker's own, code {hex} ({module}).",
    'replug',
  ),
  TOKEN_CANCEL: told(
    'Thao tác trên thiết bị ký số đã bị hủy.',
    'The operation on the token was cancelled.',
    'again',
  ),
  TOKEN_HOST_MEMORY: told(
    'Máy tính không đủ bộ nhớ cho trình điều khiển thiết bị ký số.',
    "The computer has too little memory for the token's driver.",
    'again',
    true,
  ),
  TOKEN_SLOT_ID_INVALID: told(
    'Đầu đọc của thiết bị ký số không còn nữa.',
    'The reader of the token is no longer there.',
    'replug',
    true,
  ),
  TOKEN_GENERAL_ERROR: told(
    'Trình điều khiển thiết bị ký số báo lỗi chung.',
    "The token's driver reported a general error.",
    'replug',
    true,
  ),
  TOKEN_FUNCTION_FAILED: told(
    'Thiết bị ký số không làm được thao tác vừa yêu cầu.',
    'The token could not do what was asked.',
    'replug',
    true,
  ),
  TOKEN_ARGUMENTS_BAD: told(
    'Trình điều khiển thiết bị ký số từ chối yêu cầu vì tham số.',
    "The token's driver refused the request because of its arguments.",
    'software',
  ),
  TOKEN_NO_EVENT: told(
    'Thiết bị ký số chưa có thay đổi nào.',
    'Nothing has changed at the token.',
    'again',
    true,
  ),
  TOKEN_NEED_TO_CREATE_THREADS: told(
    'Trình điều khiển thiết bị ký số cần tạo luồng riêng.',
    "The token's driver needs threads of its own.",
    'software',
  ),
  TOKEN_CANT_LOCK: told(
    'Trình điều khiển thiết bị ký số không khóa được tài nguyên.',
    "The token's driver cannot lock its resources.",
    'software',
  ),
  TOKEN_ACTION_PROHIBITED: told(
    'Thiết bị ký số cấm thao tác này.',
    'The token prohibits this action.',
    'certificate',
  ),
  TOKEN_DEVICE_ERROR: told(
    'Thiết bị ký số hoặc đầu đọc bị lỗi khi làm việc.',
    'The token or its reader failed while working.',
    'replug',
    true,
  ),
  TOKEN_DEVICE_MEMORY: told('Thiết bị ký số hết bộ nhớ.', 'The token has run out of memory.', 'replug', true),
  TOKEN_FUNCTION_CANCELED: told(
    'Việc nhập mã PIN trên đầu đọc hoặc trong cửa sổ của thiết bị ký số đã bị hủy hay quá giờ.',
    "PIN entry on the reader or in the token's own window was cancelled or ran out of time.",
    'pin',
  ),
  TOKEN_FUNCTION_NOT_PARALLEL: told(
    'Trình điều khiển thiết bị ký số không có thao tác song song.',
    "The token's driver runs nothing in parallel.",
    'again',
  ),
  TOKEN_FUNCTION_NOT_SUPPORTED: told(
    'Trình điều khiển thiết bị ký số không có chức năng cần dùng.',
    "The token's driver lacks a function that is needed.",
    'software',
  ),
  TOKEN_OPERATION_ACTIVE: told(
    'Thiết bị ký số đang làm dở một thao tác khác.',
    'The token is still busy with another operation.',
    'again',
    true,
  ),
  TOKEN_OPERATION_NOT_INITIALIZED: told(
    'Thao tác ký trên thiết bị ký số chưa được bắt đầu đúng.',
    'The operation on the token was not begun properly.',
    'again',
    true,
  ),
  TOKEN_OPERATION_CANCEL_FAILED: told(
    'Thiết bị ký số không dừng được thao tác đang làm.',
    'The token could not cancel its operation.',
    'replug',
  ),
  TOKEN_SESSION_CLOSED: told(
    'Phiên làm việc với thiết bị ký số đã bị đóng.',
    'The session with the token was closed.',
    'pin',
    true,
  ),
  TOKEN_SESSION_COUNT: told(
    'Thiết bị ký số đang được quá nhiều phần mềm dùng.',
    'Too many programs are using the token.',
    'close',
    true,
  ),
  TOKEN_SESSION_HANDLE_INVALID: told(
    'Phiên làm việc với thiết bị ký số không còn nữa.',
    'The session with the token is gone.',
    'pin',
    true,
  ),
  TOKEN_SESSION_PARALLEL_NOT_SUPPORTED: told(
    'Thiết bị ký số không cho mở phiên song song.',
    'The token does not allow parallel sessions.',
    'software',
  ),
  TOKEN_SESSION_READ_ONLY: told(
    'Phiên làm việc với thiết bị ký số chỉ được đọc.',
    'The session with the token is read-only.',
    'again',
  ),
  TOKEN_SESSION_EXISTS: told(
    'Thiết bị ký số đang có phiên khác mở.',
    'Another session with the token is open.',
    'close',
    true,
  ),
  TOKEN_SESSION_READ_ONLY_EXISTS: told(
    'Thiết bị ký số đang có phiên chỉ đọc mở.',
    'A read-only session with the token is open.',
    'close',
    true,
  ),
  TOKEN_SESSION_READ_WRITE_SO_EXISTS: told(
    'Thiết bị ký số đang được quản trị viên mở.',
    "The token is open in its administrator's mode.",
    'close',
    true,
  ),
  TOKEN_SESSION_ASYNC_NOT_SUPPORTED: told(
    'Thiết bị ký số không có phiên bất đồng bộ.',
    'The token has no asynchronous sessions.',
    'software',
  ),
  TOKEN_NOT_PRESENT: told(
    'Không có thiết bị ký số trong đầu đọc.',
    'There is no token in the reader.',
    'replug',
    true,
  ),
  TOKEN_NOT_RECOGNIZED: told(
    'Trình điều khiển không nhận ra thiết bị ký số này.',
    'The driver does not recognise this token.',
    'software',
  ),
  TOKEN_WRITE_PROTECTED: told('Thiết bị ký số đang chống ghi.', 'The token is write-protected.', 'software'),
  TOKEN_USER_ALREADY_LOGGED_IN: told(
    'Thiết bị ký số báo đã đăng nhập từ trước nên không kiểm tra được mã PIN; phần mềm không ký khi chưa kiểm tra PIN.',
    'The token says that someone is logged in already, so the PIN could not be checked.',
    'close',
    true,
  ),
  TOKEN_USER_NOT_LOGGED_IN: told(
    'Thiết bị ký số đã tự đăng xuất.',
    'The token has logged out by itself.',
    'pin',
    true,
  ),
  TOKEN_USER_TYPE_INVALID: told(
    'Thiết bị ký số không nhận kiểu đăng nhập này.',
    'The token does not accept this kind of login.',
    'software',
  ),
  TOKEN_USER_ANOTHER_ALREADY_LOGGED_IN: told(
    'Người dùng khác đang đăng nhập thiết bị ký số.',
    'Another user is logged in to the token.',
    'close',
    true,
  ),
  TOKEN_USER_TOO_MANY_TYPES: told(
    'Thiết bị ký số không nhận thêm kiểu người dùng.',
    'The token accepts no further kind of user.',
    'close',
  ),
  TOKEN_BUFFER_TOO_SMALL: told(
    'Thiết bị ký số trả về dữ liệu dài hơn chỗ dành sẵn.',
    'The token returned more data than there was room for.',
    'again',
    true,
  ),
  TOKEN_CRYPTOKI_NOT_INITIALIZED: told(
    'Trình điều khiển thiết bị ký số chưa khởi động.',
    "The token's driver has not started.",
    'again',
    true,
  ),
  TOKEN_CRYPTOKI_ALREADY_INITIALIZED: told(
    'Trình điều khiển thiết bị ký số đã khởi động từ trước.',
    "The token's driver had been started before.",
    'again',
    true,
  ),
  TOKEN_MUTEX_BAD: told(
    'Trình điều khiển thiết bị ký số lỗi khóa luồng.',
    "A lock of the token's driver is bad.",
    'software',
  ),
  TOKEN_MUTEX_NOT_LOCKED: told(
    'Trình điều khiển thiết bị ký số lỗi mở khóa luồng.',
    "A lock of the token's driver was not locked.",
    'software',
  ),
  TOKEN_LIBRARY_LOAD_FAILED: told(
    'Trình điều khiển thiết bị ký số không nạp được thư viện của nó.',
    "The token's driver could not load a library of its own.",
    'software',
  ),
  TOKEN_FUNCTION_REJECTED: told(
    'Yêu cầu ký bị từ chối trên thiết bị ký số.',
    'The request to sign was rejected at the token.',
    'pin',
  ),
  TOKEN_RESOURCE_EXCEEDED: told(
    'Thiết bị ký số hết tài nguyên để làm việc.',
    'The token has run out of resources.',
    'replug',
    true,
  ),
  ...tokenObjectErrors,
} as const satisfies Record<string, ErrorEntry>;
