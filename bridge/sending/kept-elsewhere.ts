import type { Store } from '../store/store.ts';
import type { Shelf } from './shelf.ts';

/** A signed file that nothing waits for, and where its bytes lie; null where the page's own system has them. */
export interface KeptElsewhere {
  documentId: string;
  sha256: string;
  copy: string | null;
}

const DAY_MS = 86_400_000;

/**
 * Documents of this bridge whose every job came to its end so many days ago: the letter was taken by the axis or by its
 * recipient, the received letter bears its stamp. What was signed and not sent from here is among them only where the
 * page's own words said that it has the file; otherwise it may be the only copy of what was approved.
 */
export async function keptElsewhere(
  { store, shelf, owner }: { store: Store; shelf: Pick<Shelf, 'keptPath'>; owner: string },
  days: number,
): Promise<KeptElsewhere[]> {
  return store.read(async (sql) => {
    const before = new Date(Date.parse(await sql.now()) - days * DAY_MS).toISOString();
    const rows = await sql.all(
      `SELECT job_item.document_id, job_item.signed_sha256, receive_stamp.stamped_path, job.letter_id,
          CASE WHEN job.state = 'signed' AND job.updated_at < ?
            AND (receive_stamp.state = 'stamped'
              OR (outbox.state IN ('receipted', 'arrived', 'closed') AND outbox.updated_at < ?)
              OR (job.letter_id IS NULL AND receive_stamp.job_key IS NULL AND job.taken_at < ?))
            THEN 1 ELSE 0 END AS done
        FROM job_item JOIN job ON job.job_key = job_item.job_key
          LEFT JOIN outbox ON outbox.outbox_id = job.letter_id
          LEFT JOIN receive_stamp ON receive_stamp.job_key = job.job_key
        WHERE job.owner = ? ORDER BY job_item.document_id`,
      [before, before, before, owner],
    );
    const open = new Set(rows.filter(({ done }) => Number(done) === 0).map((row) => row.document_id));
    return rows.flatMap((row): KeptElsewhere[] => {
      if (open.has(row.document_id ?? null) || row.signed_sha256 === null) return [];
      const sha256 = String(row.signed_sha256);
      const withLetter = row.letter_id === null ? null : shelf.keptPath(sha256);
      const copy = row.stamped_path === null ? withLetter : String(row.stamped_path);
      return [{ documentId: String(row.document_id), sha256, copy }];
    });
  });
}
