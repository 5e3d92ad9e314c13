import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createOffice, type Office } from '../sandbox/office.ts';
import { createRunner, expectRefusal, type Runner } from './support/cli.ts';

/** No token and no axis: what is looked at here is the bridge's own life on one computer. */
let dir = '';
let office: Office;
let kygui: Runner;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-cli-serve-'));
});
afterEach(() => office?.stop());
afterAll(() => rm(dir, { recursive: true, force: true }));

async function open(name: string, settings: Record<string, unknown> = {}): Promise<void> {
  const home = join(dir, name);
  office = await createOffice({
    home,
    secret: 'not used',
    settings: { tokens: { discover: false }, ...settings },
  });
  kygui = await createRunner(home);
}

const settingsOf = async (name: string) =>
  JSON.parse(await readFile(join(dir, name, 'settings.json'), 'utf8')) as Record<string, unknown>;

test('serve says its port as JSON, keeps it in the settings for every later start, and chooses none that systems lend out', async () => {
  await open('kept');
  await office.start();
  const first = office.port();
  expect(first).toBeGreaterThanOrEqual(20_000);
  expect(first).toBeLessThan(30_000);
  expect(await settingsOf('kept')).toMatchObject({ port: first, tokens: { discover: false } });
  await office.stop();
  const answers = office
    .log()
    .split('\n')
    .filter((line) => /^\{"(?:port|stopped)"/u.test(line));
  expect(answers.map((line) => JSON.parse(line))).toEqual([
    { port: first, pid: expect.any(Number) },
    { stopped: true },
  ]);
  await office.start();
  expect(office.port()).toBe(first);
  expect(office.log()).not.toContain('"level":60');
});

test('of two bridges started in the same moment one runs, and the other says why it does not', async () => {
  await open('moment');
  const other = await createOffice({ home: office.home, secret: 'not used', settings: {} });
  try {
    const started = await Promise.allSettled([office.start(), other.start()]);
    expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(`${office.log()}${other.log()}`).toContain('BRIDGE_ALREADY_RUNNING');
  } finally {
    await other.stop();
  }
});

test('a second bridge of the same person is refused, and the first goes on', async () => {
  await open('twice');
  await office.start();
  expectRefusal(await kygui.run(['serve']), 'BRIDGE_ALREADY_RUNNING', 3);
  const pairing = await office.pair();
  expect(pairing.code).not.toBe('');
});

test('a bridge that was killed leaves nothing behind that stops the next one', async () => {
  await open('killed');
  await office.start();
  await office.kill();
  await office.start();
  await office.stop();
  expect(existsSync(join(dir, 'killed', 'control'))).toBe(false);
});

test('a port that another program has taken is named, and nothing is changed', async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', () => resolve()));
  const address = squatter.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await open('taken', { port });
  const refused = await kygui.run(['serve']);
  await new Promise<void>((resolve) => squatter.close(() => resolve()));
  expectRefusal(refused, 'CHANNEL_PORT_IN_USE', 3);
  expect(JSON.stringify(refused.json)).toContain(String(port));
  expect(await settingsOf('taken')).toMatchObject({ port });
  expectRefusal(await kygui.run(['pair']), 'BRIDGE_NOT_RUNNING', 3);
});

test('pairing without a running bridge is refused with what to do', async () => {
  await open('alone');
  expectRefusal(await kygui.run(['pair']), 'BRIDGE_NOT_RUNNING', 3);
});

test('a second pairing during the first is refused', async () => {
  await open('pairs');
  await office.start();
  await office.pair();
  expectRefusal(await kygui.run(['pair']), 'PAIRING_BUSY', 3);
});

test('doctor answers named checks with their next steps, and one line for the telephone', async () => {
  await open('doctor');
  const { status, json } = await kygui.run(['doctor']);
  const checks = json.checks as { id: string; result: string; says: object; next?: object }[];
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  expect(checks.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      'program.version',
      'disk.space',
      'settings.agency',
      'trust.anchors',
      'axis.connection',
    ]),
  );
  for (const { result, says, next } of checks) {
    expect(['pass', 'warn', 'fail']).toContain(result);
    expect(Object.values(says).every((text) => text !== '')).toBe(true);
    if (result !== 'pass')
      expect(next).toMatchObject({ vi: expect.stringMatching(/\S/u), en: expect.stringMatching(/\S/u) });
  }
  expect(status).toBe(checks.some(({ result }) => result === 'fail') ? 1 : 0);
  expect(json.line).toContain('settings.agency=warn');
});
