import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import {
  checkGateInChild,
  type JudgeHost,
  judgeFileInChild,
} from '../../../bridge/pdf/judge/host/judge-in-child.ts';
import { trustListOf } from '../../../bridge/pdf/judge/trust/trust-list.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { RevocationProvider } from '../../../shared/signing/signer.ts';
import { cms } from './kit/cms.ts';
import { issuedLetter, LETTER, makeFile, signedLetter } from './kit/document.ts';
import { authority, certificate, crl } from './kit/pki.ts';

const here = dirname(fileURLToPath(import.meta.url));
const host: JudgeHost = {
  entry: join(here, '../../../bridge/pdf/judge/host/child.ts'),
  execArgv: ['--import', 'tsx'],
};
const folder = mkdtempSync(join(tmpdir(), 'kygui-judge-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function stored(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const { root, issuing } = authority();
const trust = trustListOf([root.der]);

/** A child that behaves as `code` says instead of judging. */
const childThat = (name: string, code: string): JudgeHost => ({ entry: stored(`${name}.mjs`, code) });

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return error instanceof KyguiError ? error.code : String(error);
  }
};

describe('foreign files are read in a process of their own', () => {
  it('the verdict of the child is the verdict of the judge', async () => {
    const verdict = await judgeFileInChild(stored('issued.pdf', issuedLetter()), { trust }, host);
    expect(verdict).toMatchObject({ signed: true, sound: true, trusted: true });
    expect(verdict.signatures).toHaveLength(2);
  });

  it('the gate answers through the child, and errors keep their codes', async () => {
    const path = stored('broken.pdf', Buffer.concat([signedLetter(), Buffer.from('x')]));
    const report = await checkGateInChild(path, 'issue', { trust }, host);
    expect(report.refusal?.code).toBe('GATE_SIGNATURES_BROKEN');
    expect(await codeOf(judgeFileInChild(stored('no.pdf', 'hello'), { trust }, host))).toBe('PDF_NOT_PDF');
    expect(await codeOf(judgeFileInChild(join(folder, 'missing.pdf'), { trust }, host))).toBe(
      'PDF_READ_FAILED',
    );
  });

  it('revocation is asked by the parent, never by the child', async () => {
    const signer = certificate({ commonName: 'Vũ Thị Mẫu', issuer: issuing, revocable: true });
    const letter = signedLetter({
      makeCms: (content) => cms(content, { signer, certificates: [signer, issuing] }),
    });
    let asked = 0;
    const revocation: RevocationProvider = {
      ocsp: async () => null,
      crl: async () => {
        asked++;
        return crl(issuing, [], new Date('2026-01-01T00:00:00Z'), new Date('2036-01-01T00:00:00Z'));
      },
    };
    const verdict = await judgeFileInChild(stored('ask.pdf', letter), { trust, revocation }, host);
    expect(asked).toBe(1);
    expect(verdict.trusted).toBe(true);
  });

  it('a child that hangs is ended and named', async () => {
    const hanging = { ...childThat('hang', 'process.on("message", () => { for (;;); });'), seconds: 0.5 };
    expect(await codeOf(judgeFileInChild('/x.pdf', { trust }, hanging))).toBe('JUDGE_TIMEOUT');
  });

  it('a child that crashes is named', async () => {
    for (const [name, code] of [
      ['abort', 'process.on("message", () => process.abort());'],
      ['segv', 'process.on("message", () => process.kill(process.pid, "SIGSEGV"));'],
      ['exit', 'process.on("message", () => process.exit(7));'],
      ['throw', 'throw new Error("x");'],
      [
        'garbage',
        'process.on("message", () => process.send({ kind: "verdict", verdict: { sound: true } }));',
      ],
    ] as const) {
      expect([name, await codeOf(judgeFileInChild('/x.pdf', { trust }, childThat(name, code)))]).toEqual([
        name,
        'JUDGE_CRASHED',
      ]);
    }
  });

  it('a child that eats its heap is ended and named', async () => {
    const eating = childThat(
      'heap',
      'process.on("message", () => { const a = []; for (;;) a.push(new Array(1e5).fill({})); });',
    );
    expect(await codeOf(judgeFileInChild('/x.pdf', { trust }, { ...eating, megabytes: 128 }))).toBe(
      'JUDGE_OUT_OF_MEMORY',
    );
  });

  it('the real child is ended when memory outside of the heap grows over the limit', async () => {
    // Ten streams in one letter that each unpack to 100 MB: a store of validation data is read whole.
    const bomb = deflateSync(Buffer.alloc(100 * 1024 * 1024), { level: 9 });
    const objects: Record<number, string | Buffer> = { ...(LETTER as Record<number, string | Buffer>) };
    for (let number = 40; number < 50; number++) {
      objects[number] = Buffer.concat([
        Buffer.from(`<< /Filter /FlateDecode /Length ${bomb.length} >>\nstream\n`),
        bomb,
        Buffer.from('\nendstream'),
      ]);
    }
    const refs = [40, 41, 42, 43, 44, 45, 46, 47, 48, 49].map((number) => `${number} 0 R`).join(' ');
    objects[1] = `<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R /DSS << /Certs [${refs}] >> >>`;
    const { signFile } = await import('./kit/document.ts');
    const path = stored('bomb.pdf', signFile(makeFile(objects)));
    expect(await codeOf(judgeFileInChild(path, { trust }, { ...host, megabytes: 300 }))).toBe(
      'JUDGE_OUT_OF_MEMORY',
    );
  });

  it('a caller that gives up ends the child', async () => {
    const hanging = childThat('abandoned', 'process.on("message", () => { for (;;); });');
    const controller = new AbortController();
    const work = judgeFileInChild('/x.pdf', { trust, signal: controller.signal }, hanging);
    setTimeout(() => controller.abort(), 200);
    expect(await codeOf(work)).toBe('CANCELLED');
  });
});
