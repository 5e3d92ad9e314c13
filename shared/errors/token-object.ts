import type { ErrorEntry } from './entry.ts';
import { told } from './token-sentence.ts';

/** Return values about keys, mechanisms, data and other objects on a token; see token-driver.ts. */
export const tokenObjectErrors = {
  TOKEN_ATTRIBUTE_READ_ONLY: told(
    'Một thuộc tính trên thiết bị ký số chỉ được đọc.',
    'An attribute on the token is read-only.',
    'software',
  ),
  TOKEN_ATTRIBUTE_SENSITIVE: told(
    'Thiết bị ký số không cho đọc thuộc tính của khóa.',
    'The token does not show this attribute of the key.',
    'software',
  ),
  TOKEN_ATTRIBUTE_TYPE_INVALID: told(
    'Thiết bị ký số không biết một thuộc tính được hỏi.',
    'The token does not know an attribute asked for.',
    'software',
  ),
  TOKEN_ATTRIBUTE_VALUE_INVALID: told(
    'Thiết bị ký số không nhận giá trị của một thuộc tính.',
    'The token does not accept the value of an attribute.',
    'software',
  ),
  TOKEN_DATA_INVALID: told(
    'Thiết bị ký số không nhận dữ liệu cần ký.',
    'The token does not accept the data to be signed.',
    'software',
  ),
  TOKEN_DATA_LEN_RANGE: told(
    'Độ dài dữ liệu cần ký không hợp với khóa trên thiết bị ký số.',
    'The data to be signed does not fit the key on the token.',
    'certificate',
  ),
  TOKEN_ENCRYPTED_DATA_INVALID: told(
    'Thiết bị ký số báo dữ liệu mã hóa không hợp lệ.',
    'The token says that encrypted data are not valid.',
    'software',
  ),
  TOKEN_ENCRYPTED_DATA_LEN_RANGE: told(
    'Thiết bị ký số báo độ dài dữ liệu mã hóa không hợp lệ.',
    'The token says that encrypted data have a wrong length.',
    'software',
  ),
  TOKEN_AEAD_DECRYPT_FAILED: told(
    'Thiết bị ký số không giải mã được dữ liệu.',
    'The token could not decrypt the data.',
    'software',
  ),
  TOKEN_KEY_HANDLE_INVALID: told(
    'Khóa bí mật trên thiết bị ký số không còn dùng được trong phiên này.',
    'The private key is no longer usable in this session.',
    'pin',
    true,
  ),
  TOKEN_KEY_SIZE_RANGE: told(
    'Thiết bị ký số không ký được với độ dài khóa này.',
    'The token cannot sign with a key of this size.',
    'certificate',
  ),
  TOKEN_KEY_TYPE_INCONSISTENT: told(
    'Loại khóa trên thiết bị ký số không hợp với cách ký.',
    'The kind of key does not fit the way of signing.',
    'certificate',
  ),
  TOKEN_KEY_NOT_NEEDED: told(
    'Thiết bị ký số báo không cần khóa.',
    'The token says that no key is needed.',
    'software',
  ),
  TOKEN_KEY_CHANGED: told(
    'Khóa trên thiết bị ký số đã thay đổi.',
    'The key on the token has changed.',
    'certificate',
  ),
  TOKEN_KEY_NEEDED: told(
    'Thiết bị ký số báo thiếu khóa.',
    'The token says that a key is missing.',
    'software',
  ),
  TOKEN_KEY_INDIGESTIBLE: told(
    'Thiết bị ký số không băm được khóa này.',
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
    'Khóa này không lấy ra khỏi thiết bị ký số được.',
    'This key cannot leave the token.',
    'software',
  ),
  TOKEN_KEY_EXHAUSTED: told(
    'Khóa đã dùng hết số lần ký cho phép.',
    'The key has made all the signatures it may make.',
    'certificate',
  ),
  TOKEN_MECHANISM_INVALID: told(
    'Thiết bị ký số không có thuật toán ký cần dùng.',
    'The token lacks the signature algorithm needed.',
    'certificate',
  ),
  TOKEN_MECHANISM_PARAM_INVALID: told(
    'Thiết bị ký số không nhận tham số của thuật toán ký.',
    'The token does not accept the parameters of the signature algorithm.',
    'software',
  ),
  TOKEN_OBJECT_HANDLE_INVALID: told(
    'Một đối tượng trên thiết bị ký số không còn nữa.',
    'An object on the token is no longer there.',
    'replug',
    true,
  ),
  TOKEN_SIGNATURE_INVALID: told(
    'Thiết bị ký số báo chữ ký không hợp lệ.',
    'The token says that the signature is not valid.',
    'again',
  ),
  TOKEN_SIGNATURE_LEN_RANGE: told(
    'Thiết bị ký số báo độ dài chữ ký sai.',
    'The token says that the signature has a wrong length.',
    'again',
  ),
  TOKEN_TEMPLATE_INCOMPLETE: told(
    'Thiết bị ký số báo thiếu thông tin đối tượng.',
    'The token says that the description of an object is incomplete.',
    'software',
  ),
  TOKEN_TEMPLATE_INCONSISTENT: told(
    'Thiết bị ký số báo thông tin đối tượng mâu thuẫn.',
    'The token says that the description of an object contradicts itself.',
    'software',
  ),
  TOKEN_UNWRAPPING_KEY_HANDLE_INVALID: told(
    'Khóa mở gói trên thiết bị ký số không còn.',
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
  TOKEN_WRAPPED_KEY_INVALID: told('Khóa đã gói không hợp lệ.', 'The wrapped key is not valid.', 'software'),
  TOKEN_WRAPPED_KEY_LEN_RANGE: told(
    'Độ dài khóa đã gói sai.',
    'The wrapped key has a wrong length.',
    'software',
  ),
  TOKEN_WRAPPING_KEY_HANDLE_INVALID: told(
    'Khóa gói trên thiết bị ký số không còn.',
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
    'Thiết bị ký số không nhận mầm ngẫu nhiên.',
    'The token accepts no random seed.',
    'software',
  ),
  TOKEN_RANDOM_NO_RNG: told(
    'Thiết bị ký số không có bộ sinh số ngẫu nhiên.',
    'The token has no random number generator.',
    'software',
  ),
  TOKEN_DOMAIN_PARAMS_INVALID: told(
    'Tham số miền của khóa trên thiết bị ký số không hợp lệ.',
    'The domain parameters of the key are not valid.',
    'certificate',
  ),
  TOKEN_CURVE_NOT_SUPPORTED: told(
    'Thiết bị ký số không có đường cong của khóa này.',
    "The token lacks this key's curve.",
    'certificate',
  ),
  TOKEN_SAVED_STATE_INVALID: told(
    'Trạng thái đã lưu của thiết bị ký số không hợp lệ.',
    'The saved state of the token is not valid.',
    'again',
  ),
  TOKEN_INFORMATION_SENSITIVE: told(
    'Thiết bị ký số không cho đọc thông tin này.',
    'The token does not show this information.',
    'software',
  ),
  TOKEN_STATE_UNSAVEABLE: told(
    'Thiết bị ký số không lưu được trạng thái.',
    'The state of the token cannot be saved.',
    'again',
  ),
  TOKEN_NEW_PIN_MODE: told(
    'Thiết bị ký số đòi đổi mã PIN theo cách riêng.',
    'The token demands a new PIN in its own way.',
    'software',
  ),
  TOKEN_NEXT_OTP: told(
    'Thiết bị ký số đòi mã dùng một lần kế tiếp.',
    'The token demands the next one-time code.',
    'pin',
  ),
  TOKEN_EXCEEDED_MAX_ITERATIONS: told(
    'Thiết bị ký số vượt quá số lần lặp cho phép.',
    'The token exceeded its number of iterations.',
    'again',
  ),
  TOKEN_FIPS_SELF_TEST_FAILED: told(
    'Thiết bị ký số không qua được phép tự kiểm tra.',
    'The token failed its self-test.',
    'certificate',
  ),
  TOKEN_PIN_TOO_WEAK: told(
    'Thiết bị ký số cho rằng mã PIN quá yếu.',
    'The token finds the PIN too weak.',
    'software',
  ),
  TOKEN_PUBLIC_KEY_INVALID: told(
    'Khóa công khai trên thiết bị ký số không hợp lệ.',
    'The public key on the token is not valid.',
    'certificate',
  ),
} as const satisfies Record<string, ErrorEntry>;
