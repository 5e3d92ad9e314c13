import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { auditBytes, auditHash } from './chain.ts';
import { type AuditRow, auditRowSchema } from './entry.ts';

/** The first thing that is wrong with a record, with the line of the file (from 1). */
export interface AuditFault {
  line: number;
  writer: string;
  seq: number | null;
  problem: 'unreadable' | 'hash' | 'link' | 'gap' | 'stamp';
}

export interface AuditVerdict {
  intact: boolean;
  rows: number;
  /** Last row of each writer. Rows cut off after the last time-stamp are not noticed by the file alone. */
  heads: readonly {
    writer: string;
    seq: number;
    hash: string;
    stampedUpTo: number;
    stampedAt: string | null;
  }[];
  faults: readonly AuditFault[];
}

export interface VerifyOptions {
  /**
   * Checks an RFC 3161 token over the SHA-256 of `stamped` under the TSA's root and answers its time (ISO 8601), null
   * when it is wrong. Without it tokens are counted as unchecked: `stampedAt` stays null.
   */
  checkToken?: (stamped: Uint8Array, token: Uint8Array) => Promise<string | null>;
}

/** Rows that other acts may put between a head and its token while the authority is asked. */
const BETWEEN = 1000;

/** Verifies an exported record with nothing but the file (and, for the time-stamps, the TSA's root). */
export async function verifyAudit(file: string, options: VerifyOptions = {}): Promise<AuditVerdict> {
  const faults: AuditFault[] = [];
  const last = new Map<
    string,
    { row: AuditRow; recent: Map<number, AuditRow>; stampedUpTo: number; stampedAt: string | null }
  >();
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let line = 0;
  let rows = 0;
  for await (const text of lines) {
    line += 1;
    if (text === '') continue;
    const row = readRow(text);
    if (!row) {
      faults.push({ line, writer: '', seq: null, problem: 'unreadable' });
      continue;
    }
    rows += 1;
    const before = last.get(row.writer);
    const fault = (problem: AuditFault['problem']) =>
      faults.push({ line, writer: row.writer, seq: row.seq, problem });
    if (auditHash(row) !== row.hash) fault('hash');
    if (row.seq !== (before?.row.seq ?? 0) + 1) fault('gap');
    if (row.previous !== (before?.row.hash ?? '')) fault('link');
    let stampedUpTo = before?.stampedUpTo ?? 0;
    let stampedAt = before?.stampedAt ?? null;
    const { entry } = row;
    if (entry.kind === 'head-stamped') {
      const covered = before?.recent.get(entry.seq);
      const fits = covered !== undefined && covered.hash === entry.hash;
      const check = fits ? options.checkToken : undefined;
      const at = covered
        ? ((await check?.(auditBytes(covered), Buffer.from(entry.token, 'base64'))) ?? null)
        : null;
      if (!fits || (check && at === null)) fault('stamp');
      else [stampedUpTo, stampedAt] = [entry.seq, at];
    }
    const recent = before?.recent ?? new Map<number, AuditRow>();
    recent.set(row.seq, row);
    recent.delete(row.seq - BETWEEN);
    last.set(row.writer, { row, recent, stampedUpTo, stampedAt });
  }
  return {
    intact: faults.length === 0,
    rows,
    heads: [...last.values()].map(({ row, stampedUpTo, stampedAt }) => ({
      writer: row.writer,
      seq: row.seq,
      hash: row.hash,
      stampedUpTo,
      stampedAt,
    })),
    faults,
  };
}

function readRow(text: string): AuditRow | null {
  try {
    const parsed = auditRowSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
