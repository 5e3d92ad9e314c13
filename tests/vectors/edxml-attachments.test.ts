import { describe, expect, test } from 'vitest';
import { nodeEngine } from '../../bridge/edxml/engine.ts';
import { portableEngine } from '../../shared/edxml/portable-engine.ts';
import { readPackage } from '../../shared/edxml/read/read.ts';
import { type MemoryBytes, memorySink } from '../../shared/edxml/read/sink.ts';
import { zipSingleEntry } from '../../shared/edxml/zip-writer.ts';
import { collect, goldenPackage, inPieces, PDF_STUB, TEXT_STUB } from './edxml-letter.ts';
import { attachment, codes, PDF64, readDocument, STATUS, withAttachment } from './edxml-reading.ts';

describe.each(Object.entries({ portable: portableEngine, node: nodeEngine }))(
  'attachments with the %s engine',
  (_name, engine) => {
    const only = async (text: string) => {
      const outcome = await readDocument(text, engine);
      return {
        received: outcome.attachments[0],
        file: outcome.files[0] as MemoryBytes | undefined,
        warnings: codes(outcome),
      };
    };
    const zip = (name: string, bytes: Uint8Array) =>
      collect(
        zipSingleEntry(
          name,
          (async function* () {
            yield bytes;
          })(),
          { year: 2026, month: 1, day: 5, hour: 8, minute: 0, second: 0 },
          engine,
        ),
      );

    test.each([
      ['wrapped lines', PDF64.replaceAll(/(.{8})/gu, '$1\r\n')],
      ['spaces around', `\n   ${PDF64}\n  `],
      ['CDATA', `<![CDATA[${PDF64}]]>`],
      [
        'CDATA in two parts',
        `<![CDATA[${PDF64.slice(0, 9)}]]>${PDF64.slice(9, 11)}<![CDATA[${PDF64.slice(11)}]]>`,
      ],
      ['carriage returns as references', PDF64.replace(/(.{12})/u, '$1&#13;\n&#xD;')],
      ['a comment inside', `${PDF64.slice(0, 7)}<!-- > AAAA -->${PDF64.slice(7)}`],
      ['an instruction inside', `${PDF64.slice(0, 7)}<?x > ?>${PDF64.slice(7)}`],
    ])('payload with %s', async (_form, payload) => {
      for (const size of [1, 5, 100_000]) {
        const bytes = new TextEncoder().encode(withAttachment(attachment('vb.pdf', payload)));
        const outcome = await readPackage(inPieces(bytes, size), memorySink, { engine });
        expect(Buffer.from(outcome.files[0]?.bytes ?? [])).toEqual(Buffer.from(PDF_STUB));
      }
    });

    test.each([
      ['a letter outside the alphabet', PDF64.replace('J', '*')],
      ['data after padding', `${PDF64}AAAA`],
      ['padding inside', `AA==${PDF64}`],
      ['one letter left over', `${PDF64.slice(0, 24)}A`],
      ['a reference to something else', `AAAA&#42;AAA`],
      ['an entity', 'AAAA&lt;AAAA'],
      ['a bracket in CDATA', '<![CDATA[AAA]A]]>'],
    ])('base64 with %s spoils that attachment only', async (_form, payload) => {
      const text = withAttachment(
        `${attachment('a.pdf', payload)}${attachment('b.pdf', PDF64).replace('id-1', 'id-2')}`,
      );
      const outcome = await readDocument(text, engine);
      expect(outcome.attachments.map((one) => one.failure)).toEqual(['EDXML_ATTACHMENT_BASE64', undefined]);
      expect(outcome.files[0]).toBeUndefined();
      expect(Buffer.from(outcome.files[1]?.bytes ?? [])).toEqual(Buffer.from(PDF_STUB));
      expect(outcome.package.messageHeader).toEqual(goldenPackage(1).messageHeader);
    });

    test('missing padding is read with a warning', async () => {
      const { received, warnings } = await only(
        withAttachment(attachment('vb.pdf', PDF64.replace(/=+$/u, ''))),
      );
      expect(received).toMatchObject({ size: PDF_STUB.length });
      expect(warnings).toEqual(['PADDING_MISSING']);
    });

    test('an empty payload', async () => {
      expect((await only(withAttachment(attachment('vb.pdf', '')))).received?.failure).toBe(
        'EDXML_ATTACHMENT_EMPTY',
      );
      const selfClosed = attachment('vb.pdf', '').replace(
        '<ContentTransferEncoded></ContentTransferEncoded>',
        '<ContentTransferEncoded/>',
      );
      expect((await only(withAttachment(selfClosed))).received?.failure).toBe('EDXML_ATTACHMENT_EMPTY');
    });

    test('a PDF declared as text and as zip is a PDF, and a zip declared as PDF is unwrapped', async () => {
      const wrapped = Buffer.from(await zip('x.pdf', PDF_STUB)).toString('base64');
      const { received, file } = await only(withAttachment(attachment('vb.pdf', wrapped, 'application/pdf')));
      expect(received).toMatchObject({ detected: 'pdf', unwrappedFrom: 'x.pdf' });
      expect(Buffer.from(file?.bytes ?? [])).toEqual(Buffer.from(PDF_STUB));
      const plain = await only(withAttachment(attachment('vb.pdf', PDF64, 'text/plain')));
      expect(plain.received).toMatchObject({ detected: 'pdf' });
    });

    test('a .zip stays a zip; a document format of one part stays as it is', async () => {
      const one = Buffer.from(await zip('a.txt', TEXT_STUB)).toString('base64');
      expect(
        (await only(withAttachment(attachment('goi.zip', one, 'application/zip')))).received?.unwrappedFrom,
      ).toBeUndefined();
      const mime = Buffer.from(await zip('mimetype', TEXT_STUB)).toString('base64');
      expect(
        (await only(withAttachment(attachment('a.odt', mime, 'application/zip')))).received?.unwrappedFrom,
      ).toBeUndefined();
    });

    test('a truncated zip is reported and kept as it came', async () => {
      const whole = await zip('a.txt', TEXT_STUB);
      const cut = Buffer.from(whole).subarray(0, whole.length - 9);
      const { received, file } = await only(withAttachment(attachment('a.txt', cut.toString('base64'))));
      expect(received).toMatchObject({ failure: 'EDXML_ATTACHMENT_ZIP', size: cut.length });
      expect(Buffer.from(file?.bytes ?? [])).toEqual(cut);
    });

    test('damaged content inside a zip is reported', async () => {
      const whole = Buffer.from(await zip('a.txt', TEXT_STUB));
      const at = 30 + 'a.txt'.length;
      whole[at + 2] = (whole[at + 2] ?? 0) ^ 0xff;
      const { received } = await only(withAttachment(attachment('a.txt', whole.toString('base64'))));
      expect(received?.failure).toBe('EDXML_ATTACHMENT_ZIP');
    });

    test('a PDF that went through a text decoder is named as such', async () => {
      const broken = Buffer.from(
        '%PDF-1.4\n%\u00ef\u00bf\u00bd\u00ef\u00bf\u00bd\u00ef\u00bf\u00bd\n%%EOF',
        'latin1',
      );
      const { received } = await only(withAttachment(attachment('vb.pdf', broken.toString('base64'))));
      expect(received?.failure).toBe('EDXML_ATTACHMENT_TRANSCODED');
    });

    test('an edXML package inside a .doc is an opaque file with a warning', async () => {
      const wrapped = Buffer.from(await zip('x.edxml', new TextEncoder().encode(STATUS))).toString('base64');
      const { received, warnings } = await only(
        withAttachment(attachment('thu.doc', wrapped, 'application/zip')),
      );
      expect(received).toMatchObject({ name: 'thu.doc', unwrappedFrom: 'x.edxml' });
      expect(warnings).toEqual(['NESTED_PACKAGE']);
    });

    test('a program under the name of a PDF is called one', async () => {
      const { warnings } = await only(
        withAttachment(attachment('vb.pdf', Buffer.from('MZ program').toString('base64'))),
      );
      expect(warnings).toEqual(['PROGRAM_FILE']);
    });
  },
);
