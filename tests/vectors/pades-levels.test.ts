/** @needs openssl pdfsig qpdf mutool */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, PDFName, PDFString } from 'pdf-lib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PdfFile } from '../../bridge/pdf/file/pdf-file.ts';
import { augmentPdf } from '../../bridge/pdf/levels/augment.ts';
import { type Level, placedSignatures } from '../../bridge/pdf/levels/raise-level.ts';
import { expectSoundSignedPdf, newestSignature, pdfsig } from './expect-sound-signed-pdf.ts';
import { type LiveAuthorities, type SignChoice, startLiveAuthorities } from './live-authorities.ts';
import { makeLetter, qpdf } from './make-pdf.ts';
import { libraries } from './sign-for-test.ts';

let folder = '';
let live: LiveAuthorities;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-levels-'));
  live = await startLiveAuthorities(at('pki'));
  writeFileSync(at('letter.pdf'), await makeLetter());
  writeFileSync(at('streams.pdf'), await makeLetter({ objectStreams: true }));
  qpdf(at('letter.pdf'), at('encrypted.pdf'), '--encrypt', '', 'owner', '256', '--');
});
afterEach(() => {
  Object.assign(live.server.behaviour, { ocsp: 'ok', tsa: 'ok', crl: 'ok' });
});
afterAll(async () => {
  await live.server.close();
  rmSync(folder, { recursive: true, force: true });
});

function sign(
  level: Level,
  output: string,
  options: Omit<SignChoice, 'authorities'> & { input?: string; timeLimit?: number } = {},
) {
  const { input = at('letter.pdf'), timeLimit, ...choice } = options;
  const authorities = live.authorities(timeLimit === undefined ? {} : { timeLimit });
  return live.sign(level, input, output, { ...choice, authorities });
}

function expectOpensslVerifiesTimestamp(token: Uint8Array, over: Uint8Array): void {
  writeFileSync(at('ts.der'), token);
  writeFileSync(at('ts.data'), over);
  const { rootPath, issuingPath } = live.pki;
  const files = ['-in', at('ts.der'), '-token_in', '-data', at('ts.data')];
  const result = spawnSync(
    'openssl',
    ['ts', '-verify', ...files, '-CAfile', rootPath, '-untrusted', issuingPath],
    { encoding: 'utf8' },
  );
  expect(result.stdout + result.stderr).toContain('Verification: OK');
}

/** The newest document time-stamp, checked by openssl over its byte range. */
function expectOpensslVerifiesDocumentTimestamp(path: string): void {
  const { data, der } = newestSignature(readFileSync(path));
  expectOpensslVerifiesTimestamp(der, data);
}

/** The time-stamp inside the first signature, checked by openssl over the signature value. */
function expectOpensslVerifiesSignatureTimestamp(path: string): void {
  const file = PdfFile.open(path);
  const [signature] = placedSignatures(file);
  file.close();
  const [signer] = signature?.data.signers ?? [];
  const token = signer?.unsignedAttributes[0]?.values[0];
  expect(token).toBeDefined();
  expectOpensslVerifiesTimestamp(token?.raw ?? new Uint8Array(0), signer?.signature ?? new Uint8Array(0));
}

const securityStore = (path: string): string =>
  execFileSync('mutool', ['show', path, 'trailer/Root/DSS'], { encoding: 'utf8' });

/** The first element of a list of the store, as mupdf decodes it. */
function firstOf(path: string, store: string, list: string): Buffer {
  const number = new RegExp(`/${list}\\s*\\[\\s*(\\d+) 0 R`, 'u').exec(store)?.[1];
  expect(number, `${list} in the store`).toBeDefined();
  return execFileSync('mutool', ['show', '-b', path, number ?? '0']);
}

const leftovers = () => readdirSync(folder).filter((name) => name.endsWith('.part'));

describe('levels, checked by openssl, pdfsig, qpdf and mupdf', () => {
  it('B-T carries a time-stamp over the signature value', async () => {
    const { level } = await sign('B-T', at('bt.pdf'));
    expect(level).toBe('B-T');
    expectSoundSignedPdf(at('letter.pdf'), at('bt.pdf'), {
      rootPem: readFileSync(live.pki.rootPath, 'utf8'),
    });
    expectOpensslVerifiesSignatureTimestamp(at('bt.pdf'));
  });

  it('B-T brings the issuing certificate that the token lacks, from the address in the certificate', async () => {
    const rootPem = readFileSync(live.pki.rootPath, 'utf8');
    await sign('B-T', at('alone.pdf'), { chain: [] });
    expectSoundSignedPdf(at('letter.pdf'), at('alone.pdf'), { rootPem });
    const { findIssuer: _none, ...offline } = live.authorities({ anchors: [] });
    await live.sign('B-T', at('letter.pdf'), at('without.pdf'), { chain: [], authorities: offline });
    expect(pdfsig(at('without.pdf')).map((one) => one.valid)).toEqual(['Signature is Valid.']);
    expect(() => expectSoundSignedPdf(at('letter.pdf'), at('without.pdf'), { rootPem })).toThrow(/Verif/u);
  });

  it.each(['letter.pdf', 'streams.pdf', 'encrypted.pdf'])('B-LT and B-LTA of %s', async (name) => {
    const lt = await sign('B-LT', at('blt.pdf'), { input: at(name) });
    expect(lt.level).toBe('B-LT');
    expect(pdfsig(at('blt.pdf')).map((one) => one.valid)).toEqual(['Signature is Valid.']);
    const lta = await sign('B-LTA', at('blta.pdf'), { input: at(name) });
    expect(lta.level).toBe('B-LTA');
    expectSoundSignedPdf(at(name), at('blta.pdf'), { newestIsSignature: false });
    expectOpensslVerifiesSignatureTimestamp(at('blta.pdf'));
    expectOpensslVerifiesDocumentTimestamp(at('blta.pdf'));
    expect(pdfsig(at('blta.pdf'))[0]?.valid).toBe('Signature is Valid.');
  });

  it('keeps in the store what openssl can read: certificates, and an OCSP answer for the signer', async () => {
    await sign('B-LT', at('store.pdf'));
    const store = securityStore(at('store.pdf'));
    expect(store).toContain('/VRI');
    const certificate = spawnSync(
      'openssl',
      ['x509', '-inform', 'DER', '-noout', '-subject', '-nameopt', 'utf8'],
      {
        input: firstOf(at('store.pdf'), store, 'Certs'),
        encoding: 'utf8',
      },
    );
    expect(certificate.stdout).toContain('Nguyễn Văn Mẫu');
    writeFileSync(at('ocsp.der'), firstOf(at('store.pdf'), store, 'OCSPs'));
    const answer = spawnSync(
      'openssl',
      [
        'ocsp',
        '-respin',
        at('ocsp.der'),
        '-text',
        '-CAfile',
        live.pki.rootPath,
        '-verify_other',
        live.pki.issuingPath,
      ],
      { encoding: 'utf8' },
    );
    expect(answer.stdout).toContain('Cert Status: good');
  });

  it('takes the list where OCSP does not answer', async () => {
    live.server.behaviour.ocsp = 'refuse';
    const { level } = await sign('B-LT', at('crl.pdf'));
    expect(level).toBe('B-LT');
    const list = firstOf(at('crl.pdf'), securityStore(at('crl.pdf')), 'CRLs');
    const shown = spawnSync('openssl', ['crl', '-inform', 'DER', '-noout', '-lastupdate'], {
      input: list,
      encoding: 'utf8',
    });
    expect(shown.stdout).toContain('lastUpdate');
  });

  it('is raised later without touching what was signed', async () => {
    await sign('B-B', at('bb.pdf'));
    const base = {
      input: at('bb.pdf'),
      output: at('raised.pdf'),
      authorities: live.authorities(),
      libraries,
      now: Date.now(),
    };
    await augmentPdf({ ...base, level: 'B-LTA' });
    expectSoundSignedPdf(at('bb.pdf'), at('raised.pdf'), { newestIsSignature: false });
    expectOpensslVerifiesDocumentTimestamp(at('raised.pdf'));
    await augmentPdf({ ...base, input: at('raised.pdf'), output: at('raised-2.pdf'), level: 'B-LTA' });
    expectSoundSignedPdf(at('raised.pdf'), at('raised-2.pdf'), { newestIsSignature: false });
    expectOpensslVerifiesDocumentTimestamp(at('raised-2.pdf'));
  });

  it('is signed again after a document time-stamp', async () => {
    await sign('B-LTA', at('lta.pdf'));
    await sign('B-T', at('again.pdf'), { input: at('lta.pdf'), who: 'agencyB' });
    expect(pdfsig(at('again.pdf')).at(-1)).toEqual({ valid: 'Signature is Valid.', whole: true });
  });
});

describe('authorities that fail', () => {
  it.each([
    ['refuses', 'refuse', 'PDF_TSA_UNREACHABLE'],
    ['answers garbage', 'garbage', 'PDF_TSA_ANSWER_WRONG'],
    ['hangs', 'hang', 'PDF_TSA_UNREACHABLE'],
  ] as const)('a TSA that %s stops the signing and leaves nothing behind', async (_name, how, code) => {
    live.server.behaviour.tsa = how;
    await expect(sign('B-T', at('never.pdf'), { timeLimit: 600 })).rejects.toMatchObject({ code });
    expect(existsSync(at('never.pdf'))).toBe(false);
    expect(leftovers()).toEqual([]);
  });

  it('signs at the level that can be reached when the policy says so, and tells', async () => {
    live.server.behaviour.tsa = 'refuse';
    expect((await sign('B-LTA', at('low.pdf'), { degrade: true })).level).toBe('B-B');
    Object.assign(live.server.behaviour, { tsa: 'ok', ocsp: 'refuse', crl: 'refuse' });
    expect((await sign('B-LTA', at('mid.pdf'), { degrade: true })).level).toBe('B-T');
    expectSoundSignedPdf(at('letter.pdf'), at('mid.pdf'));
  });

  it('never takes a wrong answer for a missing one', async () => {
    live.server.behaviour.tsa = 'garbage';
    await expect(sign('B-T', at('never.pdf'), { degrade: true })).rejects.toMatchObject({
      code: 'PDF_TSA_ANSWER_WRONG',
    });
  });

  it('stops when revocation data is missing, and when the certificate is revoked', async () => {
    Object.assign(live.server.behaviour, { tsa: 'ok', ocsp: 'refuse', crl: 'garbage' });
    await expect(sign('B-LT', at('never.pdf'))).rejects.toMatchObject({ code: 'PDF_REVOCATION_UNAVAILABLE' });
    Object.assign(live.server.behaviour, { tsa: 'ok', ocsp: 'ok', crl: 'ok' });
    await expect(sign('B-LT', at('never.pdf'), { who: 'leaderRevoked' })).rejects.toMatchObject({
      code: 'PDF_CERTIFICATE_REVOKED',
    });
    expect(existsSync(at('never.pdf'))).toBe(false);
  });

  it('asks no address for a chain that the configured trust does not know, nor one inside the network', async () => {
    await sign('B-T', at('unknown.pdf'));
    const { ocsp, crl, certificate } = live.server.counts;
    const raise = (anchors: Uint8Array[]) =>
      augmentPdf({
        input: at('unknown.pdf'),
        output: at('never.pdf'),
        level: 'B-LT',
        authorities: { ...live.authorities(), anchors: () => anchors },
        libraries,
        now: Date.now(),
      });
    await expect(raise([live.pki.identities.agency.certificate])).rejects.toMatchObject({
      code: 'PDF_CHAIN_UNTRUSTED',
    });
    await expect(raise([])).rejects.toMatchObject({ code: 'PDF_REVOCATION_UNAVAILABLE' });
    expect(live.server.counts).toMatchObject({ ocsp, crl, certificate });
  });

  it.each(['128', '256'])(
    "keeps the texts of another writer's store in a file encrypted with %s bits",
    async (bits) => {
      const document = await PDFDocument.load(await makeLetter());
      const entry = { TU: PDFString.of('D:20260105083000Z') };
      document.catalog.set(
        PDFName.of('DSS'),
        document.context.obj({ Type: 'DSS', VRI: { ABCDEF: entry } } as never),
      );
      writeFileSync(at('store.pdf'), await document.save({ useObjectStreams: false }));
      const how = bits === '128' ? ['--use-aes=y', '--'] : ['--'];
      qpdf(at('store.pdf'), at('locked.pdf'), '--encrypt', '', 'owner', bits, ...how);
      await sign('B-LT', at('locked-lt.pdf'), { input: at('locked.pdf') });
      expectSoundSignedPdf(at('locked.pdf'), at('locked-lt.pdf'), { newestIsSignature: false });
      qpdf(at('locked-lt.pdf'), at('open.pdf'), '--decrypt', '--qdf');
      expect(readFileSync(at('open.pdf'), 'latin1')).toContain('/TU (D:20260105083000Z)');
    },
  );

  it('refuses to raise a file without signature', async () => {
    await expect(
      augmentPdf({
        input: at('letter.pdf'),
        output: at('never.pdf'),
        level: 'B-T',
        authorities: live.authorities(),
        libraries,
        now: Date.now(),
      }),
    ).rejects.toMatchObject({ code: 'PDF_NOTHING_TO_AUGMENT' });
  });
});
