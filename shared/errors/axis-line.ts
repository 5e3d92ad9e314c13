import type { ErrorEntry } from './entry.ts';

/** The line to an axis and the form of its replies. */
export const axisLineErrors = {
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
} as const satisfies Record<string, ErrorEntry>;
