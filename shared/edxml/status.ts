import { codeKey } from '../document/code.ts';
import { documentIdKey, parseDocumentId } from './document-id.ts';
import type { ResponseFor } from './model.ts';
import { isStatusCode, normaliseStatusCode, type StatusCode } from './status-code.ts';

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

/** Words for a code as received; unknown ones are shown raw. */
export function statusLabel(rawCode: string): { vi: string; en: string } {
  const code = normaliseStatusCode(rawCode);
  if (isStatusCode(code)) return { vi: STATUS_WORDS[code].vi, en: STATUS_WORDS[code].en };
  return { vi: `Mã trạng thái ${code}`, en: `Status code ${code}` };
}

/**
 * What we may send next for one received letter. `last` is the last of 01 … 06 that we sent, `openRequest` tells
 * whether a request (a 13, or a package of kind 1 or 2) waits for its one answer.
 */
export function allowedNext(last: StatusCode | undefined, openRequest = false): StatusCode[] {
  const steps: Partial<Record<StatusCode, StatusCode[]>> = {
    '01': ['02', '03'],
    // Only when the clerk takes the refusal back.
    '02': ['03'],
    '03': ['04', '05', '06', '02'],
    '04': ['05', '06'],
    '05': ['06'],
  };
  const next = last === undefined ? (['01'] as const) : (steps[last] ?? []);
  return openRequest ? [...next, '15', '16'] : [...next];
}

/** Where a letter stands at one receiver, in the words clerks know from the sending side. */
export type DeliveryStep = 'none' | 'arrived' | 'returned' | 'accepted' | 'processing' | 'done';

export const DELIVERY_WORDS = {
  none: { vi: 'Đã gửi', en: 'Sent' },
  arrived: { vi: 'Đã đến chờ tiếp nhận', en: 'Arrived, waiting to be accepted' },
  returned: { vi: 'Bị trả lại', en: 'Returned' },
  accepted: { vi: 'Đã tiếp nhận', en: 'Accepted' },
  processing: { vi: 'Đang xử lý', en: 'In work' },
  done: { vi: 'Đã hoàn thành', en: 'Done' },
} as const satisfies Record<DeliveryStep, { vi: string; en: string }>;

const RANK: Partial<Record<StatusCode, { rank: number; step: DeliveryStep }>> = {
  '01': { rank: 1, step: 'arrived' },
  '03': { rank: 2, step: 'accepted' },
  '04': { rank: 3, step: 'processing' },
  '05': { rank: 4, step: 'processing' },
  '06': { rank: 5, step: 'done' },
};

/**
 * The highest step reached, from codes in the order they came; duplicates and codes out of order do no harm. A 02
 * returns the letter until a later 03 or above takes it up again; a 01 that comes late does not.
 */
export function deliveryStep(codes: readonly string[]): DeliveryStep {
  let best = { rank: 0, step: 'none' as DeliveryStep };
  let returned = false;
  for (const raw of codes) {
    const code = normaliseStatusCode(raw);
    if (code === '02') {
      returned = true;
      continue;
    }
    const reached = isStatusCode(code) ? RANK[code] : undefined;
    if (reached === undefined) continue;
    if (reached.rank > 1) returned = false;
    if (reached.rank > best.rank) best = reached;
  }
  return returned ? 'returned' : best.step;
}

/** What a status says about which letter it means, in comparable form. */
export interface StatusKeys {
  documentId: string | undefined;
  organId: string | undefined;
  /** `codeKey` of number/notation. */
  code: string | undefined;
  /** `YYYY-MM-DD`. */
  day: string | undefined;
}

/**
 * Keys of a ResponseFor. Some receivers send only the third part of the DocumentId, in either field: code and day
 * are taken from wherever they stand.
 */
export function statusKeys(response: ResponseFor): StatusKeys {
  const documentId = response.documentId === undefined ? undefined : documentIdKey(response.documentId);
  const parts = documentId === undefined ? undefined : parseDocumentId(documentId);
  const inCode = response.code === undefined ? undefined : parseDocumentId(response.code);
  const bare =
    documentId !== undefined && parts === undefined && /^[^,]+\/[^,]+$/u.test(documentId)
      ? documentId
      : undefined;
  const code = inCode?.code ?? response.code ?? parts?.code ?? bare;
  return {
    documentId,
    organId: response.organId?.trim(),
    code: code === undefined ? undefined : codeKey(code),
    day: response.promulgationDate ?? inCode?.day ?? parts?.day,
  };
}

/** A letter that a status may mean. */
export interface MatchableLetter {
  documentId?: string | undefined;
  /** Every code of the unit that issued it, old ones too. */
  organIds: readonly string[];
  /** `number/notation`. */
  code: string;
  promulgationDate?: string | undefined;
}

export type StatusMatch<L> =
  | { found: 'documentId' | 'code-date' | 'code'; letter: L }
  | { found: 'ambiguous'; letters: L[] }
  | { found: 'none' };

/**
 * The letter a status means: by DocumentId (exact after NFC and trimming), else by organ, code and date, else by
 * organ and code when the status carries no date. Several that fit equally are ambiguous: never a guess. `asked`
 * is the unit's code that the status names when it differs from the issuer (code 13 names the receiver).
 */
export function matchStatus<L extends MatchableLetter>(
  response: ResponseFor,
  letters: readonly L[],
): StatusMatch<L> {
  const keys = statusKeys(response);
  const decide = (found: 'documentId' | 'code-date' | 'code', fitting: L[]): StatusMatch<L> | undefined => {
    const [letter] = fitting;
    if (letter === undefined) return undefined;
    return fitting.length === 1 ? { found, letter } : { found: 'ambiguous', letters: fitting };
  };
  if (keys.documentId !== undefined) {
    const wanted = keys.documentId;
    const byId = letters.filter(
      ({ documentId }) => documentId !== undefined && documentIdKey(documentId) === wanted,
    );
    const match = decide('documentId', byId);
    if (match !== undefined) return match;
  }
  const { organId, code, day } = keys;
  if (code === undefined) return { found: 'none' };
  const byCode = letters.filter(
    (letter) => codeKey(letter.code) === code && (organId === undefined || letter.organIds.includes(organId)),
  );
  if (day === undefined) return decide('code', byCode) ?? { found: 'none' };
  const byDate = byCode.filter(({ promulgationDate }) => promulgationDate === day);
  return decide('code-date', byDate) ?? { found: 'none' };
}
