import { describe, expect, test } from 'vitest';
import { checkPackage, linesOfTree } from '../../shared/edxml/check.ts';
import { readPackage } from '../../shared/edxml/read/read.ts';
import { memorySink } from '../../shared/edxml/read/sink.ts';
import { FORM_RULES } from '../../shared/edxml/rules/form-rules.ts';
import { PACKAGE_RULES } from '../../shared/edxml/rules/package-rules.ts';
import { inPieces } from './edxml-letter.ts';
import { readDocument, STATUS, TYPE0, TYPE1 } from './edxml-reading.ts';

async function check(text: string | Uint8Array, warnings = 300) {
  let lines: ReadonlyMap<string, number> = new Map();
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const read = await readPackage(inPieces(bytes, 999), memorySink, {
    limits: { warnings },
    onTree: (root) => {
      lines = linesOfTree(root);
    },
  });
  return checkPackage(read, '2026-01-06', lines);
}
const without = (name: string, text = TYPE0) =>
  text.replace(new RegExp(`<edXML:${name}[ >][\\s\\S]*?</edXML:${name}>`, 'u'), '');

describe('check tells of', () => {
  test.each<[string, string, string, string]>([
    [
      'a DocumentId of another day',
      TYPE0.replace('01,2026/01/05', '01,2026/01/04'),
      'M.MessageHeader.DocumentId',
      'warning',
    ],
    [
      'a DocumentId with dashes',
      TYPE0.replace('01,2026/01/05', '01,2026-01-05'),
      'T.MessageHeader.DocumentId',
      'warning',
    ],
    [
      'a DocumentId of a day in no calendar',
      TYPE0.replace('01,2026/01/05', '01,2026/02/30'),
      'T.MessageHeader.DocumentId',
      'warning',
    ],
    [
      'a kind that is in no list',
      TYPE0.replace('>Công văn<', '>Thơ<'),
      'M.MessageHeader.DocumentType.TypeName',
      'warning',
    ],
    [
      'the number of another kind',
      TYPE0.replace('TypeDetail>0', 'TypeDetail>3'),
      'M.MessageHeader.DocumentType.TypeDetail',
      'warning',
    ],
    ['no Type', without('Type'), 'N.MessageHeader.DocumentType.Type', 'warning'],
    ['no OtherInfo', without('OtherInfo'), 'N.MessageHeader.OtherInfo', 'warning'],
    ['no SteeringType', without('SteeringType'), 'N.MessageHeader.SteeringType', 'warning'],
    ['no Direction', without('Direction'), 'N.MessageHeader.OtherInfo.Direction', 'notice'],
    [
      'a hop without a code',
      TYPE0.replace(
        '<edXML:TraceHeader>',
        '<edXML:TraceHeader><edXML:Timestamp>2026/01/05 08:00:00</edXML:Timestamp></edXML:TraceHeader><edXML:TraceHeader>',
      ),
      'N.TraceHeaderList.TraceHeader.OrganId',
      'warning',
    ],
    ['a code of no known form', TYPE0.replace('>G99<', '>g/99<'), 'T.MessageHeader.To.OrganId', 'warning'],
    [
      'a manifest without version',
      TYPE0.replace(' version="1.0">', '>'),
      'N.edXMLManifest.version',
      'warning',
    ],
    ['no manifest, once', without('edXMLManifest'), 'N.edXMLManifest', 'warning'],
    [
      'two manifests',
      TYPE0.replace('</edXML:edXMLBody>', '<edXML:edXMLManifest version="1.0"/></edXML:edXMLBody>'),
      'M.edXMLManifest.MANIFEST_SEVERAL',
      'warning',
    ],
    [
      'base64 that is broken into lines',
      TYPE0.replace('JVBERi0', 'JVBE\r\n   Ri0'),
      'M.Attachment.ContentTransferEncoded.BASE64_BREAKS',
      'notice',
    ],
    [
      'an update of receivers that names none',
      TYPE1.replace('Type>1<', 'Type>2<').replace(
        '<edXML:Paper>0</edXML:Paper>',
        '<edXML:Paper>0</edXML:Paper><edXML:BussinessDocumentInfo><edXML:DocumentInfo>0</edXML:DocumentInfo><edXML:DocumentReceiver>1</edXML:DocumentReceiver></edXML:BussinessDocumentInfo>',
      ),
      'N.Bussiness.BussinessDocumentInfo.ReceiverList',
      'warning',
    ],
    [
      'a block outside of the namespace',
      TYPE0.replace('<AttachmentEncoded>', '<AttachmentEncoded xmlns="">'),
      'M.edXML.AttachmentEncoded.NO_NAMESPACE',
      'warning',
    ],
    [
      'a state-secret marking',
      TYPE0.replace('<edXML:Subject>', '<edXML:Subject>[TỐI MẬT] '),
      'R.Document.Secrecy',
      'error',
    ],
    [
      'receivers in a status',
      STATUS.replace(
        '<edXML:ResponseFor>',
        '<edXML:To><edXML:OrganId>H99</edXML:OrganId></edXML:To><edXML:ResponseFor>',
      ),
      'M.MessageHeader.To.NOT_IN_STATUS',
      'warning',
    ],
  ])('%s', async (_name, text, id, severity) => {
    expect(text).not.toBe(TYPE0);
    const found = (await check(text)).filter((finding) => finding.id === id);
    expect(found.map((finding) => finding.severity)).toEqual([severity]);
    for (const finding of found) {
      expect(finding.line, 'line').toBeGreaterThan(0);
      expect(finding.clause, 'clause').toBeDefined();
    }
  });

  test('indentation around a payload breaks nothing, and neither the axis’ own hops nor the standard’s order are faults', async () => {
    const indented = TYPE0.replace('JVBERi0', '\n      JVBERi0').replace('Cg==</', 'Cg==\n   </');
    expect((await check(indented)).filter(({ id }) => id.includes('BASE64'))).toEqual([]);
    const hop = '<edXML:TraceHeader><edXML:OrganId/></edXML:TraceHeader></edXML:TraceHeaderList>';
    const after = await check(TYPE0.replace('</edXML:TraceHeaderList>', hop));
    expect(
      after.filter(({ path }) => path.startsWith('TraceHeader')).map(({ severity }) => severity),
    ).toEqual(['notice', 'notice']);
  });

  test('a part that is missing once, not with everything in it; what is worse comes first', async () => {
    const found = await check(without('Code', without('SteeringType')));
    expect(found.filter(({ id }) => id.startsWith('N.')).map(({ id }) => id)).toEqual([
      'N.MessageHeader.Code',
      'N.MessageHeader.SteeringType',
    ]);
    const weights = found.map(({ severity }) => ['error', 'warning', 'notice'].indexOf(severity));
    expect(weights).toEqual([...weights].sort());
  });
});

test('every rule is data with both sentences and the text that asks for it', () => {
  for (const [id, rule] of Object.entries(PACKAGE_RULES)) {
    expect(rule.says[0].normalize('NFC'), id).toBe(rule.says[0]);
    expect(
      rule.says.every((words) => words.length > 12),
      id,
    ).toBe(true);
    expect(rule.clause, id).not.toBe('');
  }
  for (const [code, rule] of Object.entries(FORM_RULES)) expect(rule.clause, code).not.toBe('');
});

describe('encodings', () => {
  const utf16 = (text: string, order: 'le' | 'be', mark: boolean) => {
    const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
    return new Uint8Array(order === 'le' ? bytes : bytes.swap16());
  };
  const declared = (name: string) => TYPE0.replace('encoding="UTF-8"', `encoding="${name}"`);

  test.each([
    ['little-endian with a mark', utf16(declared('UTF-16'), 'le', true)],
    ['big-endian with a mark', utf16(declared('utf-16'), 'be', true)],
    ['little-endian without', utf16(declared('UTF-16LE'), 'le', false)],
    ['big-endian without', utf16(declared('UTF-16BE'), 'be', false)],
  ])('UTF-16 %s gives the same letter', async (_name, bytes) => {
    const outcome = await readDocument(bytes);
    expect(outcome.package).toEqual((await readDocument(TYPE0)).package);
    expect(outcome.warnings.map(({ code }) => code)).not.toContain('DECLARED_ENCODING');
  });

  test('a declaration that says otherwise than the bytes is told, either way', async () => {
    const codes = async (text: string | Uint8Array) =>
      (await readDocument(text)).warnings.map(({ code, value }) => `${code} ${value ?? ''}`);
    expect(await codes(declared('utf-16'))).toContain('DECLARED_ENCODING utf-16 ≠ utf-8');
    expect(await codes(utf16(TYPE0, 'le', true))).toContain('DECLARED_ENCODING UTF-8 ≠ utf-16le');
  });
});

test('beyond the bound nothing is dropped: like places share an entry with all their values', async () => {
  const many = Array.from({ length: 1000 }, (_, at) => `<edXML:Rieng>giá trị ${at}</edXML:Rieng>`).join('');
  const { warnings } = await readDocument(TYPE0.replace('<edXML:DocumentId>', `${many}<edXML:DocumentId>`));
  const unknown = warnings.filter(({ code }) => code === 'UNKNOWN_ELEMENT');
  expect(unknown.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(1000);
  const told = unknown.map(({ value }) => value).join(' | ');
  for (const at of [0, 299, 300, 999]) expect(told).toContain(`giá trị ${at}`);
  expect(unknown.length).toBeLessThan(302);
  const each = await check(TYPE0.replace('<edXML:DocumentId>', `${many}<edXML:DocumentId>`), 20_000);
  expect(each.filter(({ id }) => id.endsWith('UNKNOWN_ELEMENT'))).toHaveLength(1000);
});
