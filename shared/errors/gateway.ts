import type { ErrorEntry } from './entry.ts';

/** Between a clerk's bridge and the gateway that alone holds the agency's connection to the axis. */
export const gatewayErrors = {
  GATEWAY_CERTIFICATE_MISSING: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Cổng kết nối của cơ quan đòi chứng thư máy khách mà máy này không gửi. Chưa có gì được gửi; văn bản vẫn chờ trong hàng đợi.',
      next: 'Nhờ bộ phận CNTT điền "certificateFile" và "keyFile" trong mục "axis" của settings.json.',
    },
    en: {
      says: "The agency's gateway asks for a client certificate and this computer gave none. Nothing was sent; letters wait in the outbox.",
      next: 'Have IT fill in "certificateFile" and "keyFile" under "axis" in settings.json.',
    },
  },
  GATEWAY_CERTIFICATE_FOREIGN: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Cổng kết nối không nhận chứng thư của máy này: không phải do cơ quan cấp ({reason}). Chưa có gì được gửi; văn bản vẫn chờ.',
      next: 'Nhờ bộ phận CNTT cấp lại chứng thư máy khách cho máy này.',
    },
    en: {
      says: "The gateway does not take this computer's certificate: it was not issued by the agency ({reason}). Nothing was sent; letters wait.",
      next: 'Have IT issue a client certificate for this computer.',
    },
  },
  GATEWAY_CERTIFICATE_EXPIRED: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Chứng thư của máy này với cổng kết nối đã hết hạn hoặc chưa có hiệu lực. Chưa có gì được gửi; văn bản vẫn chờ.',
      next: 'Kiểm tra ngày giờ của máy. Nếu đúng, nhờ bộ phận CNTT cấp chứng thư mới.',
    },
    en: {
      says: "This computer's certificate for the gateway has expired or is not valid yet. Nothing was sent; letters wait.",
      next: 'Check the clock of this computer. If it is right, have IT issue a new certificate.',
    },
  },
  GATEWAY_CERTIFICATE_DENIED: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Cơ quan đã thu hồi quyền dùng cổng kết nối của máy này. Chưa có gì được gửi; văn bản vẫn chờ.',
      next: 'Liên hệ bộ phận CNTT; nếu máy vẫn được dùng, họ sẽ cấp chứng thư mới.',
    },
    en: {
      says: 'The agency has withdrawn the right of this computer to use the gateway. Nothing was sent; letters wait.',
      next: 'Ask IT; they issue a new certificate when the computer is still in use.',
    },
  },
  GATEWAY_DENY_LIST: {
    severity: 'fatal',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Cổng kết nối không đọc được danh sách chứng thư bị thu hồi nên từ chối mọi máy. Chưa có gì được gửi; văn bản vẫn chờ.',
      next: 'Nhờ bộ phận CNTT sửa tệp "deniedFile" của cổng kết nối; các máy sẽ tự gửi tiếp.',
    },
    en: {
      says: 'The gateway cannot read its list of withdrawn certificates and so refuses everybody. Nothing was sent; letters wait.',
      next: 'Have IT mend the gateway\'s "deniedFile"; the bridges go on by themselves.',
    },
  },
  GATEWAY_REQUEST: {
    severity: 'error',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Cổng kết nối không hiểu yêu cầu của máy này ({problem}). Chưa có gì được gửi.',
      next: 'Nhờ bộ phận CNTT cài cùng một phiên bản Ký Gửi cho cổng kết nối và các máy.',
    },
    en: {
      says: 'The gateway does not understand the request of this computer ({problem}). Nothing was sent.',
      next: 'Have IT install the same version of Ký Gửi on the gateway and on the computers.',
    },
  },
  GATEWAY_NOT_SET: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chưa cấu hình cổng kết nối: {problem}.',
      next: 'Điền "agency", "axis" (vxp, lgsp hoặc filedrop) và "gateway" trong settings.json, theo docs/it-guide.md.',
    },
    en: {
      says: 'The gateway is not set up: {problem}.',
      next: 'Fill in "agency", "axis" (vxp, lgsp or filedrop) and "gateway" in settings.json, see docs/it-guide.md.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
