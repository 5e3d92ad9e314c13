import { PDFDict, PDFDocument, PDFHexString, PDFName } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { secrecyFindings } from '../commands/findings.ts';
import { readDocumentProperties } from './document-properties.ts';
import { PdfFile } from './file/pdf-file.ts';
import { MemorySource } from './file/source.ts';

async function propertiesOf(change: (pdf: PDFDocument) => void): Promise<string[]> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.addPage([300, 400]);
  change(pdf);
  return readDocumentProperties(PdfFile.open(new MemorySource(await pdf.save())));
}

function packet(pdf: PDFDocument, xml: string | Uint8Array): void {
  const bytes = typeof xml === 'string' ? new TextEncoder().encode(xml) : xml;
  const stream = pdf.context.flateStream(bytes, { Type: 'Metadata', Subtype: 'XML' });
  pdf.catalog.set(PDFName.of('Metadata'), pdf.context.register(stream));
}

const xmp = (inside: string) =>
  `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:pdf="http://ns.adobe.com/pdf/1.3/">${inside}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

/** A name in UTF-8, as writers put it into a file. */
const named = (text: string) =>
  PDFName.of(
    [...Buffer.from(text)].map((byte) => `#${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
  );

const stops = (properties: readonly string[]) => secrecyFindings([], properties).map(({ result }) => result);

describe('the words of the metadata', () => {
  it('are title, subject, keywords and own properties, without what programs set', async () => {
    const properties = await propertiesOf((pdf) => {
      pdf.setTitle('Báo cáo mẫu');
      pdf.setSubject('Quý I');
      pdf.setKeywords(['mẫu']);
      pdf.setAuthor('Nguyễn Văn Mẫu');
      pdf.setProducer('Máy in mẫu');
      const info = pdf.context.lookup(pdf.context.trailerInfo.Info, PDFDict);
      info.set(named('Loại'), PDFHexString.of(Buffer.from('Công văn').toString('hex')));
    });
    expect(properties).toEqual(['Báo cáo mẫu', 'Quý I', 'mẫu', 'Loại: Công văn']);
    expect(stops(properties)).toEqual([]);
  });

  it.each<[string, (pdf: PDFDocument) => void]>([
    ['title', (pdf) => pdf.setTitle('TUYỆT MẬT')],
    ['subject', (pdf) => pdf.setSubject('[MẬT] Kế hoạch mẫu')],
    ['keywords', (pdf) => pdf.setKeywords(['kế hoạch\nTỐI MẬT'])],
    [
      'property of the office',
      (pdf) => {
        pdf.setTitle('Mẫu');
        const info = pdf.context.lookup(pdf.context.trailerInfo.Info, PDFDict);
        info.set(named('Độ mật'), PDFHexString.fromText('Tối mật'));
      },
    ],
    [
      'title of the packet',
      (pdf) =>
        packet(
          pdf,
          xmp(
            '<rdf:Description><dc:title><rdf:Alt><rdf:li>M&#7852;T</rdf:li></rdf:Alt></dc:title></rdf:Description>',
          ),
        ),
    ],
    ['attribute of the packet', (pdf) => packet(pdf, xmp('<rdf:Description pdf:Keywords="MẬT"/>'))],
    ['packet that breaks off', (pdf) => packet(pdf, '<r><dc:description>TỐI MẬT</dc:description><open')],
    [
      'packet in UTF-16',
      (pdf) => packet(pdf, Buffer.from('\uFEFF<r><dc:description>TỐI MẬT</dc:description></r>', 'utf16le')),
    ],
  ])('stop a file that is marked in its %s', async (_where, change) => {
    expect(stops(await propertiesOf(change))).toEqual(['refuse']);
  });

  it('are not needed: a packet that is no XML or a broken information dictionary says nothing', async () => {
    expect(await propertiesOf((pdf) => packet(pdf, 'không phải XML'))).toEqual([': không phải XML']);
    const none = await propertiesOf((pdf) => {
      pdf.context.trailerInfo.Info = pdf.context.obj(7);
      pdf.catalog.set(PDFName.of('Metadata'), pdf.context.obj('x'));
    });
    expect(none).toEqual([]);
  });
});
