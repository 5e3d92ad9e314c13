import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KyguiError } from '../../shared/errors.ts';
import { exportAudit } from '../audit/chain.ts';
import { verifyAudit } from '../audit/verify.ts';
import { outputFile } from '../files/output-file.ts';
import { composeStore } from '../program/compose-store.ts';
import { timestampChecker } from '../program/timestamp-check.ts';
import { openHome } from '../settings/home.ts';
import { loadSettings } from '../settings/load.ts';
import type { Outcome } from './output.ts';

const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'read';

/** `kygui audit export -o FILE`: the whole record as JSON lines; an existing file is never written over. */
export async function exportRecord(file: string): Promise<Outcome> {
  const { path, draft } = await outputFile(file);
  const home = openHome();
  const store = await composeStore(home, loadSettings(home));
  let rows = 0;
  async function* counted() {
    for await (const line of exportAudit(store)) {
      rows += 1;
      yield line;
    }
  }
  try {
    if (existsSync(path)) throw new KyguiError('RECORD_UNWRITABLE', { reason: 'EEXIST' });
    // A part of a record would look like a whole one.
    await pipeline(
      Readable.from(counted()),
      createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    if (thrown instanceof KyguiError || !(thrown as NodeJS.ErrnoException).syscall) throw thrown;
    throw new KyguiError('RECORD_UNWRITABLE', { reason: reasonOf(thrown) }, { cause: thrown });
  } finally {
    await store.close();
  }
  return { json: { output: file, rows }, lines: [`${file}: ${rows}`] };
}

/**
 * `kygui audit verify FILE [--tsa-root PEM]`: needs nothing but the file, and for the time-stamps the root of their
 * authority; exit 3 when the chain or a stamp does not hold.
 * @throws RECORD_UNREADABLE, RECORD_EMPTY
 */
export async function verifyRecord(file: string, tsaRoot: string | undefined): Promise<Outcome> {
  try {
    await stat(file);
    if (tsaRoot !== undefined) await stat(tsaRoot);
  } catch (cause) {
    throw new KyguiError('RECORD_UNREADABLE', { reason: reasonOf(cause) }, { cause });
  }
  const verdict = await verifyAudit(
    file,
    tsaRoot === undefined ? {} : { checkToken: timestampChecker(tsaRoot) },
  ).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.syscall === undefined) throw thrown;
    throw new KyguiError('RECORD_UNREADABLE', { reason: reasonOf(thrown) }, { cause: thrown });
  });
  // Of nothing it cannot be said that it is intact: rows may have been cut off.
  if (verdict.rows === 0 && verdict.intact) throw new KyguiError('RECORD_EMPTY');
  return {
    json: verdict,
    lines: [
      verdict.intact
        ? `Nguyên vẹn: ${verdict.rows} dòng. · Intact: ${verdict.rows} rows.`
        : `KHÔNG nguyên vẹn: ${verdict.faults.length} chỗ. · NOT intact: ${verdict.faults.length} faults.`,
      ...verdict.faults.map(({ line, problem }) => `   dòng / line ${line}: ${problem}`),
      ...verdict.heads.flatMap(({ writer, seq, hash, stampedUpTo, stampedAt }) => [
        `${writer}: ${seq} · ${hash}`,
        stampedUpTo === 0
          ? '   chưa có dấu thời gian · no time-stamp yet'
          : `   dấu thời gian đến dòng ${stampedUpTo}: ${stampedAt ?? 'chưa kiểm tra (--tsa-root)'} · time-stamped up to row ${stampedUpTo}${stampedAt === null ? ', not checked' : ''}`,
      ]),
    ],
    exit: verdict.intact ? 0 : 3,
  };
}
