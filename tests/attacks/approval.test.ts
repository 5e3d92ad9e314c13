// @needs openssl
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from 'pdf-lib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { documentGet } from '../../bridge/commands/document-get.ts';
import { jobState } from '../../bridge/commands/job-state.ts';
import { PreparedJobs } from '../../bridge/commands/prepared-jobs.ts';
import { ProposedNumbers } from '../../bridge/commands/register.ts';
import { signApprove } from '../../bridge/commands/sign-approve.ts';
import { RunningBatches, signApproveBatch, signPauseBatch } from '../../bridge/commands/sign-batch.ts';
import { signCancel } from '../../bridge/commands/sign-cancel.ts';
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
import { giveBack, giveBackAbandoned, reserve } from '../../bridge/sending/register.ts';
import { openShelf } from '../../bridge/sending/shelf.ts';
import { openDesk } from '../../bridge/settings/desk.ts';
import { settingsSchema } from '../../bridge/settings/schema.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import type { Store, Transaction } from '../../bridge/store/store.ts';
import { DEFAULT_GATE_POLICY } from '../../shared/document/gate.ts';
import { letterDraftSchema } from '../../shared/document/letter.ts';
import type { Role } from '../../shared/document/role.ts';
import { KyguiError } from '../../shared/errors.ts';
import { batchDigest } from '../../shared/protocol/approval.ts';
import { createIdentity, type TestIdentity } from '../vectors/test-signer.ts';

/** The commands between showing and signing, on real files, rows and signatures; only the token is a key of openssl. */

const ORIGIN = 'https://qlvb.example.vn';
const PIN = '246810';
const thumbprint = ({ signer }: TestIdentity) =>
  createHash('sha256').update(signer.certificate).digest('hex');

let root: string;
let leader: TestIdentity;
let agency: TestIdentity;
let folder: string;
let store: Store;
let documents: Documents;
let bridge: Bridge;
let prepared: PreparedJobs;
/** PINs that reached the token, and the hand that is on it. */
let tried: string[];
let tokenId: string;
let onSign: () => Promise<void>;

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
  documents = createDocuments({ store, folder: at, maxFileBytes: 10_000_000 });
  const shelf = await openShelf(join(folder, 'packages'));
  const outbox = {
    shelf,
    wake() {},
    recipientsOf: async () => [{ code: 'H99.02', name: 'Ủy ban nhân dân xã Mẫu Hai' }],
  };
  prepared = new PreparedJobs();
  tried = [];
  onSign = async () => {};
  tokenId = 'the first token';
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
        if (asked.tokenId !== undefined && asked.tokenId !== tokenId) throw new KyguiError('TOKEN_OTHER');
        const pin = new TextDecoder().decode(asked.pin);
        tried.push(pin);
        if (pin !== PIN) throw new KyguiError('TOKEN_PIN_WRONG', { triesLeft: 2 });
        const { signer } = owner(asked.certificateThumbprint);
        const sign: typeof signer.sign = async (digest, hash) => {
          await onSign();
          return signer.sign(digest, hash);
        };
        return {
          signer: { certificate: signer.certificate, chain: signer.chain, keyType: signer.keyType, sign },
          certificate: { alwaysAuthenticate: false },
          token: { pinPad: false, id: tokenId },
          close: async () => {},
        };
      },
    },
  } as unknown as Bridge;
});
afterEach(() => store.close());

const context = { sendEvent() {} } as unknown as CommandContext;

async function put(bytes: Uint8Array): Promise<string> {
  const pieces = async function* () {
    yield bytes;
  };
  const about = { name: 'van-ban.pdf', origin: ORIGIN, size: bytes.length };
  return (await documents.put(about, pieces())).documentId;
}

async function page(text = 'So:      /UBND-VP'): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage([595, 842]).drawText(text, { x: 90, y: 700, size: 13 });
  return pdf.save({ useObjectStreams: false });
}

function letterOn(documentId: string, change: object = {}) {
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

interface Wish {
  jobKey?: string;
  role?: Role;
  by?: TestIdentity;
  letter?: ReturnType<typeof letterOn>;
}

function prepare(
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
const approve = (jobKey: string, approvalDigest: string, pin = PIN) =>
  approveWith({ jobKey, approvalDigest, pin, approvedAt: '2026-01-05T01:30:00Z' }, context);

const letters = () => store.read((sql) => sql.all('SELECT * FROM letter', []));
const refusals = (shown: Awaited<ReturnType<typeof prepare>>) =>
  [...shown.items.flatMap(({ findings }) => findings), ...shown.letterFindings]
    .filter(({ result }) => result === 'refuse')
    .map(({ id }) => id);

/** A letter that the leader signed, as the clerk takes it from the page. */
async function approvedLetter(): Promise<string> {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  await approve(shown.jobKey, shown.approvalDigest);
  const { signed } = await documents.find(documentId);
  tried = [];
  return put(await readFile(signed?.path ?? ''));
}

test('a letter that only the competent person signs cannot be sent in the same press', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId, { role: 'approve', letter: letterOn(documentId) });
  expect(refusals(shown)).toContain('signatures.agency');
  await expect(approve(shown.jobKey, shown.approvalDigest)).rejects.toMatchObject({ code: 'GATE_REFUSED' });
  expect(tried).toEqual([]);
  expect(await letters()).toEqual([]);
});

test('an agency that signs its letter twice has not made it a letter of the competent person', async () => {
  const first = await put(await page());
  const plain = await prepare(first, { by: agency });
  await approve(plain.jobKey, plain.approvalDigest);
  const { signed } = await documents.find(first);
  const documentId = await put(await readFile(signed?.path ?? ''));
  const shown = await prepare(documentId, { role: 'issue', by: agency, letter: letterOn(documentId) });
  expect(refusals(shown)).toContain('signatures.person');
});

test('a letter that the agency has issued is not issued again over its number, date and seal', async () => {
  const documentId = await approvedLetter();
  const issue = await prepare(documentId, { role: 'issue', by: agency });
  expect(refusals(issue)).toEqual([]);
  await approve(issue.jobKey, issue.approvalDigest);
  const { signed } = await documents.find(documentId);
  const issued = await put(await readFile(signed?.path ?? ''));
  const again = await prepare(issued, { role: 'issue', by: agency });
  expect(refusals(again)).toEqual(['gate.issue']);
  tried = [];
  await expect(approve(again.jobKey, again.approvalDigest)).rejects.toMatchObject({ code: 'GATE_REFUSED' });
  expect(tried).toEqual([]);
});

test('a letter whose main file is not among the signed ones is stopped before the PIN', async () => {
  const documentId = await approvedLetter();
  const other = await put(await page('khac'));
  const letter = letterOn(other);
  const shown = await prepare(documentId, { role: 'issue', by: agency, letter });
  expect(refusals(shown)).toContain('letter.files');
  const none = await prepare(documentId, {
    role: 'issue',
    by: agency,
    letter: letterOn(documentId, { attachments: [] }),
  });
  expect(refusals(none)).toContain('letter.files');
  expect(tried).toEqual([]);
});

test('a file exchanged on the disk after it came from the page is not shown as the one that came', async () => {
  const documentId = await put(await page());
  const { path } = await documents.find(documentId);
  await writeFile(path, await page('Noi dung khac'));
  await expect(prepare(documentId)).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
});

test('a file exchanged on the disk between showing and approving is not signed, and the job says so once', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  const { path } = await documents.find(documentId);
  await writeFile(path, await page('Noi dung khac'));
  const outcome = await approve(shown.jobKey, shown.approvalDigest);
  expect(outcome).toMatchObject({ state: 'failed', items: [], error: { code: 'PDF_CHANGED_SINCE_CONSENT' } });
  // Approving again asks no token: the PIN is not spent on a job that is over.
  expect(await approve(shown.jobKey, shown.approvalDigest)).toMatchObject({ state: 'failed' });
  expect(tried).toHaveLength(1);
});

test('the same approval twice at once tries one PIN and signs once', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  const both = await Promise.all([
    approve(shown.jobKey, shown.approvalDigest),
    approve(shown.jobKey, shown.approvalDigest),
  ]);
  expect(both.map(({ state }) => state)).toEqual(['signed', 'signed']);
  expect(tried).toEqual([PIN]);
  expect(await approve(shown.jobKey, shown.approvalDigest)).toMatchObject({ state: 'signed' });
  expect(tried).toEqual([PIN]);
});

test('a job that is being signed is neither shown anew, nor given up, nor joined by an approval of something else', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  let reached = () => {};
  const signing = new Promise<void>((resolve) => {
    reached = resolve;
  });
  onSign = async () => {
    reached();
    await gate;
  };
  const work = approve(shown.jobKey, shown.approvalDigest);
  await signing;
  await expect(prepare(documentId, { jobKey: shown.jobKey, by: agency })).rejects.toMatchObject({
    code: 'SENDING_JOB_ORDER',
  });
  await expect(
    signCancel(prepared, new ProposedNumbers())({ jobKey: shown.jobKey }, context),
  ).rejects.toMatchObject({
    code: 'SENDING_JOB_ORDER',
  });
  await expect(approve(shown.jobKey, 'f'.repeat(64))).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
  go();
  expect(await work).toMatchObject({ state: 'signed' });
  expect(tried).toEqual([PIN]);
});

test('after a wrong PIN and an edited letter, the right PIN sends the letter that was shown last and only that', async () => {
  const documentId = await approvedLetter();
  const wish = { role: 'issue', by: agency } as const;
  const first = await prepare(documentId, { ...wish, letter: letterOn(documentId) });
  await expect(approve(first.jobKey, first.approvalDigest, '0')).rejects.toMatchObject({
    code: 'TOKEN_PIN_WRONG',
  });
  const edited = letterOn(documentId, { subject: 'V/v số liệu đã sửa' });
  const second = await prepare(documentId, { ...wish, jobKey: first.jobKey, letter: edited });
  expect(refusals(second)).toEqual([]);
  await expect(approve(first.jobKey, first.approvalDigest)).rejects.toMatchObject({
    code: 'DOCUMENT_CHANGED',
  });
  expect(await approve(first.jobKey, second.approvalDigest)).toMatchObject({ state: 'signed' });
  expect(tried).toEqual(['0', PIN]);
  expect(await letters()).toMatchObject([{ subject: 'V/v số liệu đã sửa' }]);
});

test('a letter left prepared by a crash is replaced by the one that is approved now', async () => {
  const documentId = await approvedLetter();
  const jobKey = randomUUID();
  const stored = await documents.find(documentId);
  await bridge.jobs.prepare({
    jobKey,
    origin: ORIGIN,
    certificate: thumbprint(agency),
    items: [
      {
        documentId,
        name: stored.name,
        role: 'issue',
        input: { sha256: stored.sha256, size: stored.size },
        outputPath: documents.signedPath(documentId),
      },
    ],
    letter: {
      draft: letterOn(documentId, { subject: 'V/v bản cũ' }),
      from: { organId: 'H99.01', organName: 'Ủy ban nhân dân xã Mẫu Một' },
      files: {},
    },
  });
  const letter = letterOn(documentId, { subject: 'V/v bản mới' });
  const shown = await prepare(documentId, { jobKey, role: 'issue', by: agency, letter });
  expect(await approve(jobKey, shown.approvalDigest)).toMatchObject({ state: 'signed' });
  expect(await letters()).toMatchObject([{ subject: 'V/v bản mới' }]);
});

test('an approval after the job was given up signs nothing and asks no PIN', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  await signCancel(prepared, new ProposedNumbers())({ jobKey: shown.jobKey }, context);
  await expect(approve(shown.jobKey, shown.approvalDigest)).rejects.toMatchObject({ code: 'JOB_UNKNOWN' });
  expect(tried).toEqual([]);
});

test('the same letter approved in two windows goes out once, and a third window is refused before the PIN', async () => {
  const wish = { role: 'issue', by: agency } as const;
  const [one, two] = [await approvedLetter(), await approvedLetter()];
  const first = await prepare(one, { ...wish, letter: letterOn(one) });
  const second = await prepare(two, { ...wish, letter: letterOn(two) });
  expect(await approve(first.jobKey, first.approvalDigest)).toMatchObject({ state: 'signed' });
  await expect(approve(second.jobKey, second.approvalDigest)).rejects.toMatchObject({ code: 'GATE_REFUSED' });
  expect(await letters()).toHaveLength(1);
  expect(refusals(await prepare(two, { ...wish, letter: letterOn(two) }))).toEqual(['letter.sent-before']);

  // Once it is there, the clerk is warned and decides; another recipient is another matter.
  await store.transaction((sql) => sql.run(`UPDATE recipient SET state = 'arrived'`, []));
  const again = await prepare(two, { ...wish, letter: letterOn(two) });
  expect(refusals(again)).toEqual([]);
  expect(again.letterFindings).toContainEqual(
    expect.objectContaining({ id: 'letter.sent-before', result: 'warning' }),
  );
  const other = letterOn(two, { recipients: [{ code: 'H99.03' }] });
  const elsewhere = await prepare(two, { ...wish, letter: other });
  expect(elsewhere.letterFindings.map(({ id }) => id)).not.toContain('letter.sent-before');
});

test('a bridge killed when the signed file was written but not yet named still hands that file back', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  const stop = new Error('the process ended here');
  const keepSigned = documents.keepSigned;
  documents.keepSigned = () => Promise.reject(stop);
  const { fail } = bridge.jobs;
  bridge.jobs.fail = () => Promise.reject(stop);
  await expect(approve(shown.jobKey, shown.approvalDigest)).rejects.toBe(stop);
  documents.keepSigned = keepSigned;
  bridge.jobs.fail = fail;

  expect(await bridge.jobs.recover()).toMatchObject([{ state: 'signed' }]);
  const outcome = await jobState(bridge, new PreparedJobs())({ jobKey: shown.jobKey }, context);
  expect(outcome.state).toBe('signed');
  expect(await fetched(documentId)).toBe(outcome.items[0]?.sha256);
});

test('a signed file exchanged on the disk is not handed back as the signed one', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  await approve(shown.jobKey, shown.approvalDigest);
  await writeFile(documents.signedPath(documentId), await page('Noi dung khac'));
  await expect(fetched(documentId)).rejects.toMatchObject({ code: 'SENDING_FILE_CHANGED' });
});

test('a disk that is full or gone is told as such, not as a fault of the program', async () => {
  const documentId = await put(await page());
  await approveAlone(documentId);
  rmSync(documents.signedPath(documentId));
  await expect(fetched(documentId)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  const full = async function* () {
    yield await Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
  };
  const about = { name: 'van-ban.pdf', origin: ORIGIN, size: 10 };
  await expect(documents.put(about, full())).rejects.toMatchObject({ code: 'STORE_DISK_FULL' });
  rmSync(join(folder, 'documents'), { recursive: true });
  await expect(put(await page())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
});

async function approveAlone(documentId: string): Promise<void> {
  const shown = await prepare(documentId);
  await approve(shown.jobKey, shown.approvalDigest);
}

/** SHA-256 of the signed version as the extension gets it. */
async function fetched(documentId: string): Promise<string> {
  const hash = createHash('sha256');
  const writeStream = async (_stream: number, bytes: AsyncIterable<Uint8Array>) => {
    let size = 0;
    for await (const piece of bytes) {
      hash.update(piece);
      size += piece.length;
    }
    return size;
  };
  const get = documentGet({ bridge: { ...bridge, exchange: null }, prepared });
  await get({ documentId, version: 'signed', stream: 1 }, { ...context, writeStream } as CommandContext);
  return hash.digest('hex');
}

/** Three files shown for one batch, in order. */
async function shownBatch() {
  const shown: { jobKey: string; approvalDigest: string }[] = [];
  for (const text of ['mot', 'hai', 'ba']) {
    const { jobKey, approvalDigest } = await prepare(await put(await page(text)));
    shown.push({ jobKey, approvalDigest });
  }
  return shown;
}

const batches = new RunningBatches();
function approveBatch(
  jobs: { jobKey: string; approvalDigest: string }[],
  change: { pin?: string; batchDigest?: string; batchKey?: string } = {},
) {
  return signApproveBatch(
    bridge,
    prepared,
    batches,
  )(
    {
      batchKey: randomUUID(),
      jobs,
      batchDigest: batchDigest(jobs),
      pin: PIN,
      approvedAt: '2026-01-05T01:30:00Z',
      ...change,
    },
    context,
  );
}
const states = ({ jobs }: Awaited<ReturnType<typeof approveBatch>>) => jobs.map(({ state }) => state);

test('a letter slipped into an approved batch, or taken out of it, stops the whole batch before the PIN', async () => {
  const jobs = await shownBatch();
  const approved = batchDigest(jobs);
  const another = await prepare(await put(await page('bon')));
  const more = [...jobs, { jobKey: another.jobKey, approvalDigest: another.approvalDigest }];
  for (const changed of [more, jobs.slice(1), [...jobs].reverse()]) {
    await expect(approveBatch(changed, { batchDigest: approved })).rejects.toMatchObject({
      code: 'DOCUMENT_CHANGED',
    });
  }
  const [first, ...rest] = jobs;
  const exchanged = [{ jobKey: first?.jobKey ?? '', approvalDigest: another.approvalDigest }, ...rest];
  await expect(approveBatch(exchanged)).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
  expect(tried).toEqual([]);
});

test('a batch signs all under one PIN; said again it signs nothing twice; a wrong PIN leaves all of it as it was', async () => {
  const jobs = await shownBatch();
  await expect(approveBatch(jobs, { pin: '0' })).rejects.toMatchObject({ code: 'TOKEN_PIN_WRONG' });
  expect(states(await approveBatch(jobs))).toEqual(['signed', 'signed', 'signed']);
  expect(states(await approveBatch(jobs))).toEqual(['signed', 'signed', 'signed']);
  expect(tried).toEqual(['0', PIN]);
});

test('a token pulled out in the middle of a batch leaves whole files behind and the rest still to be approved', async () => {
  const jobs = await shownBatch();
  let signatures = 0;
  onSign = async () => {
    signatures += 1;
    if (signatures === 2) throw new KyguiError('TOKEN_REMOVED');
  };
  const broken = await approveBatch(jobs);
  expect(states(broken)).toEqual(['signed', 'failed', 'prepared']);
  expect(broken.paused).toMatchObject({ code: 'TOKEN_REMOVED' });
  const [, , rest] = jobs;
  expect(rest && states(await approveBatch([rest]))).toEqual(['signed']);
  expect(tried).toEqual([PIN, PIN]);
});

test('a batch whose token was pulled out goes on with that token alone: another gets no PIN', async () => {
  const jobs = await shownBatch();
  const batchKey = randomUUID();
  onSign = async () => {
    throw new KyguiError('TOKEN_REMOVED');
  };
  expect(states(await approveBatch(jobs, { batchKey }))).toEqual(['failed', 'prepared', 'prepared']);
  onSign = async () => {};
  const rest = jobs.slice(1);
  tokenId = 'another token with the same certificate';
  await expect(approveBatch(rest, { batchKey })).rejects.toMatchObject({ code: 'TOKEN_OTHER' });
  expect(tried).toEqual([PIN]);
  tokenId = 'the first token';
  expect(states(await approveBatch(rest, { batchKey }))).toEqual(['signed', 'signed']);
  expect(tried).toEqual([PIN, PIN]);
});

test('a paused batch ends the file under way and begins no other', async () => {
  const jobs = await shownBatch();
  const batchKey = randomUUID();
  onSign = async () => {
    await signPauseBatch(batches)({ batchKey }, context);
  };
  const paused = await approveBatch(jobs, { batchKey });
  expect(states(paused)).toEqual(['signed', 'prepared', 'prepared']);
  expect(paused.paused).toMatchObject({ code: 'CANCELLED' });
});

test('the next letter of a batch is read while the token signs, but its approval is no row before its turn', async () => {
  const jobs = await shownBatch();
  const begun: string[] = [];
  const { sign } = bridge.reader;
  bridge.reader.sign = (options) => {
    begun.push(options.draft);
    return sign.call(bridge.reader, options);
  };
  const early: unknown[] = [];
  let signatures = 0;
  onSign = async () => {
    signatures += 1;
    const next = jobs[signatures];
    if (!next) return;
    await vi.waitFor(() => expect(begun.length).toBeGreaterThan(signatures), { timeout: 60_000 });
    early.push(await bridge.jobs.find(next.jobKey).catch(({ code }: KyguiError) => code));
  };
  expect(states(await approveBatch(jobs))).toEqual(['signed', 'signed', 'signed']);
  expect(early).toEqual(['SENDING_UNKNOWN_JOB', 'SENDING_UNKNOWN_JOB']);
});

test('a letter whose file was exchanged fails alone: the letters before and after it are signed', async () => {
  const jobs = await shownBatch();
  const [, second] = jobs;
  const document = second && prepared.find(second.jobKey)?.documents[0]?.documentId;
  const { path } = await documents.find(document ?? '');
  await writeFile(path, await page('Noi dung khac'));
  const { paused, jobs: ended } = await approveBatch(jobs);
  expect(ended.map(({ state }) => state)).toEqual(['signed', 'failed', 'signed']);
  expect(ended[1]?.error).toMatchObject({ code: 'PDF_CHANGED_SINCE_CONSENT' });
  expect(paused).toBeNull();
});

test('a number of the register is reserved with the approval, given back when nothing was signed, and given once', async () => {
  const { agency: unit } = bridge.settings;
  Object.assign(bridge, {
    settings: settingsSchema.parse({ agency: unit, register: { enabled: true } }),
    bridgeId: 'one',
  });
  const ask = async (documentId: string, jobKey: string = randomUUID()) => {
    const shown = await signPrepare(bridge, prepared)(
      {
        jobKey,
        origin: ORIGIN,
        certificate: thumbprint(agency),
        documents: [{ documentId, role: 'issue', fields: { number: '07', date: '2026-01-05' } }],
        register: { kind: 'Công văn', source: 'register' },
      },
      context,
    );
    return shown;
  };
  const numbers = async () =>
    (await store.read((sql) => sql.all('SELECT number, state FROM register_number WHERE number = 7'))).map(
      ({ number, state }) => [number, state],
    );
  const one = await ask(await approvedLetter());
  const two = await ask(await approvedLetter());
  expect(await numbers()).toEqual([]);
  await expect(approve(one.jobKey, one.approvalDigest, 'wrong')).rejects.toMatchObject({
    code: 'TOKEN_PIN_WRONG',
  });
  expect(await numbers()).toEqual([[7, 'free']]);
  onSign = async () => {
    throw new KyguiError('TOKEN_REMOVED');
  };
  expect(await approve(one.jobKey, one.approvalDigest)).toMatchObject({ state: 'failed' });
  expect(await numbers()).toEqual([[7, 'free']]);
  onSign = async () => {};
  const again = await ask(await approvedLetter());
  expect(await approve(again.jobKey, again.approvalDigest)).toMatchObject({ state: 'signed' });
  expect(await numbers()).toEqual([[7, 'used']]);

  // Shown with the same number before: it is refused without a try at the PIN, and told as soon as it is shown anew.
  tried = [];
  await expect(approve(two.jobKey, two.approvalDigest)).rejects.toMatchObject({
    code: 'REGISTER_NUMBER_TAKEN',
  });
  expect(tried).toEqual([]);
  expect(refusals(await ask(await approvedLetter(), two.jobKey))).toEqual(['register.taken']);
});

test('a number that is lost while the PIN is looked at is reserved again with the approval, or nothing is signed', async () => {
  const { agency: unit } = bridge.settings;
  Object.assign(bridge, {
    settings: settingsSchema.parse({ agency: unit, register: { enabled: true } }),
    bridgeId: 'one',
  });
  const { openBatch } = bridge.tokens;
  let meanwhile = async () => {};
  bridge.tokens.openBatch = async (request) => {
    await meanwhile();
    return openBatch(request);
  };
  const ask = async () =>
    signPrepare(bridge, prepared)(
      {
        jobKey: randomUUID(),
        origin: ORIGIN,
        certificate: thumbprint(agency),
        documents: [
          {
            documentId: await put(await page()),
            role: 'issue',
            fields: { number: '07', date: '2026-01-05' },
          },
        ],
        register: { kind: 'Công văn', source: 'register' },
      },
      context,
    );
  const series = { agency: unit?.code ?? '', year: 2026, kind: 'Công văn' };
  const other = { ...series, number: 7, jobKey: randomUUID(), owner: 'two', source: 'register' as const };
  const giveAllBack = (sql: Transaction) => giveBackAbandoned(sql, 'one');
  const signatures: string[] = [];
  onSign = async () => {
    signatures.push('made');
  };
  const [first, second] = [await ask(), await ask()];
  meanwhile = () =>
    store.transaction(async (sql) => {
      await giveAllBack(sql);
      await reserve(sql, other);
    });
  expect(await approve(first.jobKey, first.approvalDigest)).toMatchObject({
    state: 'failed',
    error: { code: 'REGISTER_NUMBER_TAKEN' },
  });
  expect(signatures).toEqual([]);
  await store.transaction((sql) => giveBack(sql, other.jobKey));
  meanwhile = () => store.transaction(giveAllBack);
  expect(await approve(second.jobKey, second.approvalDigest)).toMatchObject({ state: 'signed' });
  const [row] = await store.read((sql) =>
    sql.all('SELECT state, job_key FROM register_number WHERE number = 7'),
  );
  expect(row).toMatchObject({ state: 'used', job_key: second.jobKey });
});

test('an approval of one letter beside the batch that signs it tries no PIN and leaves the batch alone', async () => {
  const jobs = await shownBatch();
  const [, , last] = jobs;
  let beside: unknown;
  onSign = async () => {
    beside ??= await approve(last?.jobKey ?? '', last?.approvalDigest ?? '').catch(
      (thrown: unknown) => thrown,
    );
  };
  expect(states(await approveBatch(jobs))).toEqual(['signed', 'signed', 'signed']);
  expect(beside).toMatchObject({ code: 'SENDING_JOB_ORDER' });
  expect(tried).toEqual([PIN]);
});
