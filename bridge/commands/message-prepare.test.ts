import { expect, test } from 'vitest';
import type { MessageItem } from '../../shared/protocol/commands/messages.ts';
import type { CertificateDescription } from '../../shared/signing/token.ts';
import type { Bridge } from '../compose.ts';
import { MessageJobs } from './message-jobs.ts';
import { messagePrepare } from './message-prepare.ts';

const THUMBPRINT = 'a'.repeat(64);
const RSA = { kind: 'rsa', bits: 2048 } as const;
const P384 = { kind: 'ec', curve: 'P-384' } as const;
const digest = (bits: number) => Buffer.alloc(bits / 8).toString('base64');

/** Asks for one bare digest to be signed by such a key; the site has the leave for it. */
function prepare(key: CertificateDescription['key'], item: MessageItem) {
  const bridge = {
    tokens: {
      find: async () => ({
        certificate: { thumbprint: THUMBPRINT, key },
        token: { triesLeft: 3, lastTry: false },
      }),
      pinsNeeded: async () => ({ count: 1 }),
    },
  } as unknown as Bridge;
  const body = {
    jobKey: '6b8f0f2e-3c1c-4d0e-9f3a-7d2c5a1e9b40',
    origin: 'https://qlvb.example.vn',
    certificate: THUMBPRINT,
    items: [item],
    leave: { until: '2099-12-31T00:00:00Z', count: 5 },
  };
  return messagePrepare(bridge, new MessageJobs())(body as never, undefined as never);
}

const raw = (size: 256 | 384 | 512, bits: number = size): MessageItem => ({
  form: 'raw',
  hash: `SHA-${size}`,
  digest: digest(bits),
});
const cms = (size: 256 | 384 | 512): MessageItem => ({ ...raw(size), form: 'cms-hash' }) as MessageItem;

test.each([
  ['PKCS#1 v1.5 with an EC key', P384, raw(384)],
  ['a digest of another length', RSA, raw(512, 256)],
  ['a CMS over SHA-512 with an RSA key', RSA, cms(512)],
  ['a CMS over SHA-256 with a P-384 key', P384, cms(256)],
  ['a key of a kind that is not known', { kind: 'other', name: 'gost' } as const, cms(256)],
])('%s is refused before any PIN is asked for', (_, key, item) =>
  expect(prepare(key, item)).rejects.toMatchObject({ code: 'RAW_DIGEST_INVALID' }),
);

test.each([
  ['PKCS#1 v1.5 of each length with an RSA key', RSA, raw(512)],
  ['a CMS over SHA-256 with an RSA key', RSA, cms(256)],
  ['a CMS over SHA-384 with a P-384 key', P384, cms(384)],
])('%s may be approved', async (_, key, item) => {
  expect(await prepare(key, item)).toMatchObject({ findings: [], pinsNeeded: 1 });
});
