import { describe, expect, test } from 'vitest';
import { checkPackage, linesOfTree } from '../../shared/edxml/check.ts';
import { portableEngine } from '../../shared/edxml/portable-engine.ts';
import { readPackage } from '../../shared/edxml/read/read.ts';
import { memorySink } from '../../shared/edxml/read/sink.ts';
import { goldenPackage, inPieces, PDF_STUB } from './edxml-letter.ts';
import { attachment, codes, read, readDocument, TYPE0, TYPE1, withAttachment } from './edxml-reading.ts';

describe('form that is tolerated', () => {
  test('stray bytes before the declaration', async () => {
    const outcome = await readDocument(`1212${TYPE0}`);
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(codes(outcome)).toEqual(['LEADING_BYTES']);
  });

  test('a byte order mark', async () => {
    const outcome = await readDocument(`\ufeff${TYPE0}`);
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(codes(outcome)).toEqual(['BYTE_ORDER_MARK']);
  });

  test.each(['le with BOM', 'be with BOM', 'le', 'be'])('UTF-16 %s', async (form) => {
    const bytes = Buffer.from(form.includes('BOM') ? `\ufeff${TYPE0}` : TYPE0, 'utf16le');
    if (form.startsWith('be')) bytes.swap16();
    const outcome = await readDocument(bytes);
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(Buffer.from(outcome.files[0]?.bytes ?? [])).toEqual(Buffer.from(PDF_STUB));
    expect(codes(outcome)).toContain('UTF16');
  });

  test('another encoding declared over UTF-8 bytes', async () => {
    const outcome = await readDocument(TYPE0.replace('encoding="UTF-8"', 'encoding="windows-1258"'));
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(codes(outcome)).toEqual(['DECLARED_ENCODING']);
  });

  test('an undeclared xlink prefix', async () => {
    const outcome = await readDocument(
      TYPE0.replace('<edXML:Reference>', '<edXML:Reference xlink:href="cid:id-1" xlink:type="simple">'),
    );
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(codes(outcome)).toEqual(['UNBOUND_PREFIX']);
  });

  test('a prefixed attachment block outside the scope of its prefix', async () => {
    const text = TYPE0.replaceAll(
      /<(\/?)(Attachment|ContentId|AttachmentName|Description|ContentType)/gu,
      '<$1edXML:$2',
    );
    const outcome = await readDocument(text);
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(codes(outcome)).toEqual(['UNBOUND_PREFIX']);
  });

  test('an unknown prefix without declaration is not XML', async () => {
    await expect(read(TYPE0.replace('<edXML:Subject>', '<edXML:Subject foo:a="1">'))).rejects.toMatchObject({
      code: 'EDXML_MALFORMED',
    });
  });

  test('header children without prefix, and another prefix for the same namespace', async () => {
    const bare = await readDocument(
      TYPE0.replaceAll(/<(\/?)edXML:(Subject|Code|CodeNumber|CodeNotation)>/gu, '<$1$2>'),
    );
    expect(bare.package).toEqual(goldenPackage(0));
    expect(codes(bare)).toEqual(['WITHOUT_PREFIX']);
    const other = await readDocument(TYPE0.replaceAll('edXML:', 'x:').replaceAll('xmlns:edXML', 'xmlns:x'));
    expect(other.package).toEqual(goldenPackage(0));
  });

  test('comments everywhere, CDATA in text', async () => {
    const text = TYPE0.replaceAll(
      '<edXML:Code>',
      '<!-- <edXML:Subject>giả</edXML:Subject> --><edXML:Code>',
    ).replace('V/v kiểm thử<', '<![CDATA[V/v kiểm thử]]><!-- x --><');
    expect((await readDocument(text)).package).toEqual(goldenPackage(0));
  });

  test('elements in another order, TraceHeader before Bussiness', async () => {
    const moved = TYPE0.replace(
      /(<edXML:Subject>.*<\/edXML:Subject>)([\s\S]*?)(<edXML:SignerInfo>)/u,
      '$2$1$3',
    ).replace(
      /(<edXML:Bussiness>[\s\S]*<\/edXML:Bussiness>)\s*(<edXML:TraceHeader>[\s\S]*<\/edXML:TraceHeader>)/u,
      '$2$1',
    );
    const outcome = await readDocument(moved);
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(codes(outcome)).toEqual(['ORDER']);
  });

  test('no Bussiness at all is a new letter', async () => {
    const outcome = await readDocument(TYPE0.replace(/<edXML:Bussiness>[\s\S]*<\/edXML:Bussiness>/u, ''));
    expect(outcome.package.traceHeaderList.bussiness).toBeUndefined();
    expect(codes(outcome)).toEqual(['NO_BUSSINESS']);
  });

  test('no TraceHeaderList, no attachments', async () => {
    const text = TYPE0.replace(/<edXML:TraceHeaderList>[\s\S]*<\/edXML:TraceHeaderList>/u, '')
      .replace(/<AttachmentEncoded>[\s\S]*<\/AttachmentEncoded>/u, '')
      .replace(/<edXML:Reference>[\s\S]*<\/edXML:Reference>/u, '');
    expect(codes(await readDocument(text))).toEqual(['MISSING', 'NO_ATTACHMENT']);
  });

  test('the spelling BusinessDocType', async () => {
    const outcome = await readDocument(TYPE1.replaceAll('BussinessDocType', 'BusinessDocType'));
    expect(outcome.package.traceHeaderList.bussiness?.bussinessDocType).toBe(1);
    expect(codes(outcome)).toContain('SPELLING');
  });

  test('unknown elements are listed with what they held', async () => {
    const outcome = await readDocument(
      TYPE0.replace('<edXML:Code>', '<edXML:Lạ><edXML:A>điều lạ</edXML:A></edXML:Lạ><edXML:Code>'),
    );
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(outcome.warnings).toContainEqual(
      expect.objectContaining({
        code: 'UNKNOWN_ELEMENT',
        path: 'edXML/edXMLEnvelope/edXMLHeader/MessageHeader/Lạ',
        value: 'điều lạ',
        severity: 'notice',
      }),
    );
  });

  test('elements of a foreign namespace do not stand in for ours', async () => {
    const outcome = await readDocument(
      TYPE0.replace('<edXML:Subject>', '<y:Subject xmlns:y="urn:y">giả</y:Subject><edXML:Subject>'),
    );
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(codes(outcome)).toEqual(['UNKNOWN_ELEMENT']);
  });

  test('a dummy signature of the envelope is ignored, with a notice', async () => {
    const signature = '<Signature><SignedInfo><SignatureValue>AAAA</SignatureValue></SignedInfo></Signature>';
    const outcome = await readDocument(
      TYPE0.replace('</edXML:edXMLHeader>', `${signature}</edXML:edXMLHeader>`),
    );
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(codes(outcome)).toEqual(['SIGNATURE_IGNORED']);
  });

  test('content after the end', async () => {
    const outcome = await readDocument(`${TYPE0}\u0000rác`);
    expect(outcome.package).toEqual(goldenPackage(0));
    expect(codes(outcome)).toEqual(['TRAILING_CONTENT']);
  });

  test('bytes that are not UTF-8 are shown as damaged', async () => {
    const bytes = Buffer.from(TYPE0.replace('V/v kiểm thử', 'V/v ki@m thử'));
    bytes[bytes.indexOf('ki@m') + 2] = 0xff;
    const outcome = await readDocument(bytes);
    expect(outcome.package.messageHeader.subject).toBe('V/v ki\ufffdm thử');
    expect(codes(outcome)).toEqual(['BROKEN_CHARACTERS']);
  });
});

describe('further form that is tolerated', () => {
  test('headers of MIME with an angle of their own, before and behind', async () => {
    const text = `--b\r\nContent-ID: <a.b@example.vn>\r\nContent-Type: text/xml\r\n\r\n${TYPE0}\r\n--b--`;
    const outcome = await readDocument(text);
    expect(codes(outcome)).toEqual(['LEADING_BYTES', 'TRAILING_CONTENT']);
    expect(outcome.package.messageHeader).toEqual(goldenPackage(0).messageHeader);
    const doctype = `Content-ID: <a>\r\n\r\n<!DOCTYPE a [<!ENTITY b "c">]>${TYPE0}`;
    await expect(read(doctype)).rejects.toMatchObject({ code: expect.stringMatching(/^EDXML_/u) });
  });

  test('windows-1258 that is declared and real, whatever the pieces', async () => {
    const marks: Record<string, number> = { '\u0309': 0xd2, '\u0301': 0xec };
    const letters: Record<string, number> = { ư: 0xfd, đ: 0xf0, ê: 0xea, ă: 0xe3 };
    const bytes = [...TYPE0.replace('UTF-8', 'windows-1258').replace('kiểm thử', 'kiểm thử đăng')].flatMap(
      (one) => {
        const parts = [...one.normalize('NFD')];
        const mark = parts.find((part) => marks[part] !== undefined);
        const rest = parts
          .filter((part) => part !== mark)
          .join('')
          .normalize('NFC');
        return [
          letters[rest] ?? (rest.charCodeAt(0) < 0x80 ? rest.charCodeAt(0) : 0x3f),
          ...(mark ? [marks[mark] ?? 0] : []),
        ];
      },
    );
    const outcome = await readDocument(Uint8Array.from(bytes));
    expect(outcome.package.messageHeader.subject).toBe('V/v kiểm thử đăng');
    expect(codes(outcome)).toEqual(['LEGACY_ENCODING']);
  });

  test('the URL alphabet of base64', async () => {
    const bytes = Buffer.from([...PDF_STUB, 0xfb, 0xff, 0xbf]);
    const outcome = await readDocument(withAttachment(attachment('a.pdf', bytes.toString('base64url'))));
    expect(Buffer.from(outcome.files[0]?.bytes ?? [])).toEqual(bytes);
    expect(codes(outcome)).toContain('BASE64_URL');
  });

  test('values in attributes are listed, never dropped', async () => {
    const outcome = await readDocument(
      TYPE0.replace(
        /<edXML:Code>[\s\S]*?<\/edXML:Code>/u,
        '<edXML:Code CodeNumber="15" CodeNotation="UBND-VP"/>',
      ),
    );
    const listed = outcome.warnings.filter(({ code }) => code === 'UNKNOWN_ATTRIBUTE');
    expect(listed.map(({ path, value }) => [path.split('/').at(-1), value])).toEqual([
      ['@CodeNumber', '15'],
      ['@CodeNotation', 'UBND-VP'],
    ]);
  });

  test('a bare ampersand is named with its place', async () => {
    const text = TYPE0.replace('<edXML:Subject>', '<edXML:Subject>A & B ');
    const line = text.slice(0, text.indexOf('A & B')).split('\n').length;
    await expect(read(text)).rejects.toMatchObject({
      code: 'EDXML_MALFORMED',
      details: { line: String(line), problem: expect.stringContaining('&') },
    });
  });

  test('lines of findings are those of the file, behind stray lines and wrapped payloads too', async () => {
    const wrapped = TYPE0.replace(
      /([A-Za-z0-9+/]{8})(?=[A-Za-z0-9+/=]*<\/edXML:ContentTransferEncoded>)/gu,
      '$1\r\n',
    );
    const text = `\n\nrác\n${wrapped.replace('</AttachmentEncoded>', '<Lạ>x</Lạ></AttachmentEncoded>')}`;
    let lines = new Map<string, number>();
    const outcome = await readPackage(inPieces(new TextEncoder().encode(text), 100), memorySink, {
      engine: portableEngine,
      onTree: (root) => {
        lines = linesOfTree(root);
      },
    });
    const found = checkPackage(outcome, '2026-01-06', lines);
    const lineOf = (needle: string) => text.slice(0, text.indexOf(needle)).split('\n').length;
    const at = (part: string) => found.find(({ path }) => path.includes(part))?.line;
    expect(at('Lạ')).toBe(lineOf('<Lạ>'));
    expect(lines.get('MessageHeader/Subject')).toBe(lineOf('<edXML:Subject>'));
  });
});

describe('look-alikes are refused by name', () => {
  const NS = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
  test.each([
    [
      'a SOAP eDoc',
      '<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Header><edXML:MessageHeader xmlns:edXML="http://www.e-doc.vn/Schema/"/></soap-env:Header></soap-env:Envelope>',
      'EDXML_NOT_QCVN102',
    ],
    [
      'a malware report',
      '<s:Envelope xmlns:s="urn:s"><s:Body xmlns="http://edxml.gov.vn/schema"><A/></s:Body></s:Envelope>',
      'EDXML_NOT_QCVN102',
    ],
    ['a bare SOAP envelope', '<s:Envelope xmlns:s="urn:s"><s:Body/></s:Envelope>', 'EDXML_NOT_QCVN102'],
    ['the early guess', '<edXML xmlns="http://www.go.vn/eDoc"/>', 'EDXML_NOT_QCVN102'],
    ['no namespace', '<edXML><edXMLEnvelope/></edXML>', 'EDXML_NOT_QCVN102'],
    [
      'an antivirus report',
      `<edXMLEnvelope xmlns="${NS}"><edXMLHeader><Report/></edXMLHeader></edXMLEnvelope>`,
      'EDXML_NOT_QCVN102',
    ],
    [
      'home-made attachments',
      `<edXML xmlns="${NS}"><edXMLEnvelope><edXMLHeader><MessageHeader/></edXMLHeader><edXMLAttachments><Attachment><AttachmentData>AAAA</AttachmentData></Attachment></edXMLAttachments></edXMLEnvelope></edXML>`,
      'EDXML_NO_READABLE_ATTACHMENT',
    ],
    ['a web page', '<!-- x --><html><body/></html>', 'EDXML_NOT_QCVN102'],
    ['a PDF', '%PDF-1.4 no angle', 'EDXML_NOT_QCVN102'],
    ['base64 of a package', Buffer.from(TYPE0).toString('base64'), 'EDXML_NOT_QCVN102'],
    ['an answer of the axis', JSON.stringify({ data: 'PD94' }), 'EDXML_NOT_QCVN102'],
    ['nothing', '', 'EDXML_EMPTY'],
    ['white space', ' \r\n ', 'EDXML_EMPTY'],
    ['half a package', TYPE0.slice(0, 3000), 'EDXML_TRUNCATED'],
    ['a package cut in its payload', TYPE0.slice(0, TYPE0.indexOf('JVBERi0') + 10), 'EDXML_TRUNCATED'],
  ])('%s', async (_name, text, code) => {
    await expect(read(text)).rejects.toMatchObject({ code });
  });
});
