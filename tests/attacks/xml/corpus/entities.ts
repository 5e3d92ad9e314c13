import { type Attack, letter, NS, utf8, utf16 } from './packages.ts';

const LAUGHS = `<!DOCTYPE lolz [<!ENTITY a0 "ha">${Array.from({ length: 12 }, (_, level) => `<!ENTITY a${level + 1} "${`&a${level};`.repeat(10)}">`).join('')}]>`;

/** Packages that must be refused for what they declare. `canary` is a file that exists, `port` a port that listens. */
export function entityAttacks(canary: string, port: number): Attack[] {
  const external = `<!DOCTYPE a [<!ENTITY x SYSTEM "file://${canary}">]>`;
  const remote = `<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:${port}/x">]>`;
  const parameter = `<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:${port}/p.dtd"> %p;]>`;
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
  const refused = (name: string, bytes: Uint8Array): Attack => ({ name, bytes, error: 'EDXML_DOCTYPE' });
  return [
    refused('entity bomb', utf8(letter({ prolog: LAUGHS, subject: '&a12;' }))),
    refused(
      'quadratic entity',
      utf8(
        letter({
          prolog: `<!DOCTYPE a [<!ENTITY x "${'A'.repeat(50_000)}">]>`,
          subject: '&x;'.repeat(50_000),
        }),
      ),
    ),
    refused('external entity on a file', utf8(letter({ prolog: external, subject: '&x;' }))),
    refused('external entity on an address', utf8(letter({ prolog: remote, subject: '&x;' }))),
    refused('external parameter entity', utf8(letter({ prolog: parameter }))),
    refused(
      'external DTD',
      utf8(letter({ prolog: `${declaration}<!DOCTYPE edXML SYSTEM "http://127.0.0.1:${port}/e.dtd">` })),
    ),
    refused('empty DOCTYPE', utf8(letter({ prolog: '<!DOCTYPE edXML>' }))),
    refused(
      'DOCTYPE behind stray bytes and BOM',
      utf8(`\ufeff 12 ${letter({ prolog: external, subject: '&x;' })}`),
    ),
    refused(
      'DOCTYPE behind a comment of 200 KB',
      utf8(letter({ prolog: `<!--${'x'.repeat(200_000)}-->${external}`, subject: '&x;' })),
    ),
    refused('DOCTYPE that never ends', utf8(`<!DOCTYPE a [${'<!ENTITY x "y">'.repeat(400_000)}`)),
    refused(
      'DOCTYPE inside the root',
      utf8(letter().replace('<edXML:Subject>', '<!DOCTYPE a><edXML:Subject>')),
    ),
    refused('DOCTYPE in small letters', utf8(letter({ prolog: '<!doctype html>' }))),
    ...(['le', 'be'] as const).flatMap((order) =>
      [true, false].map((bom) =>
        refused(
          `external entity in UTF-16 ${order}${bom ? ' with BOM' : ''}`,
          utf16(
            letter({
              prolog: external.replace('<!DOCTYPE', '<?xml version="1.0"?><!DOCTYPE'),
              subject: '&x;',
            }),
            order,
            bom,
          ),
        ),
      ),
    ),
    {
      name: 'UTF-32',
      bytes: Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), utf16(letter(), 'le', false)]),
      error: 'EDXML_ENCODING',
    },
    {
      name: 'UTF-7 entity',
      bytes: utf8(letter({ prolog: '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-' })),
      error: 'EDXML_ENCODING',
    },
    {
      name: 'UTF-7 from its first letter',
      bytes: utf8('+ADw?xml version+AD0AIg-1.0+ACI?+AD4APAAh-DOCTYPE a+AD4-'),
      error: 'EDXML_ENCODING',
    },
    {
      name: 'EBCDIC',
      bytes: Buffer.concat([Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93]), utf8(letter())]),
      error: 'EDXML_ENCODING',
    },
    {
      name: 'EBCDIC declared over readable bytes',
      bytes: utf8(letter({ prolog: '<?xml version="1.0" encoding="IBM037"?>' })),
      error: 'EDXML_ENCODING',
    },
    {
      name: 'DOCTYPE behind a long comment',
      bytes: utf8(letter({ prolog: `<!--${' x'.repeat(100_000)}--><!DOCTYPE a>` })),
      error: 'EDXML_DOCTYPE',
    },
    {
      name: 'DOCTYPE behind a long comment, cut off',
      bytes: utf8(`<!--${' x'.repeat(100_000)}--><!DOCTYPE a [`),
      error: 'EDXML_DOCTYPE',
    },
    {
      name: 'DOCTYPE in UTF-16 without a mark, behind blank lines',
      bytes: utf16(`\n\n<!DOCTYPE a>${letter({ prolog: '' })}`, 'be', false),
      error: 'EDXML_DOCTYPE',
    },
    { name: 'undefined entity', bytes: utf8(letter({ subject: '&x;' })), error: 'EDXML_MALFORMED' },
    {
      name: 'entity named like an object’s own part',
      bytes: utf8(letter({ subject: '&constructor;' })),
      error: 'EDXML_MALFORMED',
    },
    { name: 'entity __proto__', bytes: utf8(letter({ subject: '&__proto__;' })), error: 'EDXML_MALFORMED' },
    {
      name: 'XInclude of a file',
      bytes: utf8(
        letter({
          header: `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://${canary}" parse="text"/>`,
        }),
      ),
    },
    {
      name: 'stylesheet and schema locations',
      bytes: utf8(
        letter({
          prolog: `<?xml-stylesheet href="http://127.0.0.1:${port}/s.xsl" type="text/xsl"?>`,
        }).replace(
          '<edXML xmlns',
          `<edXML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${NS} http://127.0.0.1:${port}/s.xsd" xmlns`,
        ),
      ),
    },
  ];
}
