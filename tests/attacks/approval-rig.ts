import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from 'pdf-lib';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { PreparedJobs } from '../../bridge/commands/prepared-jobs.ts';
import { signApprove } from '../../bridge/commands/sign-approve.ts';
import { signPrepare } from '../../bridge/commands/sign-prepare.ts';
import type { Bridge } from '../../bridge/compose.ts';
import { createDocuments, type Documents } from '../../bridge/documents/documents.ts';
import type { CommandContext } from '../../bridge/listener/handlers.ts';
import { FontLibrary } from '../../bridge/pdf/drawing/fonts.ts';
import { ImageLibrary } from '../../bridge/pdf/drawing/images.ts';
import { checkGate } from '../../bridge/pdf/judge/gate.ts';
import { judgePdf } from '../../bridge/pdf/judge/judge.ts';
import { prepareSignature } from '../../bridge/pdf/prepare.ts';
import { readDocumentText } from '../../bridge/pdf/printed-text.ts';
import { type SignDraftOptions, signDraft } from '../../bridge/pdf/sign.ts';
import { createJobs } from '../../bridge/sending/jobs.ts';
import { openShelf } from '../../bridge/sending/shelf.ts';
import { openDesk } from '../../bridge/settings/desk.ts';
import { settingsSchema } from '../../bridge/settings/schema.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import type { Store } from '../../bridge/store/store.ts';
import { DEFAULT_GATE_POLICY } from '../../shared/document/gate.ts';
import { letterDraftSchema } from '../../shared/document/letter.ts';
import type { Role } from '../../shared/document/role.ts';
import { KyguiError } from '../../shared/errors.ts';
import { createIdentity, type TestIdentity } from '../vectors/test-signer.ts';

/** The commands between showing and signing, on real files, rows and signatures; only the token is a key of openssl. */

export const ORIGIN = 'https://qlvb.example.vn';
export const PIN = '246810';
export const thumbprint = ({ signer }: TestIdentity) =>
  createHash('sha256').update(signer.certificate).digest('hex');

export let root: string;
export let leader: TestIdentity;
export let agency: TestIdentity;
export let folder: string;
export let store: Store;
export let documents: Documents;
export let bridge: Bridge;
export let prepared: PreparedJobs;
/** PINs that reached the token, and the hand that is on it. */
export const tried: string[] = [];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kygui-approval-'));
  leader = createIdentity(root, 'leader', 'Nguyễn Văn Mẫu', 'P-256');
  agency = createIdentity(root, 'agency', 'Ủy ban nhân dân xã Mẫu Một', 'P-256');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeEach(async () => {
  folder = mkdtempSync(join(root, 'home-'));
  const at = join(folder, 'documents');
  mkdirSync(at);
  store = await openSqliteStore(join(folder, 'state.sqlite'));
  documents = createDocuments({
    store,
    folder: at,
    maxFileBytes: 10_000_000,
    held: { days: 7, bytes: 10_000_000 },
    signedDays: 365,
  });
  const shelf = await openShelf(join(folder, 'packages'));
  const outbox = {
    shelf,
    wake() {},
    recipientsOf: async () => [{ code: 'H99.02', name: 'Ủy ban nhân dân xã Mẫu Hai' }],
  };
  prepared = new PreparedJobs();
  tried.length = 0;
  rig.onSign = async () => {};
  rig.tokenId = 'the first token';
  const owner = (print: string) => (print === thumbprint(leader) ? leader : agency);
  const libraries = {
    fonts: new FontLibrary(fileURLToPath(new URL('../../bridge/pdf/drawing/fonts', import.meta.url))),
    images: new ImageLibrary(),
  };
  bridge = {
    store,
    documents,
    desk: await openDesk({ desk: join(folder, 'desk.json'), pictures: join(folder, 'pictures') }),
    jobs: createJobs({ store, outbox, owner: shelf.id }),
    settings: settingsSchema.parse({ agency: { code: 'H99.01', name: 'Ủy ban nhân dân xã Mẫu Một' } }),
    judge: {
      policy: DEFAULT_GATE_POLICY,
      judge: (path: string) => judgePdf(path, { trust: null }),
      gate: (path: string, intent: Role) => checkGate(path, intent, { trust: null }),
    },
    reader: {
      prepare: (path: string, request: Parameters<typeof prepareSignature>[1]) =>
        prepareSignature(path, request, { libraries }),
      text: async (path: string) => readDocumentText(path, libraries.fonts),
      processes: 1,
      sign: async (options: Omit<SignDraftOptions, 'libraries'>) => {
        const examine = (path: string) => judgePdf(path, { trust: null });
        const { signed, seen } = await signDraft({ ...options, libraries }, examine);
        return { signed, verdict: seen };
      },
    },
    authorities: { timestamp: null, revocation: null, certificates: [] },
    exchange: {
      agency: { code: 'H99.01', name: 'Ủy ban nhân dân xã Mẫu Một' },
      directory: { syncedAt: async () => null, find: async () => null },
    },
    tokens: {
      find: async (print: string) => ({
        certificate: { thumbprint: print, subject: { commonName: owner(print).commonName } },
        token: { triesLeft: 3, lastTry: false },
      }),
      pinsNeeded: async () => ({ count: 1, certain: true }),
      async openBatch(asked: { certificateThumbprint: string; pin: Uint8Array; tokenId?: string }) {
        if (asked.tokenId !== undefined && asked.tokenId !== rig.tokenId) throw new KyguiError('TOKEN_OTHER');
        const pin = new TextDecoder().decode(asked.pin);
        tried.push(pin);
        if (pin !== PIN) throw new KyguiError('TOKEN_PIN_WRONG', { triesLeft: 2 });
        const { signer } = owner(asked.certificateThumbprint);
        const sign: typeof signer.sign = async (digest, hash) => {
          await rig.onSign();
          return signer.sign(digest, hash);
        };
        return {
          signer: { certificate: signer.certificate, chain: signer.chain, keyType: signer.keyType, sign },
          certificate: { alwaysAuthenticate: false },
          token: { pinPad: false, id: rig.tokenId },
          close: async () => {},
        };
      },
    },
  } as unknown as Bridge;
});
afterEach(() => store.close());

export const context = { sendEvent() {} } as unknown as CommandContext;

export async function put(bytes: Uint8Array): Promise<string> {
  const pieces = async function* () {
    yield bytes;
  };
  const about = { name: 'van-ban.pdf', origin: ORIGIN, size: bytes.length };
  return (await documents.put(about, pieces())).documentId;
}

export async function page(text = 'So:      /UBND-VP'): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage([595, 842]).drawText(text, { x: 90, y: 700, size: 13 });
  return pdf.save({ useObjectStreams: false });
}

export function letterOn(documentId: string, change: object = {}) {
  return letterDraftSchema.parse({
    number: '15',
    notation: 'UBND-VP',
    date: '2026-01-05',
    subject: 'V/v gửi số liệu mẫu',
    signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
    documentType: { type: 2, typeDetail: 18, typeName: 'Công văn' },
    recipients: [{ code: 'H99.02' }],
    attachments: [{ documentId, name: 'van-ban.pdf', main: true }],
    ...change,
  });
}

export interface Wish {
  jobKey?: string;
  role?: Role;
  by?: TestIdentity;
  letter?: ReturnType<typeof letterOn>;
}

export function prepare(
  documentId: string,
  { jobKey = randomUUID(), role = 'plain', by = leader, letter }: Wish = {},
) {
  return signPrepare(bridge, prepared)(
    {
      jobKey,
      origin: ORIGIN,
      certificate: thumbprint(by),
      documents: [{ documentId, role, fields: role === 'issue' ? { number: '15', date: '2026-01-05' } : {} }],
      ...(letter && { letter }),
    },
    context,
  );
}

let approveWith: ReturnType<typeof signApprove>;
beforeEach(() => {
  approveWith = signApprove(bridge, prepared);
});
export const approve = (jobKey: string, approvalDigest: string, pin = PIN) =>
  approveWith({ jobKey, approvalDigest, pin, approvedAt: '2026-01-05T01:30:00Z' }, context);

export const letters = () => store.read((sql) => sql.all('SELECT * FROM letter', []));
export const refusals = (shown: Awaited<ReturnType<typeof prepare>>) =>
  [...shown.items.flatMap(({ findings }) => findings), ...shown.letterFindings]
    .filter(({ result }) => result === 'refuse')
    .map(({ id }) => id);

/** A letter that the leader signed, as the clerk takes it from the page. */
export async function approvedLetter(): Promise<string> {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  await approve(shown.jobKey, shown.approvalDigest);
  const { signed } = await documents.find(documentId);
  tried.length = 0;
  return put(await readFile(signed?.path ?? ''));
}

/** What tests change: what the token does when it is asked, and which token it is. */
export const rig: { onSign: () => Promise<void>; tokenId: string } = {
  onSign: async () => {},
  tokenId: 'the first token',
};
