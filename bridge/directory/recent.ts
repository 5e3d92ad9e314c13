import type { Store } from '../store/store.ts';

/** Letters that are looked back on; what was sent before them says little about the next one. */
const LETTERS = 200;
/** After so many days a use counts half. */
const HALF_LIFE_DAYS = 14;
const DAY_MS = 86_400_000;

export interface RecipientUse {
  code: string;
  /** Instant of the approval, ISO 8601. */
  at: string;
  /** Recipients of the same letter. */
  together: number;
}

/** Recipients of the last letters that one person's bridge approved; colleagues on the same database have their own. */
export async function recipientUses(store: Store, owner: string): Promise<RecipientUse[]> {
  const rows = await store.read((sql) =>
    sql.all(
      `SELECT recipient.letter_id, recipient.code, lately.created_at FROM (SELECT letter_id, created_at FROM job
          WHERE owner = ? AND letter_id IS NOT NULL ORDER BY created_at DESC LIMIT ${LETTERS}) lately
        JOIN recipient ON recipient.letter_id = lately.letter_id`,
      [owner],
    ),
  );
  const together = new Map<string, number>();
  for (const { letter_id } of rows)
    together.set(String(letter_id), (together.get(String(letter_id)) ?? 0) + 1);
  return rows.map((row) => ({
    code: String(row.code),
    at: String(row.created_at),
    together: together.get(String(row.letter_id)) ?? 1,
  }));
}

/**
 * Codes by what speaks for choosing them again: often and lately. One of sixty recipients of a circular counts less
 * than the only one of a letter.
 */
export function rankUses(uses: readonly RecipientUse[], now: number): string[] {
  const scores = new Map<string, number>();
  for (const { code, at, together } of uses) {
    const days = Math.max(0, now - Date.parse(at)) / DAY_MS;
    const weight = 0.5 ** (days / HALF_LIFE_DAYS) / Math.sqrt(Math.max(1, together));
    scores.set(code, (scores.get(code) ?? 0) + weight);
  }
  return [...scores]
    .sort(([oneCode, one], [otherCode, other]) => other - one || (oneCode < otherCode ? -1 : 1))
    .map(([code]) => code);
}
