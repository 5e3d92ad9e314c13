/** @needs postgres */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AxisSandbox, startAxisSandbox } from '../sandbox/axis/server.ts';
import { createOffice, type Office } from '../sandbox/office.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { createRunner, expectRefusal, type Runner } from './support/cli.ts';
import { lenientSending } from './support/lenient-policy.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

/** Two clerks' bridges, as processes, on the one PostgreSQL and the one folder of their agency. */
let dir = '';
let server: PostgresServer;
let axis: AxisSandbox;
let url = '';
const offices: Office[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-shared-'));
  server = await startPostgres();
  url = await server.database();
  axis = await startAxisSandbox({ port: 0, stateDir: join(dir, 'axis') });
  await mkdir(join(dir, 'share'));
  await writeFile(join(dir, 'letter.pdf'), await makeLetter());
});
afterAll(async () => {
  await Promise.all(offices.map((office) => office.kill()));
  await axis?.stop();
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

interface Clerk {
  office: Office;
  kygui: Runner;
}

async function clerk(name: string, code: string, store: Record<string, unknown>): Promise<Clerk> {
  const unit = axis.agencies.find((agency) => agency.code === code);
  const home = join(dir, name);
  const office = await createOffice({
    home,
    secret: unit?.secret ?? '',
    settings: {
      agency: { code, name: unit?.name ?? '' },
      axis: {
        kind: 'vxp',
        endpoint: axis.vxpEndpoint,
        systemId: unit?.systemId,
        trustSentList: true,
        requestTimeoutMs: 1000,
      },
      store,
      tokens: { discover: false },
      sending: lenientSending,
      poll: { inboxSeconds: 1, outboxSeconds: 0.5 },
    },
  });
  offices.push(office);
  return { office, kygui: await createRunner(home) };
}

const shared = (folder = 'share') => ({ kind: 'postgres', url, folder: join(dir, folder) });

async function build({ kygui }: Clerk, number: number): Promise<string> {
  const name = join(dir, `${number}`);
  const spec = {
    from: { organId: 'H99.01', organName: 'UBND xã Mẫu A' },
    recipients: [{ code: 'H99.02' }],
    number: String(number),
    notation: 'UBND-VP',
    date: '2026-01-05',
    subject: `V/v số liệu mẫu ${number}`,
    signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
    documentType: { type: 2, typeName: 'Công văn' },
    place: 'Mẫu A',
    attachments: [{ path: join(dir, 'letter.pdf') }],
  };
  await writeFile(`${name}.json`, JSON.stringify(spec));
  const built = await kygui.run(['edxml', 'build', `${name}.json`, '-o', `${name}.edxml`]);
  expect(built.status, JSON.stringify(built.json)).toBe(0);
  return `${name}.edxml`;
}

type Letter = {
  letterId: string;
  code: string;
  state: string;
  recipients: { state: string }[];
  timelines: { entries: { statusCode: string | null }[] }[];
};

const lettersOf = async ({ kygui }: Clerk) => (await kygui.run(['outbox'])).json.letters as Letter[];

test('letters of two clerks leave once each, one bridge goes on where the other was killed, both see all', {
  timeout: 300_000,
}, async () => {
  const [one, two, receiver] = [
    await clerk('one', 'H99.01', shared()),
    await clerk('two', 'H99.01', shared()),
    await clerk('receiver', 'H99.02', { kind: 'sqlite' }),
  ];
  const packages: string[] = [];
  for (let number = 1; number <= 4; number += 1) packages.push(await build(one, number));
  // The first answer says nothing: in doubt, asked for, not sent again.
  await axis.inject({ id: 'F5', variant: 'empty', operation: 'sendEdoc', times: 1 });
  await Promise.all([one.office.start(), two.office.start(), receiver.office.start()]);
  const sent = await Promise.all([
    one.kygui.run(['send', packages[0] ?? '']),
    two.kygui.run(['send', packages[1] ?? '']),
  ]);
  for (const answered of sent) expect(answered.json.code).not.toMatch(/^[A-Z]+_/u);
  await one.office.kill();
  for (const file of packages.slice(2)) await one.kygui.run(['send', file]);
  const settled = async () => {
    for (;;) {
      const letters = await lettersOf(two);
      const all = letters.flatMap(({ recipients }) => recipients.map(({ state }) => state));
      if (all.length === 4 && all.every((state) => state === 'arrived')) return letters;
      await sleep(300);
    }
  };
  const letters = await settled();
  expect(letters.map(({ code }) => code).sort()).toEqual([1, 2, 3, 4].map((number) => `${number}/UBND-VP`));
  expect(await lettersOf(one)).toEqual(await lettersOf(two));
  const { packages: onAxis } = axis.dump();
  expect(onAxis.filter(({ messageType }) => messageType === 'edoc')).toHaveLength(4);
  // Both bridges take in statuses; each stands on the timeline once.
  for (const { letterId } of letters) {
    const { json } = await two.kygui.run(['status', letterId]);
    const codes = (json as unknown as Letter).timelines[0]?.entries.flatMap(
      (entry) => entry.statusCode ?? [],
    );
    expect(codes).toEqual(['01']);
  }
  for (const { office } of [two, receiver]) await office.stop();
  expect(two.office.log()).not.toContain('"level":60');
});

test('the doctor names the engine and what it promises, and says so when it is gone or promises nothing', async () => {
  const { kygui } = await clerk('doctor', 'H99.01', shared());
  const check = async () => {
    const { json } = await kygui.run(['doctor']);
    const checks = json.checks as { id: string; result: string; says: { en: string } }[];
    return checks.find(({ id }) => id === 'store.durable');
  };
  expect(await check()).toMatchObject({
    result: 'pass',
    says: { en: expect.stringMatching(/PostgreSQL \d+.*fsync = on.*synchronous_commit = on/u) },
  });
  await server.restart('fsync=off');
  expect(await check()).toMatchObject({ result: 'fail', says: { en: expect.stringContaining('fsync') } });
  expectRefusal(await kygui.run(['outbox']), 'STORE_NOT_DURABLE', 3);
  await server.restart();
  await kygui.settle({ store: { ...shared(), url: 'postgres://kygui@127.0.0.1:1/none' } });
  expect(await check()).toMatchObject({ result: 'fail' });
});

test('a share that is not mounted, or another one, is never taken for the folder of the letters', async () => {
  const { kygui } = await clerk('folder', 'H99.01', shared('not-there'));
  expectRefusal(await kygui.run(['outbox']), 'STORE_UNREACHABLE', 1);
  await mkdir(join(dir, 'not-there'));
  expectRefusal(await kygui.run(['outbox']), 'STORE_FOLDER_FOREIGN', 3);
});

test('a password in the settings is refused without being shown; one in a file never leaves it for a message', async () => {
  const { office, kygui } = await clerk('password', 'H99.01', {
    ...shared(),
    url: url.replace('kygui@', 'kygui:mat-khau-canary@'),
  });
  const refused = await kygui.run(['outbox']);
  expectRefusal(refused, 'SETTINGS_INVALID', 3);
  expect(JSON.stringify(refused)).not.toContain('canary');
  const passwordFile = join(office.home, 'database-password');
  await writeFile(passwordFile, 'mat-khau-canary@:/?\n', { mode: 0o600 });
  await kygui.settle({ store: { ...shared(), url: 'postgres://kygui@127.0.0.1:1/none', passwordFile } });
  const away = await kygui.run(['doctor'], { KYGUI_DEBUG: '1' });
  expect(`${JSON.stringify(away)}`).not.toContain('canary');
  await kygui.settle({ store: { ...shared(), passwordFile } });
  expect((await kygui.run(['doctor'])).json.line).not.toContain('store.durable');
});
