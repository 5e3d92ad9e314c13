import type { HandInValues } from '../../messages/wizard-entry.ts';

/** A letter that nobody sent: what a dry run shows, and what is written as a sample. */
export const SAMPLE_LETTER: Required<HandInValues> = {
  code: '15/UBND-VP',
  number: '15',
  notation: 'UBND-VP',
  date: '2026-01-05',
  subject: 'V/v gửi báo cáo công tác văn thư (văn bản mẫu)',
  signerName: 'Nguyễn Văn Mẫu',
  fromCode: 'H99.02',
  fromName: 'UBND xã Mẫu B',
  toPlaces: 'Như trên; Lưu: VT',
  priority: '1',
  dueDate: '2026-02-20',
  receivedDate: '2026-01-06',
  entryNumber: '27',
  entryDate: '2026-01-06',
};
