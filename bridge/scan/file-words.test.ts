import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import { secrecyFindings } from '../commands/findings.ts';
import { fileWords } from './file-words.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'words-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const paragraph = (...runs: string[]) =>
  `<w:p>${runs.map((run) => `<w:r><w:t xml:space="preserve">${run}</w:t></w:r>`).join('')}</w:p>`;
const types = strToU8('<?xml version="1.0"?><Types/>');
const docx = (body: string, more: Zippable = {}): Uint8Array =>
  zipSync({
    '[Content_Types].xml': types,
    'word/document.xml': strToU8(
      `<?xml version="1.0"?><w:document ${W}><w:body>${body}</w:body></w:document>`,
    ),
    ...more,
  });
const odt = (body: string, meta = ''): Uint8Array =>
  zipSync({
    mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
    'content.xml': strToU8(
      `<office:document-content xmlns:office="o" xmlns:text="t"><office:body>${body}</office:body></office:document-content>`,
    ),
    'meta.xml': strToU8(`<m xmlns:dc="d"><dc:title>${meta}</dc:title></m>`),
  });
const xlsx = (...cells: string[]): Uint8Array =>
  zipSync({
    '[Content_Types].xml': types,
    'xl/sharedStrings.xml': strToU8(`<sst>${cells.map((cell) => `<si><t>${cell}</t></si>`).join('')}</sst>`),
    'xl/worksheets/sheet1.xml': strToU8('<worksheet><c><v>1</v></c></worksheet>'),
  });
const sheet = (inside: string): Uint8Array =>
  zipSync({
    '[Content_Types].xml': types,
    'xl/worksheets/sheet1.xml': strToU8(`<worksheet>${inside}</worksheet>`),
  });
const pptx = (line: string): Uint8Array =>
  zipSync({
    '[Content_Types].xml': types,
    'ppt/slides/slide1.xml': strToU8(
      `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>${line}</a:t></a:r></a:p></p:sld>`,
    ),
  });

let count = 0;
async function searched(
  bytes: Uint8Array,
  name: string,
  readPdf?: () => Promise<{ pages: string[]; properties: string[] }>,
) {
  count += 1;
  const path = join(folder, String(count));
  writeFileSync(path, bytes);
  return fileWords(path, name, {
    readPdf: readPdf ?? (async () => ({ pages: ['văn bản'], properties: [] })),
  });
}
async function verdict(bytes: Uint8Array, name = 'tep'): Promise<string> {
  const { pages, names, unsearched } = await searched(bytes, name);
  expect(unsearched).toEqual([]);
  return secrecyFindings(pages, names)[0]?.result ?? 'none';
}

describe('a state-secret marking in an attachment that is no PDF', () => {
  it.each([
    ['a paragraph of Word', docx(paragraph('TỐI MẬT'))],
    ['spread over several runs', docx(paragraph('M', 'ẬT'))],
    ['spaced letters', docx(paragraph('M Ậ T'))],
    ['decomposed letters', docx(paragraph('TUYỆT MẬT'.normalize('NFD')))],
    ['the old font TCVN3', docx(paragraph('TèI MËT'))],
    ['the old font VNI', docx(paragraph('TUYEÄT MAÄT'))],
    [
      'a header of Word',
      docx(paragraph('Kính gửi'), { 'word/header1.xml': strToU8(`<w:hdr ${W}>${paragraph('MẬT')}</w:hdr>`) }),
    ],
    [
      'the properties of Word',
      docx(paragraph('Kính gửi'), {
        'docProps/core.xml': strToU8('<c xmlns:dc="d"><dc:subject>[MẬT] Kế hoạch</dc:subject></c>'),
      }),
    ],
    ['a cell of Excel', xlsx('Đơn vị', 'TUYỆT MẬT')],
    ['a slide', pptx('MẬT')],
    ['OpenDocument', odt('<text:p>TUYỆT<text:s/>MẬT</text:p>')],
    ['the title of OpenDocument', odt('<text:p>Kính gửi</text:p>', 'TỐI MẬT')],
    [
      'a watermark of Word',
      docx(paragraph('Kính gửi'), {
        'word/header1.xml': strToU8(
          `<w:hdr ${W} xmlns:v="v"><w:p><w:r><w:pict><v:shape><v:textpath string="TUYỆT MẬT"/></v:shape></w:pict></w:r></w:p></w:hdr>`,
        ),
      }),
    ],
    [
      'a document inside of a document',
      docx(paragraph('Kính gửi'), { 'word/embeddings/bang.docx': docx(paragraph('TỐI MẬT')) }),
    ],
    [
      'a part whose name is written in capitals',
      docx(paragraph('Kính gửi'), {
        'word/HEADER1.XML': strToU8(`<w:hdr ${W}>${paragraph('M', 'ẬT')}</w:hdr>`),
      }),
    ],
    [
      'a part whose name ends like that of the styles',
      docx(paragraph('Kính gửi'), {
        'word/header-styles.xml': strToU8(`<w:hdr ${W}>${paragraph('MẬT')}</w:hdr>`),
      }),
    ],
    [
      'the header of a sheet',
      sheet('<headerFooter><oddHeader>&amp;C&amp;"Arial,Bold"&amp;14MẬT</oddHeader></headerFooter>'),
    ],
    ['what a formula makes', sheet('<c r="A1" t="str"><f>UPPER("tối mật")</f><v>TỐI MẬT</v></c>')],
    ['a file inside of a zip', zipSync({ 'phu-luc/bang.docx': docx(paragraph('MẬT')) })],
    ['a zip inside of a zip', zipSync({ 'a.zip': zipSync({ 'b.xlsx': xlsx('TỐI MẬT') }) })],
    ['the name of a file inside of a zip', zipSync({ 'TOI-MAT_bang.txt': strToU8('văn bản') })],
    ['a text file in UTF-16', Buffer.from('\ufeffKính gửi\r\nMẬT\r\n', 'utf16le')],
    [
      'RTF broken in the middle of a word',
      Buffer.from('{\\rtf1\\ansi TUY\r\n\\u7878?T\r\n M\n\\u7852?T\\par\r\n}'),
    ],
    [
      'HTML as Word saves it',
      strToU8('<html><p><b>TUY&#7878;T M<span lang=VI>&#x1EAC;</span>T</b></p></html>'),
    ],
    ['RTF', Buffer.from('{\\rtf1\\ansi K\\u237?nh g\\u7917?i\\par T\\u7888?I M\\u7852?T\\par}')],
  ])('stops the letter: %s', async (_, bytes) => {
    expect(await verdict(bytes)).toBe('refuse');
  });

  it.each([
    [
      'bảo mật in running text',
      docx(paragraph('Tăng cường công tác bảo mật, giữ bí mật nhà nước và bảo vệ mật khẩu.')),
    ],
    ['a heading on secrets', docx(paragraph('CÔNG TÁC BẢO MẬT THÔNG TIN') + paragraph('MẬT ĐỘ DÂN SỐ'))],
    ['a column with the short name MAT', xlsx('STT', 'MAT', 'Số lượng')],
    ['words in a slide', pptx('Nâng cao ý thức giữ bí mật')],
    [
      'a style or theme of that name',
      docx(paragraph('Kính gửi'), { 'word/theme/theme1.xml': strToU8('<t>MẬT</t>') }),
    ],
  ])('does not stop it: %s', async (_, bytes) => {
    expect(await verdict(bytes)).not.toBe('refuse');
  });
});

describe('what cannot be searched', () => {
  const bomb = () =>
    zipSync({ 'word/document.xml': new Uint8Array(40 * 1_048_576), '[Content_Types].xml': types });
  const withDirectoryAt = (offset: number): Uint8Array => {
    const bytes = Buffer.from(docx(paragraph('MẬT')));
    bytes.writeUInt32LE(offset, bytes.length - 6);
    return bytes;
  };
  it.each([
    ['a zip whose directory lies behind its end', withDirectoryAt(0xffff_fff0)],
    [
      'a workbook of binary parts',
      zipSync({ '[Content_Types].xml': types, 'xl/workbook.bin': new Uint8Array(40) }),
    ],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a])],
    ['the old Word format, which a locked document is too', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a truncated zip', docx(paragraph('MẬT')).subarray(0, 80)],
    ['a document whose part would grow beyond the limit', bomb()],
    ['a part with a DOCTYPE', docx('', { 'word/comments.xml': strToU8('<!DOCTYPE a><a/>') })],
    [
      'a zip too deep',
      zipSync({ 'a.zip': zipSync({ 'b.zip': zipSync({ 'c.zip': zipSync({ d: types }) }) }) }),
    ],
  ])('is named: %s', async (_, bytes) => {
    const { unsearched } = await searched(bytes, 'phu-luc');
    expect(unsearched).toHaveLength(1);
    expect(unsearched[0]).toContain('phu-luc');
  });

  it('a PDF inside of a zip is read like one beside it; one that cannot be read is named', async () => {
    const pdf = strToU8('%PDF-1.7\n');
    const read = await searched(zipSync({ 'van-ban.pdf': pdf }), 'ho-so.zip', async () => ({
      pages: ['MẬT'],
      properties: [],
    }));
    expect(secrecyFindings(read.pages, read.names)[0]?.result).toBe('refuse');
    const locked = await searched(zipSync({ 'van-ban.pdf': pdf }), 'ho-so.zip', async () => {
      throw new KyguiError('PDF_NEEDS_PASSWORD');
    });
    expect(locked.unsearched).toEqual(['ho-so.zip → van-ban.pdf']);
    await expect(
      searched(zipSync({ 'van-ban.pdf': pdf }), 'ho-so.zip', async () => {
        throw new KyguiError('PDF_READER_CRASHED');
      }),
    ).rejects.toMatchObject({ code: 'PDF_READER_CRASHED' });
  });
});
