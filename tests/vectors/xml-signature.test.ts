/** @needs openssl xmlsec1 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signXml } from '../../bridge/formats/xml/sign-xml.ts';
import { verifyXml } from '../../bridge/formats/xml/verify-xml.ts';
import { createIdentity, type TestIdentity } from './test-signer.ts';

const folder = mkdtempSync(join(tmpdir(), 'kygui-xml-'));
const at = (name: string) => join(folder, name);
const TIME = Date.UTC(2026, 0, 5, 1, 30);
const LETTER =
  '<?xml version="1.0" encoding="UTF-8"?>\r\n<?x y?><!-- c --><vb:VanBan xmlns:vb="urn:vanban" xmlns="urn:khac" xml:lang="vi" Id="vb1">\n  <So a="1\t2">15/UBND-VP</So>\r\n  <!-- ghi chú --><TrichYeu><![CDATA[V/v sử dụng & ký số]]></TrichYeu>\n</vb:VanBan>\n<?z?>';
let rsa: TestIdentity;
let ec: TestIdentity;

beforeAll(() => {
  rsa = createIdentity(folder, 'rsa', 'Nguyễn Văn Mẫu');
  ec = createIdentity(folder, 'ec', 'Cơ quan Mẫu', 'P-384');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const judged = (xml: string | Uint8Array) =>
  verifyXml(Buffer.from(xml), { trust: at('rsa-root.pem'), revocation: null, now: TIME });
const signed = (xml: string, form: 'xmldsig' | 'xades' = 'xmldsig', who = rsa) =>
  signXml(Buffer.from(xml), { signer: who.signer, form, time: TIME });

/** What xmlsec says of a document. */
function xmlsec(xml: string, root: string, ...words: string[]) {
  writeFileSync(at('check.xml'), xml);
  const check = ['--verify', '--trusted-pem', at(root), '--verification-gmt-time', '2026-12-01 00:00:00'];
  return spawnSync('xmlsec1', [...check, '--enabled-key-data', 'x509', ...words, at('check.xml')], {
    encoding: 'utf8',
  });
}

describe('what is signed here holds elsewhere', () => {
  test.each(['xmldsig', 'xades'] as const)(
    '%s by RSA and by EC: xmlsec accepts it, all else is untouched',
    async (form) => {
      for (const [who, root] of [
        [rsa, 'rsa-root.pem'],
        [ec, 'ec-root.pem'],
      ] as const) {
        for (const xml of [LETTER, '<a/>', '<a  b="1" />', '<n:a xmlns:n="urn:n">\n</n:a  >']) {
          const result = await signed(xml, form, who);
          const ids =
            form === 'xades' ? ['--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties'] : [];
          const said = xmlsec(result.xml, root, ...ids);
          expect(said.status, said.stderr).toBe(0);
          expect(result.xml).toContain(result.signature);
          if (!xml.includes('/>') || xml === LETTER)
            expect(result.xml.replace(result.signature, '')).toBe(xml);
        }
      }
    },
  );

  test('our judge names the signer, the time and what is covered', async () => {
    const { xml } = await signed(LETTER, 'xades');
    const verdict = await judged(xml);
    expect(verdict).toMatchObject({ signed: true, sound: true });
    expect(verdict.signatures).toMatchObject([
      {
        signerName: 'Nguyễn Văn Mẫu',
        claimedTime: '2026-01-05T01:30:00.000Z',
        covers: ['document', 'SignedProperties'],
        form: 'xades',
      },
    ]);
  });
});

/** A template that xmlsec fills in: Id reference, Canonical XML 1.0 in the middle of a document. */
const template = (method: string, uri: string, transforms: string) =>
  `<goi xml:lang="vi" xmlns="urn:g" xmlns:u="urn:u"><than Id="than" u:x="1">Nội dung<con xmlns="">a</con></than>` +
  `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="${method}"/>` +
  `<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI="${uri}">` +
  `<Transforms>${transforms}</Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/>` +
  `</Reference></SignedInfo><SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature></goi>`;
const transform = (algorithm: string) => `<Transform Algorithm="${algorithm}"/>`;
const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const C14N11 = 'http://www.w3.org/2006/12/xml-c14n11';
const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

function signedByXmlsec(method: string, uri: string, transforms: string): string {
  writeFileSync(at('template.xml'), template(method, uri, transforms));
  const key = `${at('rsa-leaf.key')},${at('rsa-leaf.pem')}`;
  const words = ['--sign', '--privkey-pem', key, '--id-attr:Id', 'than', '--output', at('theirs.xml')];
  execFileSync('xmlsec1', [...words, at('template.xml')], { stdio: 'pipe' });
  return readFileSync(at('theirs.xml'), 'utf8');
}

describe('what is signed elsewhere is judged right here', () => {
  test.each([C14N, C14N11, EXC, `${C14N}#WithComments`])('whole document, %s', async (method) => {
    const xml = signedByXmlsec(method, '', transform(ENVELOPED) + transform(method));
    expect(await judged(xml)).toMatchObject({ sound: true, signatures: [{ whole: true, form: 'xmldsig' }] });
    expect((await judged(xml.replace('u:x="1"', 'u:x="2"'))).signatures[0]?.reasons).toContain(
      'XML_REFERENCE_WRONG',
    );
  });

  test.each([C14N, C14N11, EXC])('a part of a document is intact, and not the whole: %s', async (method) => {
    const xml = signedByXmlsec(method, '#than', transform(method));
    const verdict = await judged(xml);
    expect(verdict.signatures).toMatchObject([{ intact: true, whole: false, covers: ['than'] }]);
    expect(verdict).toMatchObject({ sound: false, reasons: expect.arrayContaining(['XML_NOT_WHOLE']) });
  });
});

describe('attacks on signed XML', () => {
  const reasonsOf = async (xml: string) => (await judged(xml)).reasons;

  test('signature wrapping: the signed part hidden, a forged one in its place', async () => {
    const xml = signedByXmlsec(EXC, '#than', transform(EXC));
    const part = /<than.*<\/than>/su.exec(xml)?.[0] ?? '';
    const forged = part.replace('u:x="1"', 'u:x="2"');
    const hidden = xml.replace(part, `${forged.replace('Id="than"', 'Id="khac"')}<giau>${part}</giau>`);
    expect(await judged(hidden)).toMatchObject({ sound: false, trusted: false });
    expect(await reasonsOf(xml.replace(part, forged + part))).toContain('XML_ID_DUPLICATE');
  });

  test('a changed word, a moved attribute, a comment in a digest, a second SignedInfo', async () => {
    const { xml } = await signed(LETTER);
    expect(await reasonsOf(xml.replace('15/UBND', '16/UBND'))).toContain('XML_REFERENCE_WRONG');
    expect(await reasonsOf(xml.replace('xml:lang="vi"', 'xml:lang="en"'))).toContain('XML_REFERENCE_WRONG');
    const digest = /<ds:DigestValue>(.{10})/u.exec(xml)?.[0] ?? '';
    expect(await reasonsOf(xml.replace(digest, `${digest}<!-- -->`))).toContain('XML_SIGNATURE_MALFORMED');
    const info = /<ds:SignedInfo>.*<\/ds:SignedInfo>/su.exec(xml)?.[0] ?? '';
    expect(await reasonsOf(xml.replace(info, info + info))).toContain('XML_SIGNATURE_MALFORMED');
  });

  test.each([
    ['a file on the disk', 'URI=""', 'URI="file:///etc/hostname"', 'XML_REFERENCE_OUTSIDE'],
    ['a stylesheet', EXC, 'http://www.w3.org/TR/1999/REC-xslt-19991116', 'XML_TRANSFORM_UNSUPPORTED'],
    ['a MAC with a public key', 'xmldsig-more#rsa-sha256', 'xmldsig-more#hmac-sha256', 'ALGORITHM_FORBIDDEN'],
    ['no certificate', /<ds:KeyInfo>.*<\/ds:KeyInfo>/su, '', 'SIGNER_CERTIFICATE_MISSING'],
  ])('%s in a signature', async (_name, from, to, reason) => {
    const { xml } = await signed(LETTER);
    expect(await reasonsOf(xml.replace(from, to))).toContain(reason);
  });

  test('XAdES properties that are not signed, or name another certificate', async () => {
    const { xml } = await signed(LETTER, 'xades');
    const reference = /<ds:Reference Type=.*?<\/ds:Reference>/su.exec(xml)?.[0] ?? '';
    expect(await reasonsOf(xml.replace(reference, ''))).toContain('XML_SIGNED_PROPERTIES_WRONG');
  });
});

describe('what cannot be signed says why', () => {
  test.each([
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'XML_DOCTYPE'],
    ['an entity of nobody', '<a>&x;</a>', 'XML_NOT_WELL_FORMED'],
    ['no XML at all', 'Kính gửi', 'XML_NOT_WELL_FORMED'],
    ['nothing', '', 'XML_NOT_WELL_FORMED'],
    ['half a document', '<a><b></a>', 'XML_NOT_WELL_FORMED'],
    ['a prefix of nobody', '<x:a/>', 'XML_NOT_WELL_FORMED'],
    ['another encoding', '<?xml version="1.0" encoding="windows-1258"?><a/>', 'XML_ENCODING'],
    ['a tower of elements', '<a>'.repeat(5000) + '</a>'.repeat(5000), 'XML_TOO_LARGE'],
  ])('%s', async (_name, xml, code) => {
    await expect(signed(xml)).rejects.toMatchObject({ code });
    await expect(judged(xml)).rejects.toMatchObject({ code });
  });

  test('33 MiB, and bytes that are no UTF-8', async () => {
    await expect(judged(Buffer.alloc(33 * 1024 * 1024, 32))).rejects.toMatchObject({ code: 'XML_TOO_LARGE' });
    await expect(judged(Uint8Array.of(0x3c, 0x61, 0x3e, 0xff, 0x3c))).rejects.toMatchObject({
      code: 'XML_ENCODING',
    });
  });

  test('a second signature would break the first over the whole file: refused, and so is a broken one', async () => {
    const { xml } = await signed(LETTER);
    await expect(signed(xml)).rejects.toMatchObject({ code: 'XML_EARLIER_SIGNATURE' });
    await expect(signed(xml.replace('15/', '16/'))).rejects.toMatchObject({ code: 'XML_EARLIER_SIGNATURE' });
    const part = signedByXmlsec(EXC, '#than', transform(EXC));
    const both = await signed(part);
    expect(await judged(both.xml)).toMatchObject({
      sound: true,
      signatures: [{ whole: false }, { whole: true }],
    });
  });
});
