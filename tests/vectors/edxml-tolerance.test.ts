import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeEngine } from '../../bridge/edxml/engine.ts';
import { checkPackage, findingOfError, linesOfTree } from '../../shared/edxml/check.ts';
import type { EdxmlEngine } from '../../shared/edxml/engine.ts';
import { packageSecrecy } from '../../shared/edxml/package-secrecy.ts';
import { portableEngine } from '../../shared/edxml/portable-engine.ts';
import { readPackage } from '../../shared/edxml/read/read.ts';
import { salvageAddress } from '../../shared/edxml/read/salvage.ts';
import { type MemoryBytes, memorySink } from '../../shared/edxml/read/sink.ts';
import { zipSingleEntry } from '../../shared/edxml/zip-writer.ts';
import { collect, goldenPackage, inPieces, PDF_STUB, TEXT_STUB } from './edxml-letter.ts';

const TYPE0 = readFileSync(new URL('data/edxml/sdk-type0.edxml', import.meta.url), 'utf8');
const TYPE1 = readFileSync(new URL('data/edxml/sdk-type1.edxml', import.meta.url), 'utf8');
const STATUS = readFileSync(new URL('data/edxml/sdk-status03.edxml', import.meta.url), 'utf8');

async function read(text: string | Uint8Array, engine: EdxmlEngine = portableEngine) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return readPackage(inPieces(bytes, 777), memorySink, { engine });
}

async function readDocument(text: string | Uint8Array, engine: EdxmlEngine = portableEngine) {
  const outcome = await read(text, engine);
  if (outcome.kind !== 'edoc') throw new Error('not a document');
  return outcome;
}

function codes(outcome: { warnings: { code: string }[] }): string[] {
  return outcome.warnings.map(({ code }) => code).filter((code) => code !== 'CONTENT_TYPE_WRONG');
}

/** type1 with its only attachment replaced. */
function withAttachment(attachment: string, reference?: string): string {
  return TYPE1.replace(/<Attachment>[\s\S]*<\/Attachment>/u, attachment).replace(
    /<edXML:Reference>[\s\S]*<\/edXML:Reference>/u,
    (whole) => reference ?? whole,
  );
}

function attachment(name: string, payload: string, type = 'application/pdf'): string {
  return `<Attachment><ContentId>cid:id-1</ContentId><AttachmentName>${name}</AttachmentName><ContentType>${type}</ContentType><ContentTransferEncoded>${payload}</ContentTransferEncoded></Attachment>`;
}

const PDF64 = Buffer.from(PDF_STUB).toString('base64');

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
    expect(codes(outcome)).toEqual(['LEGACY_ENCODING', 'DECLARED_ENCODING']);
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

describe('values', () => {
  test.each([
    ['2026/01/05', '2026-01-05', []],
    ['05/01/2026', '2026-01-05', ['DATE_FORMAT']],
    ['30/10/2020', '2020-10-30', ['DATE_FORMAT']],
    ['2026-01-05', '2026-01-05', ['DATE_FORMAT']],
    ['2026/01/05 08:30:00', '2026-01-05', ['DATE_FORMAT']],
    ['2026-01-05T00:00:00+07:00', '2026-01-05', ['DATE_FORMAT']],
    ['2026-01-04T17:00:00Z', '2026-01-05', ['DATE_FORMAT']],
    ['2014/02/30', undefined, ['DATE_UNREADABLE']],
    ['31/04/2026', undefined, ['DATE_UNREADABLE']],
    ['05/01/26', undefined, ['DATE_UNREADABLE']],
    ['2026/1/5', undefined, ['DATE_UNREADABLE']],
    ['2026/13/01', undefined, ['DATE_UNREADABLE']],
    ['0001/01/01', undefined, ['DATE_UNREADABLE']],
    ['ngày 5', undefined, ['DATE_UNREADABLE']],
    ['null', undefined, ['NULL_TEXT', 'NULL_TEXT', 'MISSING']],
  ])('PromulgationDate %s is %s', async (text, day, expected) => {
    const outcome = await readDocument(
      TYPE0.replace('<edXML:PromulgationDate>2026/01/05', `<edXML:PromulgationDate>${text}`),
    );
    expect(outcome.package.messageHeader.promulgationInfo.promulgationDate).toBe(day);
    expect(codes(outcome)).toEqual(expected);
  });

  test('TraceHeader without OrganId, or with the word null', async () => {
    const outcome = await readDocument(
      TYPE0.replace(
        '</edXML:TraceHeader>',
        '</edXML:TraceHeader><edXML:TraceHeader><edXML:Timestamp>2026-01-05 09:00:00</edXML:Timestamp></edXML:TraceHeader><edXML:TraceHeader><edXML:OrganId>null</edXML:OrganId><edXML:Timestamp>x</edXML:Timestamp></edXML:TraceHeader>',
      ),
    );
    expect(outcome.package.traceHeaderList.traceHeaders).toEqual([
      { organId: 'H99.01', timestamp: '2026-01-05T08:30:00' },
      { organId: '', timestamp: '2026-01-05T09:00:00' },
      { organId: '' },
    ]);
    expect(codes(outcome)).toEqual(['DATE_FORMAT', 'NULL_TEXT', 'DATE_UNREADABLE']);
  });

  test('empty ResponseFor, with or without empty children, is ignored', async () => {
    const outcome = await readDocument(
      TYPE0.replace(
        '<edXML:SteeringType>',
        '<edXML:ResponseFor/><edXML:ResponseFor><edXML:OrganId></edXML:OrganId><edXML:Code/></edXML:ResponseFor><edXML:SteeringType>',
      ),
    );
    expect(outcome.package.messageHeader.responseFor).toEqual([]);
    expect(codes(outcome)).toEqual(['EMPTY_RESPONSE_FOR', 'EMPTY_RESPONSE_FOR']);
  });

  test('numbers that are none take the reference reader’s defaults', async () => {
    const text = TYPE0.replace('<edXML:Type>2<', '<edXML:Type>x<')
      .replace('<edXML:TypeDetail>0<', '<edXML:TypeDetail>-1<')
      .replace('<edXML:Priority>1<', '<edXML:Priority><')
      .replace('<edXML:PageAmount>3<', '<edXML:PageAmount>ba<');
    const { package: model, ...outcome } = await readDocument(text);
    expect(model.messageHeader.documentType).toEqual({ type: 2, typeName: 'Công văn' });
    expect(model.messageHeader.otherInfo).toMatchObject({ priority: 0, pageAmount: 1 });
    expect(codes(outcome)).toEqual(['NUMBER_UNREADABLE', 'NUMBER_UNREADABLE']);
  });

  test('text that was HTML-escaped first is shown decoded, the original kept', async () => {
    const outcome = await readDocument(
      TYPE0.replace('<edXML:Subject>V/v kiểm thử', '<edXML:Subject>A &amp;lt;B&amp;gt; &amp;amp; C'),
    );
    expect(outcome.package.messageHeader.subject).toBe('A <B> & C');
    expect(outcome.warnings).toContainEqual(
      expect.objectContaining({ code: 'HTML_ESCAPED', value: 'A &lt;B&gt; &amp; C' }),
    );
  });

  test('a receiver that the axis added under its old code is marked', async () => {
    const alias =
      '<edXML:To><edXML:OrganId>000.00.00.G99</edXML:OrganId><edXML:OrganizationInCharge>TLTVBQG_CDMDD_QD20</edXML:OrganizationInCharge><edXML:OrganName>Bộ Mẫu (Mã cũ) (qd20)</edXML:OrganName></edXML:To>';
    const outcome = await readDocument(TYPE0.replace('<edXML:DocumentId>', `${alias}<edXML:DocumentId>`));
    expect(outcome.package.messageHeader.to).toHaveLength(3);
    expect(codes(outcome)).toEqual(['ALIAS_RECEIVER']);
  });

  test('a left-over Bussiness/DocumentId of a new letter is ignored', async () => {
    const outcome = await readDocument(
      TYPE0.replace(
        '<edXML:Bussiness>',
        '<edXML:Bussiness><edXML:DocumentId>H99,2026/01/01,1/A</edXML:DocumentId>',
      ),
    );
    expect(outcome.package.traceHeaderList.bussiness?.documentId).toBeUndefined();
    expect(codes(outcome)).toEqual(['LEFTOVER_DOCUMENT_ID']);
  });

  test('a recall whose places disagree is shown with all of them', async () => {
    const text = TYPE1.replace(
      '<edXML:DocumentId>H99.01,2026/01/02,14/UBND-VP</edXML:DocumentId>\r\n          <edXML:BussinessDocType>',
      '<edXML:DocumentId>H99.01,2026/01/02,13/UBND-VP</edXML:DocumentId><edXML:BussinessDocType>',
    );
    const outcome = await readDocument(text);
    expect(outcome.warnings).toContainEqual(
      expect.objectContaining({
        code: 'TARGET_DISAGREES',
        value: 'H99.01,2026/01/02,13/UBND-VP | H99.01,2026/01/02,14/UBND-VP',
      }),
    );
  });

  test('a status in another order, with tabs, and with its code unpadded', async () => {
    const text = STATUS.replace(
      /(<edXML:OrganizationInCharge>.*<\/edXML:OrganizationInCharge>)\s*(<edXML:OrganName>.*<\/edXML:OrganName>)/u,
      '$2\t$1',
    ).replace('<edXML:StatusCode>03<', '<edXML:StatusCode> 3 <');
    const outcome = await read(text);
    expect(outcome).toMatchObject({
      kind: 'status',
      package: { statusCode: '03', from: { organId: 'H99.02' } },
    });
    expect(codes(outcome)).toEqual(['ORDER', 'STATUS_CODE_FORM']);
  });

  test('an unknown status code stays raw', async () => {
    const outcome = await read(STATUS.replace('>03<', '>103<'));
    expect(outcome).toMatchObject({ package: { statusCode: '103' } });
    expect(codes(outcome)).toEqual(['STATUS_CODE_UNKNOWN']);
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

describe('linking References', () => {
  const reference = (id: string, name: string) =>
    `<edXML:Reference><edXML:ContentId>${id}</edXML:ContentId><edXML:AttachmentName>${name}</edXML:AttachmentName><edXML:Description>mô tả ${name}</edXML:Description></edXML:Reference>`;
  const two = `${attachment('a.pdf', PDF64).replace('cid:id-1', 'cid:cid:7')}${attachment('b.pdf', PDF64).replace('cid:id-1', '8')}`;

  test('any number of leading cid: and crossed order', async () => {
    const outcome = await readDocument(
      withAttachment(two, reference('cid:8', 'b.pdf') + reference('7', 'a.pdf')),
    );
    expect(outcome.attachments.map((one) => one.description)).toEqual(['mô tả a.pdf', 'mô tả b.pdf']);
    expect(codes(outcome)).toEqual([]);
  });

  test('position, then name, when nothing matches; extra ones are listed', async () => {
    const outcome = await readDocument(
      withAttachment(two, reference('x', 'a.pdf') + reference('y', 'b.pdf') + reference('z', 'c.pdf')),
    );
    expect(outcome.attachments.map((one) => one.description)).toEqual(['mô tả a.pdf', 'mô tả b.pdf']);
    expect(codes(outcome)).toEqual(['REFERENCE_GUESSED', 'REFERENCE_GUESSED', 'REFERENCE_EXTRA']);
  });

  test('none at all', async () => {
    const outcome = await readDocument(withAttachment(two, ''));
    expect(outcome.attachments.map((one) => one.description)).toEqual(['a.pdf', 'b.pdf']);
    expect(codes(outcome)).toEqual(['REFERENCE_MISSING', 'REFERENCE_MISSING']);
  });
});

describe('a package refused for its DOCTYPE', () => {
  const doctype = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
  const hostile = (text: string) => text.replace('?>', `?>${doctype}`);
  const salvage = (text: string) => salvageAddress(inPieces(new TextEncoder().encode(text), 100));
  const address = {
    organId: 'H99.01',
    documentId: 'H99.01,2026/01/05,15/UBND-VP',
    code: '15/UBND-VP',
    promulgationDate: '2026-01-05',
  };

  test('still tells whom to answer, when that stands before the first entity', async () => {
    expect(await salvage(hostile(TYPE0))).toEqual(address);
    expect(await salvage(hostile(TYPE0.replace('V/v kiểm thử', '&x;')))).toEqual(address);
  });

  test('tells nothing when the sender or the DocumentId holds an entity', async () => {
    expect(await salvage(hostile(TYPE0.replace('>H99.01<', '>&x;<')))).toBeUndefined();
    expect(await salvage(hostile(TYPE0.replace('>H99.01,2026', '>&x;H99.01,2026')))).toBeUndefined();
    expect(await salvage(`${doctype}<html/>`)).toBeUndefined();
    expect(await salvage('')).toBeUndefined();
  });
});

describe('state-secret markings of a received package', () => {
  test.each([
    ['a subject', TYPE0.replace('<edXML:Subject>V/v', '<edXML:Subject>[TỐI MẬT] V/v'), 'stamp'],
    ['a file name', TYPE0.replaceAll('vb.pdf', 'MẬT_vb.pdf'), 'stamp'],
    ['a description', TYPE0.replaceAll('Văn bản chính', 'Độ mật: Mật'), 'stamp'],
    ['a summary', TYPE0.replace('<edXML:Content>V/v kiểm thử', '<edXML:Content>bảo vệ bí mật'), 'mention'],
    ['nothing', TYPE0, undefined],
    ['a status', STATUS.replace('Trạng thái 03', 'Trạng thái&#10;MẬT'), 'stamp'],
  ])('%s', async (_name, text, strength) => {
    expect(packageSecrecy(await read(text))?.strength).toBe(strength);
  });
});

describe('explaining a package', () => {
  const explain = async (text: string) => checkPackage(await read(text), '2026-01-06');
  const ids = async (text: string) => (await explain(text)).map(({ id, severity }) => `${severity} ${id}`);

  test('the reference files have no faults but their known oddities', async () => {
    expect(await ids(TYPE0)).toEqual(['notice M.Attachment-Type']);
    expect(await ids(STATUS)).toEqual([]);
  });

  test.each([
    ['no receivers', TYPE0.replaceAll(/<edXML:To>[\s\S]*?<\/edXML:To>/gu, ''), 'error N.MessageHeader.To'],
    [
      'no sender code',
      TYPE0.replace('<edXML:OrganId>H99.01</edXML:OrganId>', ''),
      'error N.MessageHeader.From.OrganId',
    ],
    ['a long code', TYPE0.replace('>H99.01<', `>${'H'.repeat(36)}<`), 'error R.MessageHeader.From.OrganId'],
    [
      'a duplicate receiver',
      TYPE0.replace('<edXML:OrganId>G99<', '<edXML:OrganId>H99.02<'),
      'error M.MessageHeader.To',
    ],
    ['a false e-mail', TYPE0.replace('vanthu@example.vn', 'vanthu'), 'error T.MessageHeader.From.Email'],
    ['a comma', TYPE0.replace('>UBND-VP<', '>UBND,VP<'), 'error M.MessageHeader.Code.CodeNotation'],
    [
      'a priority of 7',
      TYPE0.replace('<edXML:Priority>1', '<edXML:Priority>7'),
      'warning T.MessageHeader.OtherInfo.Priority',
    ],
    [
      'Type 71',
      TYPE0.replace('<edXML:Type>2', '<edXML:Type>71'),
      'warning M.MessageHeader.DocumentType.Type',
    ],
    ['a long place line', TYPE0.replace('Như trên', 'x'.repeat(151)), 'error R.MessageHeader.ToPlaces.Place'],
    [
      'a future date',
      TYPE0.replace('Date>2026/01/05', 'Date>2026/02/05'),
      'error R.MessageHeader.PromulgationInfo.PromulgationDate',
    ],
    [
      'a wrong date',
      TYPE0.replace('Date>2026/01/05', 'Date>2026/02/30'),
      'error T.MessageHeader.PromulgationInfo.PromulgationDate',
    ],
    ['bad base64', TYPE0.replace('JVBERi0', '*VBERi0'), 'error M.Attachment-Encoding'],
    [
      'no code in a status',
      STATUS.replace(/<edXML:Code>.*<\/edXML:Code>/u, ''),
      'error N.MessageHeader.ResponseFor.Code',
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await ids(text)).toContain(expected);
  });
});

test('one fault is one finding, with its line, and a file that is no XML tells the line too', async () => {
  const wrong = TYPE0.replace('Date>2026/01/05', 'Date>5/1/2026').replace('JVBERi0', '*VBERi0');
  const found = checkPackage(await read(wrong), '2026-01-06');
  expect(found.filter(({ severity }) => severity === 'error').map(({ id }) => id)).toEqual([
    'T.MessageHeader.PromulgationInfo.PromulgationDate',
    'M.Attachment-Encoding',
  ]);
  const error = await read(TYPE0.replace('<edXML:Subject>', '<edXML:Subject>A & B ')).catch(
    (thrown) => thrown,
  );
  expect(findingOfError(error).line).toBeGreaterThan(1);
});

test('raw deflate of both engines is read by the other', async () => {
  const source = async function* () {
    yield TEXT_STUB;
  };
  expect(Buffer.from(await collect(nodeEngine.inflateRaw(portableEngine.deflateRaw(source()))))).toEqual(
    Buffer.from(TEXT_STUB),
  );
  expect(Buffer.from(await collect(portableEngine.inflateRaw(nodeEngine.deflateRaw(source()))))).toEqual(
    Buffer.from(TEXT_STUB),
  );
  expect(deflateRawSync(TEXT_STUB).length).toBeGreaterThan(0);
});
