import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileWords, fileWords } from './file-words.ts';

/** Reads the text of a PDF on the disk; the reader's processes stand behind it. */
type ReadText = (path: string) => Promise<{ pages: readonly string[]; properties: readonly string[] }>;

/** The words of a file of any kind; a PDF inside of another file is read from a place of its own for a moment. */
export function searchedFile(readText: ReadText, path: string, name: string): Promise<FileWords> {
  return fileWords(path, name, {
    async readPdf(file) {
      if (typeof file === 'string') return readText(file);
      const folder = await mkdtemp(join(tmpdir(), 'kygui-words-'));
      try {
        const inside = join(folder, 'inside.pdf');
        await writeFile(inside, file, { mode: 0o600 });
        return await readText(inside);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  });
}
