import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackageFile } from '../../bridge/edxml/read-file.ts';
import { writePackageFile } from '../../bridge/edxml/write-file.ts';
import { goldenPackage } from '../vectors/edxml-letter.ts';

/** Writes and reads a package with 200 MB of attachments in a process of its own; prints what its memory grew by. */
const folder = process.argv[2] ?? '';
const MB = 1024 * 1024;
const model = goldenPackage(0);
const names = ['vb.pdf', 'bang.xlsx'];
model.attachments = names.map((attachmentName, index) => ({
  contentId: `00000000-0000-4000-8000-00000000000${index}`,
  attachmentName,
}));
const piece = Buffer.alloc(MB);
for (let at = 0, state = 7; at < MB; at += 4) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  piece.writeUInt32LE(state, at);
}
piece.write('%PDF-1.4\n', 'latin1');
const paths = names.map((name) => join(folder, name));
for (const path of paths) {
  const file = await open(path, 'w');
  for (let written = 0; written < 100; written += 1) await file.write(piece);
  await file.close();
}

globalThis.gc?.();
const before = process.memoryUsage.rss();
const highest = process.resourceUsage().maxRSS;
const out = join(folder, 'out.edxml');
const written = await writePackageFile(model, paths, out);
const limits = { packageBytes: 400 * MB, fileBytes: 150 * MB };
const read = await readPackageFile(out, join(folder, 'read'), limits);
const grown = Math.max(process.memoryUsage.rss() - before, (process.resourceUsage().maxRSS - highest) * 1024);
process.stdout.write(
  JSON.stringify({
    size: written.size,
    same: read.original.sha256 === written.sha256,
    files: read.kind === 'edoc' ? read.attachments.map(({ size, failure }) => ({ size, failure })) : [],
    grownMegabytes: grown / MB,
  }),
);
