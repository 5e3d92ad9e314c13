import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Submission } from '../../../bridge/sending/outbox.ts';
import { letterDraftSchema } from '../../../shared/document/letter.ts';

export const OFFICE_ONE = { organId: 'H99.01', organName: 'Ủy ban nhân dân xã Mẫu Một' };
export const OFFICE_TWO = { organId: 'H99.02', organName: 'Ủy ban nhân dân xã Mẫu Hai' };

/** A letter of office one with one file; `number` makes it another letter. */
export async function submission(
  folder: string,
  number: number,
  change: { to?: readonly string[]; priority?: number; subject?: string; jobKey?: string } = {},
): Promise<Submission> {
  const bytes = Buffer.from(`%PDF-1.7\nthân văn bản số ${number}\n`);
  const path = join(folder, `van-ban-${number}.pdf`);
  await writeFile(path, bytes);
  const documentId = randomUUID();
  return {
    jobKey: change.jobKey ?? randomUUID(),
    from: OFFICE_ONE,
    files: { [documentId]: { path, sha256: createHash('sha256').update(bytes).digest('hex') } },
    draft: letterDraftSchema.parse({
      number: String(number),
      notation: 'UBND-VP',
      date: '2026-01-05',
      subject: change.subject ?? `V/v gửi số liệu mẫu lần ${number}`,
      signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
      priority: change.priority ?? 0,
      documentType: { type: 2, typeDetail: 18, typeName: 'Công văn' },
      recipients: (change.to ?? ['H99.02']).map((code) => ({ code })),
      attachments: [{ documentId, name: `van-ban-${number}.pdf`, main: true }],
    }),
  };
}
