import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { NAMESPACE, readHead, reserialise } from './transit.ts';
import { findAll, parseXml, textAt } from './xml-tree.ts';

const golden = (name: string) =>
  readFile(new URL(`../../vectors/data/edxml/sdk-${name}.edxml`, import.meta.url));
const HOP = / *<edXML:TraceHeader>\r\n *<edXML:OrganId>001\.00\.20\.TT2<[\s\S]*?<\/edXML:TraceHeader>\r\n/u;

describe('a package on its way through the sandbox axis', () => {
  test.each(['type0', 'type1', 'type2', 'type3'])(
    'the reference file %s comes out as the reference writer wrote it, with one hop more',
    async (name) => {
      const bytes = await golden(name);
      const head = readHead(bytes);
      const out = reserialise(head, '2026/01/05 08:32:10');
      expect(out.match(/<edXML:TraceHeader>/gu)).toHaveLength(2);
      const original = bytes.subarray(0, head.headBytes).toString('utf8').replace(/\r?\n/gu, '\r\n');
      expect(out.replace(HOP, '')).toBe(original);
    },
  );

  test.each(['status01', 'status13'])('the status %s comes out unchanged', async (name) => {
    const bytes = await golden(name);
    const head = readHead(bytes);
    expect(reserialise(head, '2026/01/05 08:32:10')).toBe(
      bytes.subarray(0, head.headBytes).toString('utf8').replace(/\r?\n/gu, '\r\n'),
    );
  });

  test('a package in the other order and with empty elements comes out in the order of the Java library', () => {
    const source = `<edXML xmlns="${NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:edXMLEnvelope xmlns:e="${NAMESPACE}"><e:edXMLHeader><e:MessageHeader><e:Subject>A &amp; B</e:Subject><e:To><e:OrganId>H99.02</e:OrganId><e:Fax/></e:To><e:DueDate></e:DueDate><e:From><e:OrganId>H99.01</e:OrganId></e:From></e:MessageHeader></e:edXMLHeader></e:edXMLEnvelope><AttachmentEncoded/></edXML>`;
    const out = `${reserialise(readHead(Buffer.from(source)), '2026/01/05 08:32:10')}</edXML>`;
    const header = findAll(parseXml(out), 'edXMLEnvelope', 'edXMLHeader', 'MessageHeader')[0];
    expect(header?.children.map((child) => child.name)).toEqual(['From', 'To', 'Subject']);
    expect(out).toContain('<edXML:Subject>A &amp; B</edXML:Subject>');
    expect(out).not.toContain('Fax');
    expect(
      textAt(parseXml(out), 'edXMLEnvelope', 'edXMLHeader', 'TraceHeaderList', 'TraceHeader', 'OrganId'),
    ).toBe('001.00.20.TT2');
  });

  test.each([
    '<edXML xmlns="http://www.e-doc.vn/Schema/"><edXMLEnvelope></edXMLEnvelope></edXML>',
    `<!DOCTYPE edXML><edXML xmlns="${NAMESPACE}"><edXMLEnvelope></edXMLEnvelope></edXML>`,
    'not XML at all',
  ])('%j is not passed on', (source) => {
    expect(() => readHead(Buffer.from(source))).toThrow();
  });
});
