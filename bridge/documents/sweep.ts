import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../store/durable-file.ts';

export interface HeldLimits {
  /** Files that nobody asked for within so many days go. */
  days: number;
  /** Of all others the oldest go until so many bytes are left; those of the last day stay in any case. */
  bytes: number;
}

const DAY_MS = 86_400_000;
const ORIGINAL = /^([0-9a-f-]{36})\.original$/u;
/** What a process that was killed left half written. */
const PART = /\.part$/u;

interface Held {
  name: string;
  /** Null for what never became a document. */
  documentId: string | null;
  size: number;
  usedAtMs: number;
}

/**
 * Ends files that were handed over and never signed: the letter lies with its page, and the window that showed it was
 * closed. What was signed stays, since nobody here knows whether its page has it; so does what `busy` names. Answers the
 * ids of the documents that are gone.
 */
export async function sweepDocuments(
  folder: string,
  limits: HeldLimits,
  busy: ReadonlySet<string>,
  nowMs: number,
): Promise<string[]> {
  const names = await readdir(folder);
  const signed = new Set(names);
  const left: Held[] = [];
  for (const name of names) {
    const documentId = ORIGINAL.exec(name)?.[1] ?? null;
    if (documentId === null && !PART.test(name)) continue;
    if (documentId !== null && (busy.has(documentId) || signed.has(`${documentId}.signed.pdf`))) continue;
    const found = await stat(join(folder, name)).catch(absent);
    if (found) left.push({ name, documentId, size: found.size, usedAtMs: found.mtimeMs });
  }
  left.sort((a, b) => a.usedAtMs - b.usedAtMs);
  let bytes = left.reduce((sum, { size }) => sum + size, 0);
  const gone: string[] = [];
  for (const { name, documentId, size, usedAtMs } of left) {
    const ageMs = nowMs - usedAtMs;
    if (ageMs < DAY_MS || (ageMs < limits.days * DAY_MS && bytes <= limits.bytes)) continue;
    await rm(join(folder, name), { force: true });
    bytes -= size;
    if (documentId !== null) gone.push(documentId);
  }
  return gone;
}

/** Somebody else was faster. */
function absent(thrown: unknown): undefined {
  if (systemCode(thrown) !== 'ENOENT') throw thrown;
}
