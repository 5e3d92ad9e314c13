import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listItems } from '../../../bridge/receiving/view.ts';
import { letterDetail, listLetters } from '../../../bridge/sending/letters.ts';
import type { LetterDetail } from '../../../shared/protocol/commands/letters.ts';
import type { FaultRuleInput } from '../../sandbox/axis/faults.ts';
import { type AxisSandbox, startAxisSandbox } from '../../sandbox/axis/server.ts';
import type { BridgeTask } from './bridge-process.ts';
import { openStore, type StoreSpec } from './store-spec.ts';

/** Where a process can end on the sending side, in the order of the way. */
export const SENDING_POINTS = [
  'job:consented',
  'job:file-signed',
  'job:item-signed',
  'job:signed',
  'outbox:row-taken',
  'outbox:package-frozen',
  'outbox:packaged',
  'outbox:tried-marked',
  'outbox:claimed',
  'outbox:answered',
  'outbox:sent',
  'outbox:receipted',
] as const;

/** The same on the receiving side; the outbox points are those of its statuses. */
export const RECEIVING_POINTS = [
  'inbox:listed',
  'inbox:fetched',
  'inbox:stored',
  'inbox:parsed',
  'inbox:registered',
  'inbox:acknowledged',
  'outbox:package-frozen',
  'outbox:claimed',
  'outbox:answered',
  'outbox:sent',
] as const;

const ONE = { organId: 'H99.01', organName: 'Ủy ban nhân dân xã Mẫu A' };
const TWO = { organId: 'H99.02', organName: 'Ủy ban nhân dân xã Mẫu B' };

interface Row {
  scenario: string;
  kills: number;
  letters: number;
  onAxis: number;
  doubled: number;
  entered: number;
  statuses: number;
  end: string;
}

/** One suite for both drivers: `store` makes a new, empty database each time it is called. */
export function killSuite(
  driver: string,
  newStore: (folder: string, name: string) => Promise<StoreSpec>,
): void {
  let folder = '';
  let program = '';
  let axis: AxisSandbox;
  const table: Row[] = [];
  const running = new Set<ChildProcess>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), `kills-${driver}-`));
    program = await bundled();
    axis = await startAxisSandbox({ stateDir: join(folder, 'axis') });
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await axis?.stop();
    print(driver, table);
    rmSync(dirname(program), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  const connection = (code: string) => {
    const unit = axis.agencies.find((agency) => agency.code === code);
    return { endpoint: axis.vxpEndpoint, systemId: unit?.systemId ?? '', secret: unit?.secret ?? '' };
  };
  const start = (task: BridgeTask) => {
    const child = spawn(process.execPath, ['--enable-source-maps', program, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let errors = '';
    child.stderr.on('data', (piece) => {
      errors += piece;
    });
    const ended = new Promise<{ status: number | null; signal: string | null; errors: string }>((resolve) => {
      child.once('close', (status, signal) => {
        running.delete(child);
        resolve({ status, signal, errors });
      });
    });
    const ready = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    return { child, ended, ready };
  };
  const run = (task: BridgeTask) => start(task).ended;
  const finish = async (task: BridgeTask) => {
    const { status, errors } = await run(task);
    if (status !== 0) throw new Error(`the process ended with ${status}: ${errors}`);
  };

  /** Both offices with empty stores on an empty axis. */
  const offices = async (name: string, letters: readonly number[]) => {
    axis.reset();
    const common = {
      at: null,
      httpTimeoutMs: 1500,
      settleMs: 120,
      lock: true,
      limitMs: 240_000,
      endless: false,
    };
    const sender: BridgeTask = {
      ...common,
      store: await newStore(folder, `${name}-one`),
      folder: join(folder, `${name}-one`),
      agency: ONE,
      axis: connection('H99.01'),
      letters,
      to: ['H99.02'],
      accepts: false,
    };
    const receiver: BridgeTask = {
      ...common,
      store: await newStore(folder, `${name}-two`),
      folder: join(folder, `${name}-two`),
      agency: TWO,
      axis: connection('H99.02'),
      letters: [],
      to: [],
      accepts: true,
    };
    return { sender, receiver };
  };

  /** What the axis and both sides hold at the end; every scenario expects the same of it. */
  const account = async (
    scenario: string,
    kills: number,
    sender: BridgeTask,
    receiver: BridgeTask,
  ): Promise<Row> => {
    const { packages } = axis.dump();
    const edocs = packages.filter(({ messageType }) => messageType === 'edoc');
    const statuses = packages.filter(({ messageType }) => messageType === 'status');
    const keys = packages.map(
      ({ messageType, documentId, statusCode }) => `${messageType} ${documentId} ${statusCode}`,
    );
    const letters = await lettersOf(sender.store);
    const row: Row = {
      scenario,
      kills,
      letters: sender.letters.length,
      onAxis: edocs.length,
      doubled: keys.length - new Set(keys).size,
      entered: await enteredIn(receiver.store),
      statuses: statuses.length,
      end: [...new Set(letters.filter((letter) => letter.axisDocId).map(summaryOf))].join(', '),
    };
    table.push(row);
    return row;
  };

  const expectExact = (row: Row) =>
    expect(row).toMatchObject({
      onAxis: row.letters,
      doubled: 0,
      entered: row.letters,
      statuses: 2 * row.letters,
      end: 'closed/accepted 01 03',
    });

  it(`killed on the sending side at every named point, one after the other (${driver})`, {
    timeout: 600_000,
  }, async () => {
    const letters: number[] = [];
    const { sender, receiver } = await offices('send', letters);
    for (const [index, point] of SENDING_POINTS.entries()) {
      // A letter for each point, so that the number of a lost or doubled one names the point.
      letters.push(index + 1);
      const killed = await run({ ...sender, at: { point, hit: 1, signal: 'SIGKILL' } });
      expect(killed.signal, `${point} ${killed.errors}`).toBe('SIGKILL');
    }
    await finish(sender);
    await finish(receiver);
    await finish(sender);
    expectExact(
      await account('sender killed at each of its points', SENDING_POINTS.length, sender, receiver),
    );
  });

  it(`killed on the receiving side at every named point, one after the other (${driver})`, {
    timeout: 600_000,
  }, async () => {
    const letters = Array.from({ length: RECEIVING_POINTS.length + 2 }, (_, index) => index + 1);
    const { sender, receiver } = await offices('receive', letters);
    await finish(sender);
    for (const point of RECEIVING_POINTS) {
      const killed = await run({ ...receiver, at: { point, hit: 1, signal: 'SIGKILL' } });
      expect(killed.signal, `${point} ${killed.errors}`).toBe('SIGKILL');
    }
    await finish(receiver);
    await finish(sender);
    expectExact(
      await account('receiver killed at each of its points', RECEIVING_POINTS.length, sender, receiver),
    );
  });

  describe(`the axis misbehaves (${driver})`, () => {
    const faults: readonly [string, FaultRuleInput][] = [
      ['the package is lost after the upload', { id: 'F18', variant: 'lost', operation: 'sendEdoc' }],
      ['the answer is lost', { id: 'F18', variant: 'after-upload', operation: 'sendEdoc' }],
      [
        'the line breaks in the middle of the upload',
        { id: 'F18', variant: 'mid-upload', operation: 'sendEdoc' },
      ],
      ['the axis hangs', { id: 'F18', variant: 'hang', operation: 'sendEdoc' }],
      ['the answer names no id', { id: 'F6', variant: 'no-docid', operation: 'sendEdoc' }],
      ['an error page with status 200', { id: 'F4', operation: 'sendEdoc' }],
      ['a truncated answer', { id: 'F5', variant: 'truncated', operation: 'sendEdoc' }],
    ];
    it.each(faults)('%s: asked, not sent twice', async (name, fault) => {
      const { sender, receiver } = await offices(`fault-${fault.id}-${fault.variant ?? ''}`, [1]);
      await axis.inject(fault);
      await finish(sender);
      await finish(receiver);
      await finish(sender);
      expectExact(await account(name, 0, sender, receiver));
    });

    const twice: readonly [string, FaultRuleInput][] = [
      ['stays listed after done', { id: 'F7' }],
      ['the same letter under a new transport id', { id: 'F8', variant: 'new-docid' }],
      ['the same letter under our old code', { id: 'F8', variant: 'old-code' }],
      ['a status comes twice', { id: 'F9', variant: 'twice' }],
    ];
    it.each(twice)('%s: entered and answered once', async (name, fault) => {
      const { sender, receiver } = await offices(`twice-${fault.id}-${fault.variant ?? ''}`, [1]);
      await axis.inject(fault);
      await finish(sender);
      await finish(receiver);
      await finish(sender);
      expectExact(await account(name, 0, sender, receiver));
    });
  });

  it(`a process that stalls past its lease sends nothing when it wakes (${driver})`, async () => {
    const { sender, receiver } = await offices('stall', [1]);
    const quick = { ...sender, httpTimeoutMs: 150, lock: false };
    const stalled = start({ ...quick, at: { point: 'outbox:claimed', hit: 1, signal: 'SIGSTOP' } });
    await waitFor(async () => (await claimedRows(sender.store)) > 0);
    await new Promise((resolve) => setTimeout(resolve, 2200));
    await finish({ ...quick });
    stalled.child.kill('SIGCONT');
    await stalled.ended;
    await finish(receiver);
    await finish(quick);
    expectExact(await account('worker stopped (SIGSTOP) past its lease', 0, sender, receiver));
  });

  const rounds = Number(process.env.KYGUI_KILLS ?? 12);
  it(`killed at any moment, ${rounds} times (${driver})`, { timeout: 3_600_000 }, async () => {
    const perStore = 25;
    for (let done = 0; done < rounds; done += perStore) {
      const kills = Math.min(perStore, rounds - done);
      const letters: number[] = [];
      const { sender, receiver } = await offices(`random-${done}`, letters);
      for (let kill = 0; kill < kills; kill += 1) {
        letters.push(kill + 1);
        const side = kill % 3 === 2 ? receiver : sender;
        const { child, ended, ready } = start({ ...side, endless: true });
        await Promise.race([ready, ended]);
        // About as long as a letter takes on its way through this process.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
        child.kill('SIGKILL');
        expect((await ended).signal).toBe('SIGKILL');
      }
      await finish(sender);
      await finish(receiver);
      await finish(sender);
      expectExact(await account(`killed at random moments (${done + kills})`, kills, sender, receiver));
    }
  });
}

async function bundled(): Promise<string> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const outDir = join(root, 'node_modules', '.cache', `kygui-scenarios-${process.pid}`);
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      minify: false,
      rollupOptions: {
        input: { bridge: fileURLToPath(new URL('./bridge-process.ts', import.meta.url)) },
        output: { entryFileNames: '[name].mjs' },
      },
    },
  });
  return join(outDir, 'bridge.mjs');
}

async function lettersOf(spec: StoreSpec): Promise<LetterDetail[]> {
  const store = await openStore(spec);
  try {
    return await store.read(async (sql) => {
      const { letters } = await listLetters(sql, { limit: 500 });
      const details: LetterDetail[] = [];
      for (const { letterId } of letters) details.push(await letterDetail(sql, letterId));
      return details;
    });
  } finally {
    await store.close();
  }
}

async function enteredIn(spec: StoreSpec): Promise<number> {
  const store = await openStore(spec);
  try {
    return (await store.read((sql) => listItems(sql, { limit: 1 }))).total;
  } finally {
    await store.close();
  }
}

async function claimedRows(spec: StoreSpec): Promise<number> {
  const store = await openStore(spec).catch(() => null);
  if (!store) return 0;
  try {
    const row = await store.read((sql) =>
      sql.get(`SELECT COUNT(*) AS count FROM outbox WHERE state = 'claimed'`),
    );
    return Number(row?.count);
  } finally {
    await store.close();
  }
}

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('waited in vain');
}

/** State of the letter, of its recipient, and the codes on the timeline, each once and in order. */
function summaryOf(letter: LetterDetail): string {
  const codes = letter.timelines[0]?.entries.flatMap(({ statusCode }) => statusCode ?? []) ?? [];
  return `${letter.state}/${letter.recipients[0]?.state} ${codes.sort().join(' ')}`;
}

function print(driver: string, table: readonly Row[]): void {
  const head = ['scenario', 'kills', 'letters', 'on axis', 'doubled', 'entered', 'statuses', 'end'];
  const lines = table.map((row) => Object.values(row).map(String));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const text = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  process.stdout.write(
    `\npoints of the sender: ${SENDING_POINTS.join(', ')}\npoints of the receiver: ${RECEIVING_POINTS.join(', ')}\n`,
  );
  process.stdout.write(`\n${driver}\n${[head, ...lines].map(text).join('\n')}\n\n`);
}
