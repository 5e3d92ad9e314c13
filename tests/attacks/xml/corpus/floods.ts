import { type Attack, attachment, letter, MEGA, PDF64, utf8, zip, zipped } from './packages.ts';

/** Packages that are too much of something. */
/** As many as an element may have. */
const attributes = Array.from({ length: 30 }, (_, at) => `a${at}=""`).join(' ');

export function floodAttacks(): Attack[] {
  const limited = (name: string, limit: string, text: string): Attack => ({
    name,
    bytes: utf8(text),
    error: 'EDXML_LIMIT',
    limit,
  });
  const zeros = Buffer.alloc(200 * MEGA);
  return [
    {
      name: 'numeric reference of a hundred thousand digits',
      bytes: utf8(letter({ subject: `&#${'9'.repeat(100_000)};` })),
      error: 'EDXML_MALFORMED',
    },
    {
      name: 'hexadecimal reference of a hundred thousand digits',
      bytes: utf8(letter({ subject: `&#x${'F'.repeat(100_000)};` })),
      error: 'EDXML_MALFORMED',
    },
    ...['&#0;', '&#xD800;', '&#x110000;', '&#xFFFE;'].map(
      (reference): Attack => ({
        name: `reference ${reference}`,
        bytes: utf8(letter({ subject: reference })),
        error: 'EDXML_MALFORMED',
      }),
    ),
    { name: 'forty thousand references', bytes: utf8(letter({ subject: 'a&#32;'.repeat(40_000) })) },
    limited('nesting of 200,000', 'depth', letter({ header: '<a>'.repeat(200_000) })),
    limited('nesting inside a payload', 'depth', letter({ blocks: attachment('a.pdf', '<a>'.repeat(1000)) })),
    limited('half a million elements', 'elements', letter({ header: '<a/>'.repeat(500_000) })),
    limited(
      'hundred thousand attributes',
      'attributesPerElement',
      letter({ header: `<a ${Array.from({ length: 100_000 }, (_, index) => `a${index}=""`).join(' ')}/>` }),
    ),
    limited(
      'ten thousand namespaces',
      'attributesPerElement',
      letter({
        header: `<a ${Array.from({ length: 10_000 }, (_, index) => `xmlns:n${index}="u"`).join(' ')}/>`,
      }),
    ),
    limited('a subject of 20 MB', 'tokenCharacters', letter({ subject: 'A'.repeat(20 * MEGA) })),
    limited('a comment of 20 MB', 'tokenCharacters', letter({ header: `<!--${'-x'.repeat(10 * MEGA)}-->` })),
    limited(
      'CDATA of 20 MB',
      'tokenCharacters',
      letter({ header: `<x><![CDATA[${']'.repeat(20 * MEGA)}]]></x>` }),
    ),
    limited(
      'an instruction of 20 MB',
      'tokenCharacters',
      letter({ prolog: `<?x ${'?'.repeat(20 * MEGA)}?>` }),
    ),
    limited(
      'an attribute of 20 MB',
      'tokenCharacters',
      letter({ header: `<a b="${'>'.repeat(20 * MEGA)}"/>` }),
    ),
    limited('a tag that never ends', 'tokenCharacters', letter({ header: `<${'a'.repeat(20 * MEGA)}` })),
    limited('twenty million brackets', 'tokenCharacters', letter({ header: '>'.repeat(20 * MEGA) })),
    limited(
      'the payload’s name twenty million letters on end',
      'tokenCharacters',
      letter({ subject: 'ContentTransferEncoded>'.repeat(900_000) }),
    ),
    limited(
      'many comments of 100 KB',
      'markupBytes',
      letter({ header: `<!--${'-x'.repeat(50_000)}-->`.repeat(100) }),
    ),
    limited(
      'many texts of 100 KB',
      'markupBytes',
      letter({ header: `<a>${'é'.repeat(100_000)}</a>`.repeat(100) }),
    ),
    limited('201 attachments', 'attachments', letter({ blocks: attachment('a.pdf', PDF64).repeat(201) })),
    limited(
      '250 attachments without payload',
      'attachments',
      letter({ blocks: '<Attachment/>'.repeat(250) }),
    ),
    limited('250 References', 'attachments', letter({ manifest: '<edXML:Reference/>'.repeat(250) })),
    limited(
      'a package of 61 MB',
      'packageBytes',
      letter({ blocks: attachment('a.pdf', 'A'.repeat(61 * MEGA)) }),
    ),
    {
      name: 'forty thousand unknown elements',
      bytes: utf8(letter({ header: '<edXML:U>x</edXML:U>'.repeat(40_000) })),
    },
    limited(
      'four hundred thousand attributes',
      'elements',
      letter({ header: `<edXML:U ${attributes} />`.repeat(13_000) }),
    ),
    {
      name: 'forty thousand attributes nobody knows',
      bytes: utf8(letter({ header: `<edXML:U ${attributes} />`.repeat(1300) })),
    },
    {
      name: 'forty thousand elements, each of a name of its own',
      bytes: utf8(
        letter({
          header: Array.from({ length: 40_000 }, (_, at) => `<edXML:U${at}>x</edXML:U${at}>`).join(''),
        }),
      ),
    },
    {
      name: 'twenty thousand receivers',
      bytes: utf8(
        letter({ header: '<edXML:To><edXML:OrganId>H99</edXML:OrganId></edXML:To>'.repeat(20_000) }),
      ),
    },
    {
      name: 'an attachment of 51 MB',
      bytes: utf8(
        letter({
          blocks:
            attachment('a.pdf', 'A'.repeat(51 * MEGA + 400_000)).replace('A'.repeat(400_000), '') +
            attachment('b.pdf', PDF64),
        }),
      ),
      failures: [undefined, undefined],
    },
    {
      name: 'spaces instead of base64, 50 MB',
      bytes: utf8(letter({ blocks: attachment('a.pdf', `${' '.repeat(50 * MEGA)}${PDF64}`) })),
      failures: [undefined],
    },
    {
      name: 'zip bomb of 200 MB',
      bytes: utf8(zipped('a.xlsx', zip([{ name: 'a.xlsx', content: zeros }]))),
      failures: ['EDXML_ATTACHMENT_LIMIT'],
    },
    {
      name: 'zip bomb that claims one byte',
      bytes: utf8(zipped('a.xlsx', zip([{ name: 'a.xlsx', content: zeros, claimed: 1 }]))),
      failures: ['EDXML_ATTACHMENT_ZIP'],
    },
    {
      name: 'zip bomb under the size limit',
      bytes: utf8(zipped('a.xlsx', zip([{ name: 'a.xlsx', content: zeros.subarray(0, 40 * MEGA) }]))),
      failures: ['EDXML_ATTACHMENT_LIMIT'],
    },
    {
      name: 'zip in a zip in a zip',
      bytes: utf8(
        zipped(
          'a.xlsx',
          zip([
            {
              name: 'a.xlsx',
              content: zip([{ name: 'b.xlsx', content: zip([{ name: 'c', content: Buffer.from('x') }]) }]),
            },
          ]),
        ),
      ),
      failures: [undefined],
    },
  ];
}
