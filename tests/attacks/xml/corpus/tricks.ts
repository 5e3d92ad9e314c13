import { type Attack, attachment, letter, NS, PDF64, utf8, zip, zipped } from './packages.ts';

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
