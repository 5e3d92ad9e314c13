import type { ErrorEntry } from './entry.ts';

/**
 * Failures on the way to an axis and in its directory. `outcome` in the details of a send says what is known:
 * `not-sent`, `refused` (the axis answered no) or `unknown`.
 */
export const axisErrors = {
  AXIS_UNREACHABLE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Chưa kết nối được trục: máy chủ {host} không trả lời. Không có gì bị mất.',
      next: 'Phần mềm tự thử lại. Nếu kéo dài, nhờ bộ phận CNTT kiểm tra mạng chuyên dùng và địa chỉ trục.',
    },
    en: {
      says: 'The axis cannot be reached: {host} does not answer. Nothing is lost.',
      next: 'The program tries again by itself. If it lasts, have IT check the state network and the axis address.',
    },
  },
  AXIS_NAME_UNKNOWN: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Chưa kết nối được trục: không tìm thấy tên máy chủ {host}. Không có gì bị mất.',
      next: 'Nhờ bộ phận CNTT kiểm tra địa chỉ trục trong cấu hình và máy chủ tên miền (DNS).',
    },
    en: {
      says: 'The axis cannot be reached: the name {host} is not known. Nothing is lost.',
      next: 'Have IT check the axis address in the settings and the name server (DNS).',
    },
  },
  AXIS_CONNECT_TIMEOUT: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Chưa kết nối được trục: quá thời gian chờ khi mở kết nối tới {host}. Không có gì bị gửi đi.',
      next: 'Phần mềm tự thử lại. Nếu kéo dài, nhờ bộ phận CNTT kiểm tra đường truyền và tường lửa.',
    },
    en: {
      says: 'The axis cannot be reached: opening a connection to {host} took too long. Nothing was sent.',
      next: 'The program tries again by itself. If it lasts, have IT check the line and the firewall.',
    },
  },
  AXIS_TIMEOUT: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục trả lời quá chậm cho thao tác {operation}. Không có gì bị mất.',
      next: 'Phần mềm tự thử lại sau ít phút; không cần làm gì.',
    },
    en: {
      says: 'The axis was too slow to answer {operation}. Nothing is lost.',
      next: 'The program tries again in a few minutes; there is nothing to do.',
    },
  },
  AXIS_CONNECTION_BROKEN: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Kết nối tới trục bị ngắt giữa chừng khi làm {operation}. Không có gì bị mất.',
      next: 'Phần mềm tự thử lại. Nếu lặp lại nhiều lần, nhờ bộ phận CNTT kiểm tra đường truyền.',
    },
    en: {
      says: 'The connection to the axis broke during {operation}. Nothing is lost.',
      next: 'The program tries again by itself. If it happens often, have IT check the line.',
    },
  },
  AXIS_OUTCOME_UNKNOWN: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Chưa rõ kết quả gửi: kết nối hoặc trả lời của trục bị hỏng sau khi gói tin đã bắt đầu truyền đi ({reason}). Gói tin vẫn được giữ nguyên.',
      next: 'Đừng gửi lại ngay. Phần mềm sẽ hỏi trục xem gói tin đã đến chưa; nếu trục không trả lời được, phần mềm để anh/chị quyết định.',
    },
    en: {
      says: 'The outcome is not known: the connection or the answer failed after the upload had begun ({reason}). The package is kept as it is.',
      next: 'Do not send again now. The program asks the axis whether the package arrived; if the axis cannot tell, the decision is yours.',
    },
  },
  AXIS_TLS: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Kết nối bảo mật tới {host} không được tin cậy ({reason}). Chưa có gì bị gửi đi.',
      next: 'Kiểm tra ngày giờ của máy. Nếu đúng, nhờ bộ phận CNTT cài chứng thư của máy chủ trục.',
    },
    en: {
      says: 'The secure connection to {host} is not trusted ({reason}). Nothing was sent.',
      next: "Check the clock of this computer. If it is right, have IT install the certificate of the axis' server.",
    },
  },
  AXIS_PROXY: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Máy chủ trung gian (proxy) không cho kết nối tới trục ({reason}). Chưa có gì bị gửi đi.',
      next: 'Nhờ bộ phận CNTT kiểm tra cấu hình proxy, hoặc bỏ proxy cho địa chỉ trục.',
    },
    en: {
      says: 'The proxy does not let the connection to the axis through ({reason}). Nothing was sent.',
      next: 'Have IT check the proxy settings, or exempt the axis address from the proxy.',
    },
  },
  AXIS_REDIRECT: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Địa chỉ trục chuyển hướng sang trang khác ({location}), thường là trang đăng nhập. Phần mềm không đi theo.',
      next: 'Nhờ bộ phận CNTT kiểm tra lại địa chỉ trục và việc đăng nhập mạng.',
    },
    en: {
      says: 'The axis address leads elsewhere ({location}), usually to a login page. The program did not follow.',
      next: 'Have IT check the axis address and the login to the network.',
    },
  },
  AXIS_HTTP: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Máy chủ trục báo lỗi HTTP {status} cho thao tác {operation}. Không có gì bị mất.',
      next: 'Phần mềm tự thử lại. Nếu kéo dài, báo đơn vị vận hành trục kèm mã lỗi này.',
    },
    en: {
      says: 'The axis server answers HTTP {status} to {operation}. Nothing is lost.',
      next: 'The program tries again by itself. If it lasts, tell the operator of the axis this code.',
    },
  },
  AXIS_OPERATION_MISSING: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Máy chủ trục không có thao tác {operation} (HTTP {status}).',
      next: 'Nhờ bộ phận CNTT kiểm tra địa chỉ và loại trục trong cấu hình.',
    },
    en: {
      says: 'The axis server does not know the operation {operation} (HTTP {status}).',
      next: 'Have IT check the address and the kind of axis in the settings.',
    },
  },
  AXIS_REPLY_NOT_JSON: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục trả về một trang web thay vì dữ liệu cho thao tác {operation}. Phần mềm không coi đó là "không có văn bản".',
      next: 'Phần mềm tự thử lại. Nếu kéo dài, nhờ bộ phận CNTT kiểm tra địa chỉ trục và proxy.',
    },
    en: {
      says: 'The axis answered {operation} with something that is not data, perhaps a web page. It is not taken for "no letters".',
      next: 'The program tries again by itself. If it lasts, have IT check the axis address and the proxy.',
    },
  },
  AXIS_REPLY_EMPTY: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục trả lời rỗng cho thao tác {operation}. Phần mềm không coi đó là "không có văn bản".',
      next: 'Phần mềm tự thử lại; không cần làm gì.',
    },
    en: {
      says: 'The axis answered {operation} with nothing at all. It is not taken for "no letters".',
      next: 'The program tries again by itself; there is nothing to do.',
    },
  },
  AXIS_REPLY_TRUNCATED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trả lời của trục cho thao tác {operation} bị cụt giữa chừng. Phần chưa trọn không được dùng.',
      next: 'Phần mềm tự thử lại; không cần làm gì.',
    },
    en: {
      says: 'The answer of the axis to {operation} is cut off. The incomplete part is not used.',
      next: 'The program tries again by itself; there is nothing to do.',
    },
  },
  AXIS_REPLY_INVALID: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trả lời của trục cho thao tác {operation} không đúng dạng đã thỏa thuận ({problem}).',
      next: 'Phần mềm tự thử lại. Nếu kéo dài, báo đơn vị vận hành trục kèm mã lỗi này.',
    },
    en: {
      says: 'The answer of the axis to {operation} does not have the agreed form ({problem}).',
      next: 'The program tries again by itself. If it lasts, tell the operator of the axis this code.',
    },
  },
  AXIS_REPLY_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Trả lời của trục cho thao tác {operation} vượt giới hạn {limit} byte nên không được nhận.',
      next: 'Nếu đây là văn bản có tệp lớn hợp lệ, nhờ bộ phận CNTT nâng giới hạn trong cấu hình.',
    },
    en: {
      says: 'The answer of the axis to {operation} is larger than the limit of {limit} bytes and was not taken.',
      next: 'If this is a genuine letter with large files, have IT raise the limit in the settings.',
    },
  },
  AXIS_FAILED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục từ chối thao tác {operation}: mã {axisCode}, {axisText}',
      next: 'Phần mềm thử lại sau. Nếu vẫn lỗi, báo đơn vị vận hành trục nguyên văn mã và lời báo này.',
    },
    en: {
      says: 'The axis refused {operation}: code {axisCode}, {axisText}',
      next: 'The program tries again later. If it still fails, tell the operator of the axis this code and text.',
    },
  },
  AXIS_CREDENTIALS: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Trục không nhận kết nối của đơn vị: sai mã hệ thống hoặc khóa kết nối (mã {axisCode}). Không có gì bị gửi đi.',
      next: 'Nhờ bộ phận CNTT kiểm tra mã hệ thống và khóa kết nối trong cấu hình. Phần mềm tạm ngừng thử.',
    },
    en: {
      says: 'The axis does not accept our connection: wrong system id or secret (code {axisCode}). Nothing was sent.',
      next: 'Have IT check the system id and the secret in the settings. The program stops trying for now.',
    },
  },
  AXIS_CLOCK: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Giờ của máy lệch {seconds} giây so với trục nên trục không nhận kết nối. Không có gì bị gửi đi.',
      next: 'Chỉnh lại ngày giờ của máy (đồng bộ tự động), rồi thử lại.',
    },
    en: {
      says: 'The clock of this computer differs by {seconds} seconds from the axis, which refuses the connection. Nothing was sent.',
      next: 'Set the clock of this computer right (automatic synchronisation), then try again.',
    },
  },
  AXIS_HASH_FILE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục báo mã băm của gói tin không khớp, kể cả sau khi tính lại. Gói tin chưa được nhận và vẫn còn nguyên.',
      next: 'Phần mềm thử lại sau. Nếu vẫn lỗi, báo đơn vị vận hành trục và bộ phận hỗ trợ.',
    },
    en: {
      says: 'The axis says that the digest of the package does not match, even after computing it again. The package was not taken and is kept.',
      next: 'The program tries again later. If it still fails, tell the operator of the axis and your help desk.',
    },
  },
  AXIS_RECIPIENT_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đơn vị nhận không tồn tại trên trục. Văn bản chưa được gửi tới đơn vị này.',
      next: 'Tìm lại đơn vị nhận trong danh bạ rồi gửi cho đúng mã.',
    },
    en: {
      says: 'The recipient does not exist on the axis. The letter was not sent to this unit.',
      next: 'Look the recipient up in the directory again and send to the right code.',
    },
  },
  AXIS_RECIPIENT_LOCKED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đơn vị nhận đã bị khóa trên trục. Văn bản chưa được gửi tới đơn vị này.',
      next: 'Hỏi đơn vị nhận mã đang dùng, hoặc gửi bản giấy.',
    },
    en: {
      says: 'The recipient is locked on the axis. The letter was not sent to this unit.',
      next: 'Ask the recipient for the code now in use, or send on paper.',
    },
  },
  AXIS_SENDER_UNREGISTERED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đơn vị gửi chưa đăng ký trên trục. Văn bản chưa được gửi.',
      next: 'Nhờ bộ phận CNTT đăng ký mã đơn vị với đơn vị vận hành trục, hoặc sửa mã đơn vị trong cấu hình.',
    },
    en: {
      says: 'The sending unit is not registered on the axis. The letter was not sent.',
      next: 'Have IT register the unit with the operator of the axis, or correct the unit code in the settings.',
    },
  },
  AXIS_SYSTEM_ERROR: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục đang gặp lỗi hệ thống (mã {axisCode}: {axisText}). Văn bản vẫn nằm trong hàng chờ.',
      next: 'Phần mềm tự thử lại; không cần làm gì.',
    },
    en: {
      says: 'The axis has a system error (code {axisCode}: {axisText}). The letter stays in the queue.',
      next: 'The program tries again by itself; there is nothing to do.',
    },
  },
  AXIS_FILE_PROCESSING: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục lỗi khi xử lý tệp (mã {axisCode}: {axisText}). Văn bản chưa được gửi và vẫn còn nguyên.',
      next: 'Phần mềm thử lại sau. Nếu vẫn lỗi, báo đơn vị vận hành trục.',
    },
    en: {
      says: 'The axis failed to process the file (code {axisCode}: {axisText}). The letter was not sent and is kept.',
      next: 'The program tries again later. If it still fails, tell the operator of the axis.',
    },
  },
  AXIS_PACKAGE_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trục báo tệp gói tin không hợp lệ (mã {axisCode}: {axisText}). Văn bản chưa được gửi.',
      next: 'Chạy "kygui edxml check" trên gói tin và báo kết quả cho bộ phận hỗ trợ.',
    },
    en: {
      says: 'The axis says that the package file is not valid (code {axisCode}: {axisText}). The letter was not sent.',
      next: 'Run "kygui edxml check" on the package and tell your help desk the result.',
    },
  },
  AXIS_PACKAGE_MALFORMED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trục báo gói edXML sai định dạng (mã {axisCode}: {axisText}). Văn bản chưa được gửi.',
      next: 'Chạy "kygui edxml check" trên gói tin và báo kết quả cho bộ phận hỗ trợ.',
    },
    en: {
      says: 'The axis says that the edXML is malformed (code {axisCode}: {axisText}). The letter was not sent.',
      next: 'Run "kygui edxml check" on the package and tell your help desk the result.',
    },
  },
  AXIS_PACKAGE_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Gói tin có {size} byte, vượt giới hạn {limit} byte. Chưa có gì bị gửi đi.',
      next: 'Bỏ bớt hoặc nén tệp đính kèm, hoặc chia văn bản thành nhiều lần gửi.',
    },
    en: {
      says: 'The package has {size} bytes, over the limit of {limit} bytes. Nothing was sent.',
      next: 'Remove or compress attachments, or send in several parts.',
    },
  },
  AXIS_SIZE_REFUSED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Máy chủ trục không nhận gói tin lớn như vậy (HTTP {status}). Văn bản chưa được gửi.',
      next: 'Bỏ bớt hoặc nén tệp đính kèm, hoặc hỏi đơn vị vận hành trục về giới hạn dung lượng.',
    },
    en: {
      says: 'The axis server does not take a package this large (HTTP {status}). The letter was not sent.',
      next: 'Remove or compress attachments, or ask the operator of the axis for its limit.',
    },
  },
  AXIS_PACKAGE_CHANGED: {
    severity: 'fatal',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Gói tin đã lưu không còn giống lúc đóng gói nên không được gửi. Bản gốc của văn bản không bị ảnh hưởng.',
      next: 'Báo bộ phận hỗ trợ: ổ đĩa có thể hỏng hoặc tệp đã bị sửa. Sau đó đóng gói lại văn bản.',
    },
    en: {
      says: 'The stored package is no longer what was packed, so it was not sent. The letter itself is untouched.',
      next: 'Tell your help desk: the disk may be failing or the file was changed. Then package the letter again.',
    },
  },
  AXIS_TOO_MANY_RECIPIENTS: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Quá nhiều nơi nhận cho một lần gửi ({count}). Chưa có gì bị gửi đi.',
      next: 'Chia danh sách nơi nhận thành nhiều lần gửi.',
    },
    en: {
      says: 'There are too many recipients for one sending ({count}). Nothing was sent.',
      next: 'Split the list of recipients into several sendings.',
    },
  },
  AXIS_VALUE_UNSENDABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Giá trị của "{field}" có ký tự không thể truyền qua trục. Chưa có gì bị gửi đi.',
      next: 'Sửa mã đơn vị hoặc cấu hình: chỉ dùng chữ cái không dấu, chữ số và dấu chấm.',
    },
    en: {
      says: 'The value of "{field}" has characters that cannot travel over the axis. Nothing was sent.',
      next: 'Correct the unit code or the settings: plain letters, digits and dots only.',
    },
  },
  AXIS_ITEM_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Trục không còn gói tin mang mã vận chuyển này. Danh sách chờ của trục có thể đã thay đổi.',
      next: 'Không cần làm gì; lần lấy danh sách sau sẽ cho biết. Nếu thiếu văn bản, hỏi đơn vị gửi.',
    },
    en: {
      says: 'The axis no longer has the package of this transport id. Its pending list may have changed.',
      next: 'There is nothing to do; the next list will tell. If a letter is missing, ask its sender.',
    },
  },
  AXIS_PACKAGE_UNREADABLE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Dữ liệu gói tin nhận từ trục không giải mã được (base64 hỏng hoặc rỗng). Gói tin vẫn còn trên trục.',
      next: 'Phần mềm tự lấy lại. Nếu vẫn hỏng, đề nghị đơn vị gửi gửi lại.',
    },
    en: {
      says: 'The package data from the axis cannot be decoded (broken or empty base64). The package is still on the axis.',
      next: 'The program fetches it again. If it stays broken, ask the sender to send again.',
    },
  },
  AXIS_LOGIN_FAILED: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Không đăng nhập được vào trục (HTTP {status}). Không có gì bị gửi đi.',
      next: 'Nhờ bộ phận CNTT kiểm tra tên đăng nhập và mật khẩu của hệ thống kết nối.',
    },
    en: {
      says: 'The login to the axis failed (HTTP {status}). Nothing was sent.',
      next: 'Have IT check the user name and password of the connected system.',
    },
  },
  AXIS_UNSUPPORTED: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Loại trục này ({kind}) không có thao tác {operation}.',
      next: 'Làm thao tác này trên hệ thống của trục, hoặc hỏi bộ phận hỗ trợ.',
    },
    en: {
      says: 'This kind of axis ({kind}) does not offer {operation}.',
      next: 'Do it in the system of the axis, or ask your help desk.',
    },
  },
  AXIS_STOPPED: {
    severity: 'notice',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Thao tác {operation} với trục được dừng trước khi xong. Không có gì bị mất.',
      next: 'Không cần làm gì; phần mềm sẽ làm tiếp.',
    },
    en: {
      says: 'The call {operation} to the axis was stopped before its end. Nothing is lost.',
      next: 'There is nothing to do; the program will go on with it.',
    },
  },
  FILEDROP_FOLDER: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không đọc hoặc ghi được thư mục trao đổi gói tin ({reason}). Gói tin vẫn được giữ trong phần mềm.',
      next: 'Kiểm tra thư mục hoặc ổ USB còn cắm, còn chỗ trống và có quyền ghi, rồi thử lại.',
    },
    en: {
      says: 'The folder for exchanging packages cannot be read or written ({reason}). The package is kept by the program.',
      next: 'Check that the folder or USB disk is there, has space and may be written to, then try again.',
    },
  },
  FILEDROP_FOREIGN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trong thư mục trao đổi có tệp không phải gói tin của phần mềm: {file}. Tệp được để nguyên.',
      next: 'Chuyển tệp này đi nơi khác, hoặc hỏi người đã chép nó vào.',
    },
    en: {
      says: 'The exchange folder has a file that is not a package of this program: {file}. It was left as it is.',
      next: 'Move the file elsewhere, or ask the person who put it there.',
    },
  },
  DIRECTORY_EMPTY: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trục trả về danh bạ rỗng hoặc thiếu quá nhiều đơn vị ({received}/{known}). Danh bạ cũ vẫn được giữ.',
      next: 'Phần mềm tự đồng bộ lại. Nếu kéo dài, báo đơn vị vận hành trục.',
    },
    en: {
      says: 'The axis gave an empty directory or one that lacks too many units ({received} of {known}). The old one is kept.',
      next: 'The program synchronises again. If it lasts, tell the operator of the axis.',
    },
  },
  DIRECTORY_OWN_CODE_MISSING: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Mã đơn vị của anh/chị ({code}) không có trong danh bạ của trục. Nơi khác có thể không gửi được cho đơn vị.',
      next: 'Nhờ bộ phận CNTT kiểm tra mã đơn vị trong cấu hình, hoặc đăng ký mã với đơn vị vận hành trục.',
    },
    en: {
      says: 'The code of your unit ({code}) is not in the directory of the axis. Others may be unable to send to you.',
      next: 'Have IT check the unit code in the settings, or register it with the operator of the axis.',
    },
  },
  DIRECTORY_OWN_CODE_CLOSED: {
    severity: 'warning',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Mã đơn vị của anh/chị ({code}) đã đóng trong danh bạ của trục. Mã thay thế: {successor}.',
      next: 'Nhờ bộ phận CNTT đổi sang mã mới trong cấu hình.',
    },
    en: {
      says: 'The code of your unit ({code}) is closed in the directory of the axis. Its successor: {successor}.',
      next: 'Have IT change the settings to the new code.',
    },
  },
  DIRECTORY_UNIT_UNKNOWN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mã đơn vị {code} không có trong danh bạ của trục.',
      next: 'Tìm lại đơn vị theo tên. Nếu đơn vị mới đăng ký, đồng bộ danh bạ rồi thử lại.',
    },
    en: {
      says: 'The unit code {code} is not in the directory of the axis.',
      next: 'Search for the unit by name. If it registered lately, synchronise the directory and try again.',
    },
  },
  DIRECTORY_UNIT_CLOSED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đơn vị {code} đã đóng. Mã thay thế: {successor}.',
      next: 'Chọn đơn vị thay thế rồi gửi lại.',
    },
    en: {
      says: 'The unit {code} is closed. Its successor: {successor}.',
      next: 'Choose the successor and send again.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
