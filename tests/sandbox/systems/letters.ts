import { createHash } from 'node:crypto';
import { letterPdf } from '../qlvb/letter-pdf.ts';

/** One letter as the sample systems hold it; invented agencies and persons. */
export interface SampleLetter {
  id: number;
  number: string;
  notation: string;
  /** `YYYY-MM-DD`. */
  date: string;
  kind: string;
  subject: string;
  signer: string;
  position: string;
  priority: string;
  dueDate: string;
  responseFor: string;
  recipients: readonly { code: string; name: string }[];
  fileName: string;
  /** Newest version last. */
  versions: Uint8Array<ArrayBuffer>[];
}

const RECIPIENTS = [
  { code: 'H99.02', name: 'UBND xã Mẫu B' },
  { code: 'G99', name: 'Bộ Mẫu' },
];

const SUBJECTS = [
  'báo cáo công tác văn thư, lưu trữ',
  'mời họp giao ban tháng',
  'cung cấp số liệu chuyển đổi số',
] as const;

/** `2026-01-05` as `05/01/2026`. */
export const printedDay = (day: string): string => day.split('-').reverse().join('/');

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Text as safe HTML. */
export const html = (text: string): string =>
  text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);

/** The letters of one system: in memory, with every version of every file. */
export class SampleLetters {
  readonly all: readonly SampleLetter[];

  constructor(all: readonly SampleLetter[]) {
    this.all = all;
  }

  find(id: number): SampleLetter | undefined {
    return this.all.find((letter) => letter.id === id);
  }

  /** Takes a file back when it is a PDF that is not there yet. */
  take(id: number, bytes: Uint8Array<ArrayBuffer>): boolean {
    const letter = this.find(id);
    const isPdf = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';
    if (!letter || !isPdf || letter.versions.some((one) => digestOf(one) === digestOf(bytes))) return false;
    letter.versions.push(bytes);
    return true;
  }
}

/** Three letters that wait for a signature, numbered from `first`. */
export async function sampleLetters(first: number): Promise<SampleLetters> {
  const letters = SUBJECTS.map(async (subject, index): Promise<SampleLetter> => {
    const number = String(first + index);
    const bytes = await letterPdf({
      parentAgency: 'ỦY BAN NHÂN DÂN TỈNH MẪU',
      agency: 'ỦY BAN NHÂN DÂN XÃ MẪU A',
      notation: 'UBND-VP',
      place: 'Mẫu A',
      year: 2026,
      subject,
      addressees: RECIPIENTS.map(({ name }) => name),
      body: ['Đề nghị Quý cơ quan quan tâm, phối hợp thực hiện./.'],
      authority: ['KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'],
      signer: 'Nguyễn Văn Mẫu',
      toPlaces: ['- Như trên;', '- Lưu: VT.'],
    });
    return {
      id: 4100 + first + index,
      number,
      notation: 'UBND-VP',
      date: '2026-01-05',
      kind: 'Công văn',
      subject,
      signer: 'Nguyễn Văn Mẫu',
      position: 'Phó Chủ tịch',
      priority: index === 0 ? 'Hỏa tốc' : 'Thường',
      dueDate: '2026-02-20',
      responseFor: '31/BM-VP',
      recipients: RECIPIENTS,
      fileName: `cong-van-${number}.pdf`,
      versions: [new Uint8Array(bytes)],
    };
  });
  return new SampleLetters(await Promise.all(letters));
}
