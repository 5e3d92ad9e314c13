import { expect, test } from 'vitest';
import { shownFileName } from './file-name.ts';

test('a name that turns its own extension around, or hides a part of it, is shown as what it is', () => {
  expect(shownFileName('bao-cao\u202efdp.exe')).toBe('bao-caofdp.exe');
  expect(shownFileName('Quyết\u200b định\u2066.pdf')).toBe('Quyết định.pdf');
  expect(shownFileName('Phụ lục 1/2.docx')).toBe('Phụ lục 1/2.docx');
});

test('a name of thousands of letters keeps its extension, and no half of a character', () => {
  const name = shownFileName(`${'Trích yếu '.repeat(500)}.pdf`);
  expect(name).toHaveLength(200);
  expect(name.endsWith('.pdf')).toBe(true);
  expect(shownFileName(`${'a'.repeat(195)}😀${'b'.repeat(40)}.pdf`)).toBe(`${'a'.repeat(195)}.pdf`);
});
