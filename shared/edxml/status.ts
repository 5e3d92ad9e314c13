import { codeKey } from '../document/code.ts';
import { documentIdKey, parseDocumentId } from './document-id.ts';
import type { ResponseFor } from './model.ts';
import type { StatusCode } from './status-code.ts';

interface StatusText {
  /** Name of the status, as clerks know it. */
  vi: string;
  en: string;
  /** The sentence that goes into Description when we send it. */
  sent: string;
  /** True when the clerk must give a reason. */
  reason: boolean;
}

export const STATUS_WORDS = {
  '01': {
    vi: 'Đã đến',
    en: 'Arrived',
    sent: 'Đã đến - Phần mềm đã nhận, văn thư chưa xử lý',
    reason: false,
  },
  '02': { vi: 'Từ chối tiếp nhận', en: 'Refused', sent: 'Từ chối tiếp nhận văn bản điện tử', reason: true },
  '03': {
    vi: 'Đã tiếp nhận',
    en: 'Accepted',
    sent: 'Tiếp nhận văn bản điện tử, vào sổ văn bản đến của đơn vị',
    reason: false,
  },
  '04': { vi: 'Phân công', en: 'Assigned', sent: 'Phân công xử lý', reason: false },
  '05': { vi: 'Đang xử lý', en: 'In work', sent: 'Đang xử lý văn bản đến', reason: false },
  '06': { vi: 'Hoàn thành', en: 'Done', sent: 'Hoàn thành xử lý văn bản đến', reason: false },
  '13': { vi: 'Lấy lại', en: 'Asked back', sent: 'Yêu cầu lấy lại văn bản điện tử', reason: true },
  '15': {
    vi: 'Đồng ý cập nhật, lấy lại',
    en: 'Update or recall agreed',
    sent: 'Đồng ý yêu cầu cập nhật, lấy lại văn bản',
    reason: false,
  },
  '16': {
    vi: 'Từ chối cập nhật, lấy lại',
    en: 'Update or recall refused',
    sent: 'Từ chối yêu cầu cập nhật, lấy lại văn bản',
    reason: true,
  },
} as const satisfies Record<StatusCode, StatusText>;

/** What a status says about which letter it means, in comparable form. */
interface StatusKeys {
  documentId: string | undefined;
  organId: string | undefined;
  /** `codeKey` of number/notation. */
  code: string | undefined;
  /** `YYYY-MM-DD`. */
  day: string | undefined;
}

/**
 * Keys of a ResponseFor. Some receivers send only the third part of the DocumentId, in either field, or write its day
 * otherwise: code and day are taken from wherever they stand.
 */
export function statusKeys(response: ResponseFor): StatusKeys {
  const documentId = response.documentId === undefined ? undefined : documentIdKey(response.documentId);
  const parts = documentId === undefined ? undefined : parseDocumentId(documentId);
  const inCode = response.code === undefined ? undefined : parseDocumentId(response.code);
  const code = inCode?.code ?? response.code ?? parts?.code ?? documentId?.split(',').at(-1);
  return {
    documentId,
    organId: response.organId?.trim(),
    code: code === undefined ? undefined : codeKey(code),
    day: response.promulgationDate ?? inCode?.day ?? parts?.day,
  };
}
