import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createVxpTransport } from '../../../bridge/axis/vxp/vxp-transport.ts';
import { packageBuilder } from '../../../bridge/edxml/package-builder.ts';
import { createJobs, type Job, type Jobs } from '../../../bridge/sending/jobs.ts';
import { withStoreErrors } from '../../../bridge/store/durable-file.ts';
import { letterDraftSchema } from '../../../shared/document/letter.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { openOffice, type TestOffice } from './office.ts';
import { openStore, type StoreSpec } from './store-spec.ts';

/**
 * One agency's bridge as a process that tests may kill: real store, real outbox and inbox, real VXP over HTTP.
 * Its only invention is the signer, which appends a line instead of asking a token.
 */
export interface BridgeTask {
  store: StoreSpec;
  folder: string;
  agency: { organId: string; organName: string };
  axis: { endpoint: string; systemId: string; secret: string };
  /** Numbers of the letters to sign and send. */
  letters: readonly number[];
  to: readonly string[];
  /** Ends itself with this signal when a point is reached for the n-th time. */
  at: { point: string; hit: number; signal: 'SIGKILL' | 'SIGSTOP' } | null;
  /** Answers every new letter with 03. */
  accepts: boolean;
  httpTimeoutMs: number;
  settleMs: number;
  lock: boolean;
  /** Gives up after this long; the test then sees what is missing. */
  limitMs: number;
  /** Goes on until it is killed, for tests that kill at any moment. */
  endless: boolean;
}

const task = JSON.parse(process.argv[2] ?? '{}') as BridgeTask;
let hits = 0;
/** What the test waits for: `ready`, `at POINT`, `trouble CODE`. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

/** A store that is away, locked or full is borne, as by a bridge that looks again and a clerk who presses again. */
async function bear<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await withStoreErrors(work);
  } catch (thrown) {
    if (!(thrown instanceof KyguiError) || !thrown.code.startsWith('STORE_')) throw thrown;
    say(`trouble ${thrown.code}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    return null;
  }
}

/** What the outbox has written down of such trouble itself, because there was room for that. */
async function tellTrouble({ store }: TestOffice): Promise<void> {
  const rows = await store.read((sql) =>
    sql.all(`SELECT DISTINCT error_code FROM outbox WHERE error_code LIKE 'STORE_%'`),
  );
  for (const { error_code } of rows) say(`trouble ${error_code}`);
}

/** A signal to oneself is not delivered at once: nothing may go on after it. */
function checkpoint(point: string): void {
  if (point !== task.at?.point) return;
  hits += 1;
  if (hits !== task.at.hit) return;
  say(`at ${point}`);
  process.kill(process.pid, task.at.signal);
  const until = Date.now() + 200;
  while (Date.now() < until);
}

const uuid = (text: string) => {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** What a clerk does for one letter; pressed again after a restart, as a clerk would who sees it is not signed. */
async function signAndSend(jobs: Jobs, number: number): Promise<void> {
  const input = join(task.folder, `van-ban-${number}.pdf`);
  if (!existsSync(input)) writeFileSync(input, `%PDF-1.7\nthân văn bản số ${number}\n`);
  const bytes = readFileSync(input);
  const documentId = uuid(`document ${number}`);
  for (let press = 1; ; press += 1) {
    const jobKey = uuid(`job ${task.agency.organId} ${number} ${press}`);
    const outputPath = `${input}.${press}.signed.pdf`;
    const found: Job | null = await jobs.find(jobKey).catch((error: unknown) => {
      if (error instanceof KyguiError && error.code === 'SENDING_UNKNOWN_JOB') return null;
      throw error;
    });
    if (found?.state === 'signed') return;
    if (found?.state === 'failed') continue;
    if (!found) {
      await jobs.prepare({
        jobKey,
        origin: 'https://qlvb.example.vn',
        certificate: 'c'.repeat(64),
        items: [
          {
            documentId,
            name: `van-ban-${number}.pdf`,
            role: 'issue',
            input: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length },
            outputPath,
          },
        ],
        letter: {
          from: task.agency,
          files: {},
          draft: letterDraftSchema.parse({
            number: String(number),
            notation: 'UBND-VP',
            date: '2026-01-05',
            subject: `V/v gửi số liệu mẫu lần ${number}`,
            signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
            documentType: { type: 2, typeDetail: 18, typeName: 'Công văn' },
            recipients: task.to.map((code) => ({ code })),
            attachments: [{ documentId, name: `van-ban-${number}.pdf`, main: true }],
          }),
        },
      });
    }
    await jobs.consent(jobKey, 'a'.repeat(64));
    copyFileSync(input, `${outputPath}.part`);
    appendFileSync(`${outputPath}.part`, `chữ ký lần ${press}\n`);
    copyFileSync(`${outputPath}.part`, outputPath);
    checkpoint('job:file-signed');
    await jobs.signed(jobKey, documentId);
    return;
  }
}

async function answerAll(office: TestOffice): Promise<void> {
  const { items } = await office.inbox.list({ limit: 500 });
  for (const { itemId, lastStatus } of items) {
    if (lastStatus === '01')
      await office.inbox.answer({ jobKey: uuid(`answer ${itemId}`), itemId, answer: 'accept' });
  }
}

/** Nothing that the outbox could still do by itself, the later looks at the axis' list aside. */
async function isIdle(office: TestOffice): Promise<boolean> {
  const open = await office.store.read((sql) =>
    sql.get(
      `SELECT COUNT(*) AS count FROM outbox WHERE state IN ('accepted', 'signed', 'packaged', 'claimed', 'asked', 'sent')
        OR (state = 'outcome-unknown' AND next_at IS NOT NULL)`,
    ),
  );
  const stored = await office.store.read((sql) =>
    sql.get(`SELECT COUNT(*) AS count FROM arrival WHERE outcome = 'stored' OR acknowledged_at IS NULL`),
  );
  return Number(open?.count) === 0 && Number(stored?.count) === 0;
}

/** Names on standard error what would not come to rest. */
async function tellOpen({ store }: TestOffice): Promise<void> {
  const rows = await store.read(async (sql) => [
    ...(await sql.all(
      `SELECT outbox_id, message_type, code, title, created_at, state, sends, fence, next_at, lease_until, lease_owner, error_code FROM outbox
        WHERE state NOT IN ('receipted', 'closed')`,
    )),
    ...(await sql.all(
      `SELECT at, outbox_id, step, note FROM outbox_step WHERE outbox_id IN
        (SELECT outbox_id FROM outbox WHERE state NOT IN ('receipted', 'closed')) ORDER BY at`,
    )),
    ...(await sql.all(
      `SELECT doc_id, outcome, error_code, reason, acknowledged_at FROM arrival WHERE outcome = 'stored' OR acknowledged_at IS NULL`,
    )),
  ]);
  writeSync(2, `${JSON.stringify(rows, null, 1)}\n`);
}

mkdirSync(task.folder, { recursive: true });
const transport = createVxpTransport({
  endpoint: task.axis.endpoint,
  systemId: task.axis.systemId,
  secret: task.axis.secret,
  connectTimeoutMs: 2000,
  requestTimeoutMs: task.httpTimeoutMs,
});
const office = await openOffice({
  store: await openStore(task.store),
  transport,
  folder: task.folder,
  agency: task.agency,
  outbox: {
    build: {
      ...packageBuilder(),
      letter: async (letter, path) => void (await packageBuilder().letter(letter, path)),
    },
    httpTimeoutMs: task.httpTimeoutMs,
    settleMs: task.settleMs,
    lock: task.lock,
    random: Math.random,
    checkpoint,
  },
  inbox: { checkpoint, maxPackageBytes: 60 * 1_048_576 },
});
const jobs = createJobs({
  store: office.store,
  outbox: office.outbox,
  owner: office.outbox.shelf.id,
  checkpoint,
});
say('ready');
const deadline = performance.now() + task.limitMs;
for (const number of [null, ...task.letters]) {
  // Before each press what a start does with a job that broke off.
  const press = async () => {
    await jobs.recover();
    if (number !== null) await signAndSend(jobs, number);
    return true;
  };
  while ((await bear(press)) === null) if (performance.now() > deadline) process.exit(4);
}
let quiet = 0;
while (performance.now() < deadline && (quiet < 2 || task.endless)) {
  const idle = await bear(async () => {
    const worked = await office.outbox.tick();
    const { taken, errors } = await office.inbox.poll();
    for (const { error } of errors) if (error.code.startsWith('STORE_')) say(`trouble ${error.code}`);
    await tellTrouble(office);
    if (task.accepts) await answerAll(office);
    return worked === 0 && taken.length === 0 && errors.length === 0 && (await isIdle(office));
  });
  quiet = idle ? quiet + 1 : 0;
  await new Promise((resolve) => setTimeout(resolve, idle ? 5 : 20));
}
if (quiet < 2) await tellOpen(office);
await transport.close();
await office.close();
// Status 4: there was still something to do; a slow machine, or a row that got stuck.
process.exit(quiet < 2 ? 4 : 0);
