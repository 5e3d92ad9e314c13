/** @needs xmllint */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { canonicalize } from '../../bridge/formats/xml/canonical.ts';
import { readXml } from '../../bridge/formats/xml/document.ts';

/** Our canonical XML beside libxml2's, byte for byte. */
const folder = mkdtempSync(join(tmpdir(), 'kygui-c14n-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MODES = [
  ['--c14n', { method: 'inclusive', comments: true }],
  ['--c14n11', { method: 'inclusive-1.1', comments: true }],
  ['--exc-c14n', { method: 'exclusive', comments: true }],
] as const;

function expectSame(xml: string): void {
  const file = join(folder, 'in.xml');
  writeFileSync(file, xml);
  for (const [flag, how] of MODES) {
    const theirs = execFileSync('xmllint', ['--nonet', flag, file], { encoding: 'utf8' });
    expect(canonicalize(readXml(Buffer.from(xml)), how), `${flag} ${xml}`).toBe(theirs);
  }
}

test.each([
  '<?xml version="1.0"?>\r\n<?xml-stylesheet href="doc.xsl"\r\n type="text/xsl"   ?>\n\n<doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n\n<!-- Comment 3 -->\n',
  '<doc>\n <clean>   </clean>\n <dirty>   A   B   </dirty>\n <mixed>\r\n A\r\n <clean>   </clean>\n B\n </mixed>\n</doc>',
  '<doc><e1   /><e2   ></e2><e3   name = "elem3"   id="elem3"   /><e5 a:attr="out" b:attr="sorted" attr2="all" attr="I\'m" xmlns:b="http://www.ietf.org" xmlns:a="http://www.w3.org" xmlns="http://example.org"/><e6 xmlns="" xmlns:a="http://www.w3.org"><e7 xmlns="http://www.ietf.org"><e8 xmlns="" xmlns:a="http://www.w3.org"><e9 xmlns="" xmlns:a="http://www.ietf.org"/></e8></e7></e6></doc>',
  '<doc><text>First line&#x0d;&#10;Second line</text><value>&#x32;</value><compute><![CDATA[value>"0" && value<"10" ?"valid":"error"]]></compute><compute expr=\'value>"0" &amp;&amp; value&lt;"10" ?"valid":"error"\'>valid</compute><norm attr=" &apos;   &#x20;&#13;&#xa;&#9;   &apos; "/></doc>',
  '<doc attr="a\tb\nc\r\nd">Cơ quan Mẫu — “Số: 15/UBND-VP” 𝄞</doc>',
  '<a xmlns="urn:1" xmlns:p="urn:p" xml:lang="vi"><p:b xmlns:p="urn:p" p:z="1" a="2"><c xmlns="" xmlns:q="urn:q"/></p:b></a>',
])('a document of the standard and of an office comes out as libxml2 writes it: %#', (xml) =>
  expectSame(xml),
);

const prefix = fc.constantFrom('', 'a', 'b', 'c');
const uri = fc.constantFrom('urn:1', 'urn:2', 'http://example.vn/ns', 'urn:z');
const text = fc.constantFrom(
  '',
  ' ',
  'Số: 15',
  '&amp;&lt;&gt;',
  '&#13;',
  '\r\n',
  '<![CDATA[<&]]>',
  '<!-- c -->',
  '<?p  d ?>',
);
interface Shape {
  prefix: string;
  declares: [string, string][];
  attributes: [string, string, string][];
  inside: (string | Shape)[];
}
const shape: fc.Arbitrary<Shape> = fc.letrec<{ element: Shape }>((tie) => ({
  element: fc.record({
    prefix,
    declares: fc.uniqueArray(fc.tuple(prefix, uri), { maxLength: 3, selector: ([name]) => name }),
    attributes: fc.uniqueArray(
      fc.tuple(prefix, fc.constantFrom('x', 'y', 'Id'), fc.constantFrom('1', '&quot;', '\t\n', "'&lt;>")),
      {
        maxLength: 3,
        selector: ([, local]) => local,
      },
    ),
    inside: fc.array(fc.oneof({ maxDepth: 4 }, text, tie('element')), { maxLength: 4 }),
  }),
})).element;

/** Every prefix that is used is declared; the rest is as it comes. */
function written(one: Shape, known: ReadonlySet<string>): string {
  const declared = new Map(one.declares);
  for (const used of [one.prefix, ...one.attributes.map(([name]) => name)]) {
    if (used !== '' && !known.has(used) && !declared.has(used)) declared.set(used, `urn:${used}`);
  }
  const scope = new Set([...known, ...declared.keys()]);
  const named = (name: string, local: string) => (name === '' ? local : `${name}:${local}`);
  const words = [
    ...[...declared].map(([name, value]) => `${name === '' ? 'xmlns' : `xmlns:${name}`}="${value}"`),
    ...one.attributes.map(([name, local, value]) => `${named(name, local)}="${value}"`),
  ];
  const tag = named(one.prefix, 'e');
  return `<${[tag, ...words].join(' ')}>${one.inside.map((child) => (typeof child === 'string' ? child : written(child, scope))).join('')}</${tag}>`;
}

test('any document comes out as libxml2 writes it', () => {
  fc.assert(
    fc.property(shape, (one) => expectSame(written(one, new Set()))),
    { numRuns: 60 },
  );
}, 120_000);
