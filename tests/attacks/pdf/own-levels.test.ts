/** @needs openssl */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgePdf } from '../../../bridge/pdf/judge/judge.ts';
import { trustListOf } from '../../../bridge/pdf/judge/trust/trust-list.ts';
import { augmentPdf } from '../../../bridge/pdf/levels/augment.ts';
import type { Authorities, Level } from '../../../bridge/pdf/levels/raise-level.ts';
import type { IdentityName } from '../../sandbox/pki/identities.ts';
import { type LiveAuthorities, startLiveAuthorities } from '../../vectors/live-authorities.ts';
import { libraries } from '../../vectors/sign-for-test.ts';
import { LETTER, makeFile } from './kit/document.ts';

const folder = mkdtempSync(join(tmpdir(), 'kygui-judged-levels-'));
const at = (name: string) => join(folder, name);
let live: LiveAuthorities;

beforeAll(async () => {
  live = await startLiveAuthorities(at('pki'));
  writeFileSync(at('letter.pdf'), makeFile(LETTER));
});
afterAll(async () => {
  await live.server.close();
  rmSync(folder, { recursive: true, force: true });
});

const sign = (
  level: Level,
  input: string,
  output: string,
  who: IdentityName,
  authorities = live.authorities(),
) => live.sign(level, at(input), at(output), { who, authorities });

const judge = (name: string, ask: boolean) =>
  judgePdf(at(name), { trust: trustListOf([live.pki.root]), revocation: ask ? live.revocation : null });

describe('levels of our own writer, judged with real OCSP, CRL and time-stamps', () => {
  it('a signature without revocation data is trusted only when the authority can be asked', async () => {
    await sign('B-B', 'letter.pdf', 'b-b.pdf', 'leader');
    const alone = await judge('b-b.pdf', false);
    expect(alone).toMatchObject({ sound: true, trusted: false });
    expect(alone.reasons).toContain('REVOCATION_UNKNOWN');
    const asked = await judge('b-b.pdf', true);
    expect(asked).toMatchObject({ sound: true, trusted: true });
    expect(asked.signatures[0]).toMatchObject({ level: 'B-B', revocation: 'good', chain: 'trusted' });
  });

  for (const level of ['B-T', 'B-LT', 'B-LTA'] as const) {
    it(`${level} is told as ${level}`, async () => {
      await sign(level, 'letter.pdf', `${level}.pdf`, 'leader');
      const verdict = await judge(`${level}.pdf`, level === 'B-T');
      expect(verdict).toMatchObject({ signed: true, sound: true, trusted: true });
      expect(verdict.signatures[0]?.level).toBe(level);
      expect(verdict.signatures[0]?.timestampTime).not.toBeNull();
      expect(verdict.signatures.at(-1)?.coversWholeFile).toBe(true);
    });
  }

  it('an agency signs behind a long-term signature, and both stay sound', async () => {
    await sign('B-LTA', 'letter.pdf', 'first.pdf', 'leader');
    await sign('B-LT', 'first.pdf', 'second.pdf', 'agency');
    const verdict = await judge('second.pdf', false);
    expect(verdict).toMatchObject({ sound: true, trusted: true });
    expect(verdict.signatures.map((one) => one.kind)).toEqual([
      'signature',
      'document-timestamp',
      'signature',
    ]);
    expect(verdict.signatures.map((one) => one.intact)).toEqual([true, true, true]);
  });

  it('an archive is sealed again with other answers, and keeps what it had', async () => {
    await sign('B-LTA', 'letter.pdf', 'sealed.pdf', 'leader');
    const lists = {
      ...live.authorities(),
      revocation: { ocsp: async () => null, crl: live.revocation.crl.bind(live.revocation) },
    };
    const files = { input: at('sealed.pdf'), output: at('sealed-again.pdf') };
    await augmentPdf({ ...files, level: 'B-LTA', authorities: lists, libraries, now: Date.now() });
    expect(await judge('sealed-again.pdf', false)).toMatchObject({ sound: true, trusted: true });
  });

  it("without configured roots the token's own authorities are asked all the same, a file's only where named", async () => {
    await sign('B-LT', 'letter.pdf', 'own.pdf', 'leader', live.authorities({ anchors: [] }));
    expect((await judge('own.pdf', false)).signatures[0]?.level).toBe('B-LT');
    await sign('B-T', 'letter.pdf', 'theirs.pdf', 'agency');
    const raise = (authorities: Authorities) =>
      augmentPdf({
        input: at('theirs.pdf'),
        output: at('raised.pdf'),
        level: 'B-LT',
        authorities,
        libraries,
        now: Date.now(),
      });
    await expect(raise(live.authorities({ anchors: [] }))).rejects.toMatchObject({
      code: 'PDF_REVOCATION_UNAVAILABLE',
    });
    await raise({ ...live.authorities({ anchors: [] }), namedHosts: new Set(['127.0.0.1']) });
    expect((await judge('raised.pdf', false)).signatures[0]?.level).toBe('B-LT');
  });
});
