import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeEngine } from '../../bridge/edxml/engine.ts';
import { checkPackage, findingOfError } from '../../shared/edxml/check.ts';
import { packageSecrecy } from '../../shared/edxml/package-secrecy.ts';
import { portableEngine } from '../../shared/edxml/portable-engine.ts';
import { salvageAddress } from '../../shared/edxml/read/salvage.ts';
import { collect, inPieces, TEXT_STUB } from './edxml-letter.ts';
import { read, STATUS, TYPE0 } from './edxml-reading.ts';

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
    expect(await ids(TYPE0)).toEqual([
      'notice M.Attachment-Type',
      'notice M.MessageHeader.DocumentType.TypeDetail',
    ]);
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
