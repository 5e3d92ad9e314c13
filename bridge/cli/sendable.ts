import { refusalsOf } from '../../shared/document/send-rules.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { packageSecrecy } from '../../shared/edxml/package-secrecy.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import { gateFindings, secrecyFindings, unsearchedFindings } from '../commands/findings.ts';
import type { Bridge } from '../compose.ts';
import type { ReadFileResult } from '../edxml/read-file.ts';
import { passGate } from '../pdf/judge/gate-decision.ts';

/** A file of which no reader shows a page cannot show a marking either; one that is locked may. */
const SHOWS_NOTHING: ReadonlySet<string> = new Set(['PDF_NOT_PDF', 'PDF_XREF_DAMAGED', 'PDF_OBJECT_DAMAGED']);

/** What was seen of one file of a package; null when it is no PDF, or none that can be read. */
export interface SeenFile {
  verdict: PdfVerdict;
  /** Text of each page as printed; empty for scans. */
  pages: string[];
  findings: Finding[];
}

/** What was seen of the files of a package. */
export interface SeenPackage {
  /** In the order of the attachments; null for what is no PDF that can be read. */
  files: (SeenFile | null)[];
  /** Of those that are none: markings that a person must look at, and what could not be searched. */
  others: Finding[];
}

/**
 * The same gate for a package that somebody built elsewhere as for a letter that is signed here: no state-secret
 * marking in its words, on a page or in the text of another file, no broken signature, nothing that changes what is seen. Answers what it saw.
 * @throws STATE_SECRET_MARK, GATE_SIGNATURES_BROKEN, GATE_ACTIVE_CONTENT, PDF_NEEDS_PASSWORD and its like
 */
export async function assertSendable(
  { judge, reader }: Pick<Bridge, 'judge' | 'reader'>,
  read: ReadFileResult,
): Promise<SeenPackage> {
  if (packageSecrecy(read)?.strength === 'stamp') throw new KyguiError('STATE_SECRET_MARK');
  const files: (SeenFile | null)[] = [];
  const others: Finding[] = [];
  for (const [index, path] of read.paths.entries()) {
    const file = path === undefined ? null : await look(judge, reader, path);
    files.push(file);
    if (file !== null || path === undefined) continue;
    const name = read.kind === 'edoc' ? (read.attachments[index]?.originalName ?? '') : '';
    others.push(...(await search(reader, path, name)));
  }
  return { files, others };
}

/** A file that is no PDF. @throws STATE_SECRET_MARK */
async function search(reader: Bridge['reader'], path: string, name: string): Promise<Finding[]> {
  const { pages, names, unsearched } = await reader.words(path, name);
  const marks = secrecyFindings(pages, names);
  if (refusalsOf(marks).length > 0) throw new KyguiError('STATE_SECRET_MARK');
  return [...marks, ...unsearchedFindings(unsearched)];
}

async function look(
  judge: Bridge['judge'],
  reader: Bridge['reader'],
  path: string,
): Promise<SeenFile | null> {
  try {
    const report = await judge.gate(path, 'send');
    const { pages, properties } = await reader.text(path);
    const marks = secrecyFindings(pages, properties);
    if (refusalsOf(marks).length > 0) throw new KyguiError('STATE_SECRET_MARK');
    passGate(report);
    return {
      verdict: report.verdict,
      pages,
      findings: [...gateFindings(report), ...marks],
    };
  } catch (thrown) {
    if (!(thrown instanceof KyguiError) || !SHOWS_NOTHING.has(thrown.code)) throw thrown;
    return null;
  }
}
