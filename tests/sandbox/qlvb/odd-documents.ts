import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PDFDocument } from 'pdf-lib';

/** Files that should never have been uploaded, for letters entered with `QlvbServer.add`. */

/** What an old system gives out when somebody uploaded a Word file under the name of a PDF. */
export function notPdf(): Uint8Array {
  return new TextEncoder().encode('{\\rtf1\\ansi Công văn soạn trên máy cũ, chưa xuất ra PDF.}\n');
}

/** A PDF that opens with a password only; needs qpdf. */
export async function passwordPdf(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'kygui-odd-'));
  try {
    const plain = join(folder, 'plain.pdf');
    const locked = join(folder, 'locked.pdf');
    await writeFile(plain, await blankPdf());
    await promisify(execFile)('qpdf', ['--encrypt', 'mo-tep', 'chu-tep', '256', '--', plain, locked]);
    return new Uint8Array(await readFile(locked));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A sound PDF of at least `bytes` bytes: an attachment of noise, as a badly scanned page would be. */
export async function heavyPdf(bytes: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([595.28, 841.89]);
  await document.attach(randomBytes(bytes), 'anh-quet.bin');
  return document.save();
}

async function blankPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([595.28, 841.89]);
  return document.save();
}
