import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfReaderHost } from '../../../bridge/pdf/prepare-host/pdf-reader-host.ts';
import { makeLetter } from '../../vectors/make-pdf.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const entry = join(root, 'bridge/pdf/prepare-host/child.ts');
const settings = { entry, execArgv: ['--import', 'tsx'] };

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-words-'));
  const document = zipSync({
    '[Content_Types].xml': strToU8('<?xml version="1.0"?><Types/>'),
    'word/document.xml': strToU8(
      '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>TỐI MẬT</w:t></w:r></w:p></w:body></w:document>',
    ),
  });
  writeFileSync(
    at('ho-so.zip'),
    zipSync({ 'bang.docx': document, 'van-ban.pdf': await makeLetter(), 'hong.pdf': strToU8('%PDF-1.7\n') }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an Office file, a zip or a text that somebody sent', () => {
  it('is searched in a process of its own, with the PDFs in it', async () => {
    const host = new PdfReaderHost(settings);
    try {
      const { pages, names, unsearched } = await host.words(at('ho-so.zip'), 'ho-so.zip');
      expect(pages.join('\n')).toContain('TỐI MẬT');
      expect(pages.length).toBeGreaterThan(1);
      expect(names).toContain('van-ban.pdf');
      expect(unsearched).toEqual(['ho-so.zip → hong.pdf']);
    } finally {
      host.close();
    }
  });

  it.each([
    ['takes too long', { seconds: 0.01 }, 'PDF_READER_TIMEOUT'],
    ['takes too much memory', { megabytes: 80 }, 'PDF_READER_CRASHED'],
  ])('that %s costs that process alone, and nothing is concluded from it', async (_, limits, code) => {
    const host = new PdfReaderHost({ ...settings, ...limits });
    try {
      await expect(host.words(at('ho-so.zip'), 'ho-so.zip')).rejects.toMatchObject({ code });
    } finally {
      host.close();
    }
  });

  it('is read by no other part of the bridge', () => {
    const readers = readdirSync(join(root, 'bridge'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .filter((file) =>
        /import (?:\{[^}]*\} from )?'[^']*\/file-words\.ts'|import\('[^']*\/file-words\.ts'\)/u.test(
          readFileSync(join(root, 'bridge', file), 'utf8'),
        ),
      )
      .map((file) => file.replaceAll('\\', '/'));
    expect(readers).toEqual(['pdf/prepare-host/child.ts']);
  });
});
