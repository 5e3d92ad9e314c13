import { expect, it } from 'vitest';
import { FontLibrary } from './drawing/fonts.ts';
import { ImageLibrary } from './drawing/images.ts';
import { MemorySource } from './file/source.ts';
import { readDocumentText } from './printed-text.ts';
import { samplePdf } from './sample.ts';

it('makes a page that says in both languages that it is no document of the office', async () => {
  const libraries = { fonts: new FontLibrary(), images: new ImageLibrary() };
  const { pages } = readDocumentText(
    new MemorySource(Buffer.from(await samplePdf(libraries))),
    libraries.fonts,
  );
  expect(pages).toHaveLength(1);
  expect(pages[0]).toContain('VĂN BẢN KÝ THỬ');
  expect(pages[0]).toContain('Đây không phải văn bản của cơ quan,');
  expect(pages[0]).toContain('It is no document of the office');
});
