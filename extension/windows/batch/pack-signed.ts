import { zip } from 'fflate';
import type { Job } from '../../messages/job.ts';
import { ask, heldFile } from '../parts/worker.ts';

/** `a.pdf`, `a (2).pdf`, …: two letters of one name both come into the archive. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const dot = name.lastIndexOf('.');
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 2; ; number += 1) {
    const next = `${stem} (${number})${end}`;
    if (!taken.has(next)) return next;
  }
}

/**
 * All signed files of a batch as one ZIP archive, stored as they are: PDFs hardly shrink.
 * @param onTaken told how many files are in
 */
export async function packSigned(
  jobKeys: readonly string[],
  onTaken: (count: number) => void,
): Promise<Blob> {
  const files: Record<string, Uint8Array> = {};
  for (const [index, jobKey] of jobKeys.entries()) {
    onTaken(index);
    const job = await ask<Job>('job.follow', { jobKey });
    const file = await heldFile(jobKey, 'signed.pdf');
    const name = freeName(job.outcome?.items[0]?.name ?? job.file.name, new Set(Object.keys(files)));
    files[name] = new Uint8Array(await file.arrayBuffer());
  }
  return new Promise((resolve, reject) => {
    zip(files, { level: 0 }, (error, bytes) => {
      if (error) reject(error);
      else resolve(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
    });
  });
}
