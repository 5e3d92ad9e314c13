import { momentInVietnam } from '../../shared/document/vietnam-time.ts';
import type { Organisation, StatusPackage } from '../../shared/edxml/model.ts';

/** What a status says to people at the other end when the clerk adds nothing (edXML 6.1). */
export const WORDS = {
  '01': 'Phần mềm: Văn bản đã đến, văn thư chưa xử lý',
  '02': 'Văn thư: Từ chối tiếp nhận văn bản',
  '03': 'Văn thư: Đã tiếp nhận văn bản, vào sổ văn bản đến',
  '04': 'Lãnh đạo: Phân công xử lý',
  '05': 'Chuyên viên: Đang xử lý văn bản',
  '06': 'Văn thư: Hoàn thành xử lý văn bản',
  '15': 'Văn thư: Đồng ý yêu cầu cập nhật, lấy lại văn bản',
  '16': 'Văn thư: Từ chối yêu cầu cập nhật, lấy lại văn bản',
} as const;

export type AnswerCode = keyof typeof WORDS;

/** ResponseFor names the letter and, as OrganId, the unit that sent it; the time is Vietnam's. */
export function statusPackage(
  agency: Organisation,
  answer: {
    statusCode: string;
    description: string;
    toCode: string;
    code: string;
    documentId: string;
    date: string | null;
    now: string;
  },
): StatusPackage {
  return {
    from: agency,
    responseFor: {
      organId: answer.toCode,
      code: answer.code,
      ...(answer.documentId === '' ? {} : { documentId: answer.documentId }),
      ...(answer.date === null ? {} : { promulgationDate: answer.date }),
    },
    statusCode: answer.statusCode,
    description: answer.description.slice(0, 500),
    timestamp: momentInVietnam(Date.parse(answer.now)),
  };
}

/** The words of an answer with the clerk's reason and the entry in the register. */
export function describeAnswer(
  code: AnswerCode,
  more: { reason?: string | undefined; entryNumber?: string | undefined; entryDate?: string | undefined },
): string {
  const entry = more.entryNumber
    ? ` số ${more.entryNumber}${more.entryDate ? ` ngày ${more.entryDate.split('-').reverse().join('/')}` : ''}`
    : '';
  const reason = more.reason?.trim() ? `. Lý do: ${more.reason.normalize('NFC').trim()}` : '';
  return `${WORDS[code]}${entry}${reason}`;
}
