import { deflateRawSync } from 'node:zlib';
import { portableEngine } from '../../../shared/edxml/portable-engine.ts';

/** One hostile package and what must become of it. `error` is the code of the refusal; without it the package reads. */
export interface Attack {
  name: string;
  bytes: Uint8Array;
  error?: string;
  /** Codes of the attachments' failures, undefined for those that survive. */
  failures?: (string | undefined)[];
  /** File names the attachments must end up with. */
  names?: string[];
  /** A limit that the refusal must name. */
  limit?: string;
}

const NS = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
const MEGA = 1024 * 1024;
const PDF64 = Buffer.from('%PDF-1.4\n%mau\n%%EOF\n').toString('base64');

export const CANARY_TEXT = 'kygui-canary-7f3a';

interface Parts {
  prolog?: string;
  subject?: string;
  header?: string;
  manifest?: string;
  blocks?: string;
  afterEnvelope?: string;
}

function attachment(name: string, payload: string, id = 'cid:1'): string {
  return `<Attachment><ContentId>${id}</ContentId><AttachmentName>${name}</AttachmentName><ContentType>application/pdf</ContentType><ContentTransferEncoded>${payload}</ContentTransferEncoded></Attachment>`;
}

function letter(parts: Parts = {}): string {
  return `${parts.prolog ?? '<?xml version="1.0" encoding="UTF-8"?>'}<edXML xmlns="${NS}"><edXML:edXMLEnvelope xmlns:edXML="${NS}"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From><edXML:OrganId>H99.01</edXML:OrganId></edXML:From><edXML:To><edXML:OrganId>H99.02</edXML:OrganId></edXML:To><edXML:Subject>${parts.subject ?? 'V/v thử'}</edXML:Subject>${parts.header ?? ''}</edXML:MessageHeader></edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0">${parts.manifest ?? ''}</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>${parts.afterEnvelope ?? ''}<AttachmentEncoded>${parts.blocks ?? attachment('vb.pdf', PDF64)}</AttachmentEncoded></edXML>`;
}

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const utf16 = (text: string, order: 'le' | 'be', bom: boolean) => {
  const bytes = Buffer.from(`${bom ? '\ufeff' : ''}${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

/** A zip made by hand: local headers, directory, end record, each as the attack wants them. */
interface Entry {
  name: string;
  content: Uint8Array;
  /** Size the directory claims, when it lies. */
  claimed?: number;
  method?: number;
  flags?: number;
  /** Leave it out of the directory. */
  hidden?: boolean;
}

function zip(entries: Entry[], count?: number): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const data = entry.method === 0 ? Buffer.from(entry.content) : deflateRawSync(entry.content);
    const name = Buffer.from(entry.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(entry.flags ?? 0, 2);
    common.writeUInt16LE(entry.method ?? 8, 4);
    common.writeUInt32LE(portableEngine.crc32(entry.content, 0), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(entry.claimed ?? entry.content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, data]);
    if (entry.hidden !== true) {
      const tail = Buffer.alloc(14);
      tail.writeUInt32LE(offset, 10);
      central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name]));
    }
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count ?? central.length, 8);
  end.writeUInt16LE(count ?? central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function zipped(name: string, archive: Buffer): string {
  return letter({ blocks: attachment(name, archive.toString('base64')) });
}

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

/** Packages that pretend. */
export function trickAttacks(): Attack[] {
  const fake = attachment('fake.pdf', PDF64);
  const one = { failures: [undefined], names: ['vb.pdf'] };
  const two = zip([
    { name: 'a.txt', content: Buffer.from('a') },
    { name: 'b.txt', content: Buffer.from('b') },
  ]);
  return [
    {
      name: 'attachment inside a comment',
      bytes: utf8(letter({ blocks: `<!-- ${fake} -->${attachment('vb.pdf', PDF64)}` })),
      ...one,
    },
    {
      name: 'attachment inside CDATA',
      bytes: utf8(letter({ blocks: `<![CDATA[${fake}]]>${attachment('vb.pdf', PDF64)}` })),
      ...one,
    },
    {
      name: 'attachment inside an instruction',
      bytes: utf8(letter({ blocks: `<?x ${fake.replaceAll('?', '')} ?>${attachment('vb.pdf', PDF64)}` })),
      ...one,
    },
    {
      name: 'comment opened inside an attribute',
      bytes: utf8(
        letter({
          blocks:
            `<Attachment x="<!--"></Attachment>`.replace('<!--', '&lt;!--') + attachment('vb.pdf', PDF64),
        }),
      ),
      failures: ['EDXML_ATTACHMENT_EMPTY', undefined],
    },
    {
      name: 'payload tag inside an attribute value',
      bytes: utf8(
        letter({
          blocks: attachment('vb.pdf', PDF64).replace(
            '<ContentId>',
            '<ContentId a="ContentTransferEncoded>">',
          ),
        }),
      ),
      ...one,
    },
    {
      name: 'payload tag inside a payload comment',
      bytes: utf8(
        letter({
          blocks: attachment(
            'vb.pdf',
            `${PDF64}<!--</ContentTransferEncoded><ContentTransferEncoded>AAAA-->`,
          ),
        }),
      ),
      ...one,
    },
    {
      name: 'payload inside a payload',
      bytes: utf8(
        letter({
          blocks: attachment('vb.pdf', `${PDF64}<ContentTransferEncoded>AAAA</ContentTransferEncoded>`),
        }),
      ),
      ...one,
    },
    {
      name: 'CDATA that closes and opens inside a payload',
      bytes: utf8(letter({ blocks: attachment('vb.pdf', `<![CDATA[${PDF64}]]><![CDATA[]]>`) })),
      ...one,
    },
    {
      name: 'comment with two hyphens',
      bytes: utf8(letter({ header: '<!-- a -- b -->' })),
      error: 'EDXML_MALFORMED',
    },
    {
      name: 'attachments of a foreign namespace',
      bytes: utf8(
        letter({
          blocks: `<Attachment xmlns="urn:x"><ContentTransferEncoded>AAAA</ContentTransferEncoded></Attachment>${attachment('vb.pdf', PDF64)}`,
        }),
      ),
      ...one,
    },
    {
      name: 'attachments outside the block',
      bytes: utf8(
        letter({
          afterEnvelope: fake,
          header: `<edXML:X><AttachmentEncoded>${fake}</AttachmentEncoded></edXML:X>`,
        }),
      ),
      ...one,
    },
    {
      name: 'second header',
      bytes: utf8(
        letter().replace(
          '<edXML:edXMLBody>',
          '<edXML:edXMLHeader><edXML:MessageHeader><edXML:Subject>giả</edXML:Subject></edXML:MessageHeader></edXML:edXMLHeader><edXML:edXMLBody>',
        ),
      ),
      ...one,
    },
    { name: 'second root', bytes: utf8(`${letter()}${letter({ subject: 'giả' })}`), ...one },
    {
      name: 'namespace that differs by one letter',
      bytes: utf8(letter().replaceAll(NS, `${NS}/`)),
      error: 'EDXML_NOT_QCVN102',
    },
    {
      name: 'tags crossed',
      bytes: utf8(letter().replace('</edXML:Subject>', '</edXML:To>')),
      error: 'EDXML_MALFORMED',
    },
    {
      name: 'overlong UTF-8 bracket',
      bytes: Buffer.from(letter({ subject: '@@edXML:To>' }), 'utf8').map((byte, index, all) =>
        byte === 0x40 ? (all[index + 1] === 0x40 ? 0xc0 : 0xbc) : byte,
      ),
      ...one,
    },
    {
      name: 'null bytes in the header',
      bytes: utf8(letter({ subject: 'a\u0000b' })),
      error: 'EDXML_MALFORMED',
    },
    {
      name: 'truncated base64 of a long file',
      bytes: utf8(letter({ blocks: attachment('vb.pdf', `${'A'.repeat(400_001)}`) })),
      failures: ['EDXML_ATTACHMENT_BASE64'],
    },
    {
      name: 'two entries in one zip',
      bytes: utf8(zipped('a.txt', two)),
      failures: [undefined],
      names: ['a.txt'],
    },
    {
      name: 'zip with a second, hidden entry',
      bytes: utf8(
        zipped(
          'a.txt',
          zip([
            { name: 'a.txt', content: Buffer.from('a') },
            { name: 'b.exe', content: Buffer.from('b'), hidden: true },
          ]),
        ),
      ),
      failures: ['EDXML_ATTACHMENT_ZIP'],
    },
    {
      name: 'zip whose first entry is hidden',
      bytes: utf8(
        zipped(
          'a.txt',
          zip([
            { name: 'b.exe', content: Buffer.from('b'), hidden: true },
            { name: 'a.txt', content: Buffer.from('a') },
          ]),
        ),
      ),
      failures: ['EDXML_ATTACHMENT_ZIP'],
    },
    {
      name: 'zip that miscounts its entries',
      bytes: utf8(zipped('a.txt', zip([{ name: 'a.txt', content: Buffer.from('a') }], 2))),
      failures: ['EDXML_ATTACHMENT_ZIP'],
    },
    {
      name: 'encrypted zip',
      bytes: utf8(zipped('a.txt', zip([{ name: 'a.txt', content: Buffer.from('a'), flags: 1 }]))),
      failures: ['EDXML_ATTACHMENT_ZIP'],
    },
    {
      name: 'zip with an unknown method',
      bytes: utf8(zipped('a.txt', zip([{ name: 'a.txt', content: Buffer.from('a'), method: 99 }]))),
      failures: ['EDXML_ATTACHMENT_ZIP'],
    },
    {
      name: 'zip entry that climbs out',
      bytes: utf8(zipped('a.txt', zip([{ name: '../../../../etc/cron.d/x', content: Buffer.from('a') }]))),
      failures: [undefined],
      names: ['a.txt'],
    },
    {
      name: 'hostile file names',
      bytes: utf8(
        letter({
          blocks: [
            '../../etc/passwd',
            '/etc/passwd',
            'C:\\Windows\\win.ini',
            'vb\u202efdp.exe',
            '..',
            '',
            'CON',
            'vb.pdf.',
            'VB.PDF',
            'vb.pdf',
            'a:b?c*d|e.txt',
            `${'ă'.repeat(300)}.pdf`,
            '.bashrc',
            '\u200b\u200b',
          ]
            .map((name, index) => attachment(name, PDF64, String(index)))
            .join(''),
        }),
      ),
      names: [
        'passwd',
        'passwd (2)',
        'win.ini',
        'vbfdp.exe',
        'tep-dinh-kem-5',
        'tep-dinh-kem-6',
        '_CON',
        'vb.pdf',
        'VB (2).PDF',
        'vb (3).pdf',
        'a_b_c_d_e.txt',
        `${'ă'.repeat(76)}.pdf`,
        'bashrc',
        'tep-dinh-kem-14',
      ],
    },
    {
      name: 'long runs that slow patterns down',
      bytes: utf8(
        letter({
          subject: `${'&amp;#'.repeat(50_000)}`,
          header: `<edXML:DueDate>${'1'.repeat(100_000)}/</edXML:DueDate><edXML:DocumentId>${','.repeat(100_000)}</edXML:DocumentId>`,
          blocks: attachment(`${'a.'.repeat(100_000)}\u202e`, PDF64, `${'cid:'.repeat(50_000)}x`),
        }),
      ),
    },
  ];
}
