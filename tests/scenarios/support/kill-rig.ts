import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect } from 'vitest';
import { listItems } from '../../../bridge/receiving/view.ts';
import { letterDetail, listLetters } from '../../../bridge/sending/letters.ts';
import type { LetterDetail } from '../../../shared/protocol/commands/letters.ts';
import { type AxisSandbox, startAxisSandbox } from '../../sandbox/axis/server.ts';
import type { BridgeTask } from './bridge-process.ts';
import { openStore, type StoreSpec } from './store-spec.ts';

const ONE = { organId: 'H99.01', organName: 'Ủy ban nhân dân xã Mẫu A' };
const TWO = { organId: 'H99.02', organName: 'Ủy ban nhân dân xã Mẫu B' };

/** What became of the letters of one scenario; a line of the table. */
export interface Row {
  driver: string;
  fault: string;
  /** How often the fault struck: kills, jumps, times the database was away. */
  runs: number;
  letters: number;
  lost: number;
  doubled: number;
  onAxis: number;
  entered: number;
  statuses: number;
  end: string;
}

/** A bridge that runs, or is stopped at a point. */
export interface Running {
  child: ChildProcess;
  ended: Promise<{ status: number | null; signal: string | null; errors: string }>;
  /** Until the process says a line that fits; a process that ends first is an error. */
  said(line: RegExp): Promise<void>;
  /** SIGCONT until the process goes on: it says where it stops just before it does. */
  go(): void;
}

export interface Rig {
  driver: string;
  axis: AxisSandbox;
  folder: string;
  offices(
    name: string,
    letters: readonly number[],
    place?: string,
  ): Promise<{ sender: BridgeTask; receiver: BridgeTask }>;
  start(task: BridgeTask, env?: Record<string, string>): Running;
  run(task: BridgeTask): Running['ended'];
  /** Runs until nothing is left to do. */
  finish(task: BridgeTask, env?: Record<string, string>): Promise<void>;
  /** Sender, receiver and sender again, then the account: every letter exactly once, accepted and told. */
  settle(
    fault: string,
    runs: number,
    tasks: { sender: BridgeTask; receiver: BridgeTask },
    env?: Record<string, string>,
  ): Promise<void>;
  stop(): Promise<void>;
}

export type NewStore = (folder: string, name: string, place?: string) => Promise<StoreSpec>;

/** Both offices of one driver as processes, with an axis of their own. */
export async function createRig(
  driver: string,
  folder: string,
  program: string,
  newStore: NewStore,
  table: Row[],
): Promise<Rig> {
  const axis = await startAxisSandbox({ stateDir: join(folder, `axis-${driver}`) });
  const running = new Set<ChildProcess>();
  const connection = (code: string) => {
    const unit = axis.agencies.find((agency) => agency.code === code);
    return { endpoint: axis.vxpEndpoint, systemId: unit?.systemId ?? '', secret: unit?.secret ?? '' };
  };

  const start: Rig['start'] = (task, env = {}) => {
    const child = spawn(process.execPath, ['--enable-source-maps', program, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    running.add(child);
    let errors = '';
    child.stderr.on('data', (piece) => {
      errors += piece;
    });
    let told = '';
    let listeners: (() => void)[] = [];
    const ring = () => {
      for (const listener of listeners.splice(0)) listener();
    };
    child.stdout.on('data', (piece) => {
      told += piece;
      ring();
    });
    let over = false;
    const ended: Running['ended'] = new Promise((resolve) => {
      child.once('close', (status, signal) => {
        running.delete(child);
        over = true;
        resolve({ status, signal, errors });
        ring();
      });
    });
    return {
      child,
      ended,
      go() {
        const again = setInterval(() => child.kill('SIGCONT'), 50);
        void ended.then(() => clearInterval(again));
      },
      async said(line) {
        while (!line.test(told)) {
          if (over) throw new Error(`ended without ${line}: ${told} ${errors}`);
          await new Promise<void>((resolve) => {
            listeners = [...listeners, resolve];
          });
        }
      },
    };
  };
  const finish: Rig['finish'] = async (task, env) => {
    const { status, errors } = await start(task, env).ended;
    if (status !== 0) throw new Error(`the process ended with ${status}: ${errors}`);
  };

  return {
    driver,
    axis,
    folder,
    start,
    run: (task) => start(task).ended,
    finish,

    async offices(name, letters, place) {
      axis.reset();
      const common = {
        at: null,
        httpTimeoutMs: 1500,
        settleMs: 120,
        lock: true,
        limitMs: 240_000,
        endless: false,
      };
      const office = async (side: string, agency: typeof ONE) => ({
        ...common,
        store: await newStore(folder, `${driver}-${name}-${side}`, place && join(place, side)),
        folder: join(place ?? folder, `${driver}-${name}-${side}`),
        agency,
        axis: connection(agency.organId),
      });
      return {
        sender: { ...(await office('one', ONE)), letters, to: ['H99.02'], accepts: false },
        receiver: { ...(await office('two', TWO)), letters: [], to: [], accepts: true },
      };
    },

    async settle(fault, runs, { sender, receiver }, env) {
      await finish(sender, env);
      await finish(receiver, env);
      await finish(sender, env);
      const row = await account(axis, driver, fault, runs, sender, receiver);
      table.push(row);
      expect(row).toMatchObject({
        lost: 0,
        doubled: 0,
        onAxis: row.letters,
        entered: row.letters,
        statuses: 2 * row.letters,
        end: 'closed/accepted 01 03',
      });
    },

    async stop() {
      for (const child of running) child.kill('SIGKILL');
      await axis.stop();
    },
  };
}

/** What the axis and both sides hold at the end. */
async function account(
  axis: AxisSandbox,
  driver: string,
  fault: string,
  runs: number,
  sender: BridgeTask,
  receiver: BridgeTask,
): Promise<Row> {
  const { packages } = axis.dump();
  const of = (type: string) => packages.filter(({ messageType }) => messageType === type);
  const keys = packages.map(
    ({ messageType, documentId, statusCode }) => `${messageType} ${documentId} ${statusCode}`,
  );
  const letters = sender.letters.length;
  const entered = await enteredIn(receiver.store);
  const once = new Set(of('edoc').map(({ documentId }) => documentId)).size;
  const sent = (await lettersOf(sender.store)).filter((letter) => letter.axisDocId);
  return {
    driver,
    fault,
    runs,
    letters,
    lost: letters - Math.min(once, entered, letters),
    doubled: keys.length - new Set(keys).size + Math.max(0, entered - letters),
    onAxis: of('edoc').length,
    entered,
    statuses: of('status').length,
    end: [...new Set(sent.map(summaryOf))].join(', '),
  };
}

/** The process of bridge-process.ts, built once so that it starts fast. */
export async function bundleBridge(): Promise<string> {
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

/** One value out of a store that a bridge uses or used. */
export async function ask(spec: StoreSpec, query: string): Promise<unknown> {
  const store = await openStore(spec);
  try {
    const row = await store.read((sql) => sql.get(query));
    return Object.values(row ?? {})[0];
  } finally {
    await store.close();
  }
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

/** State of the letter, of its recipient, and the codes on the timeline, each once and in order. */
function summaryOf(letter: LetterDetail): string {
  const codes = letter.timelines[0]?.entries.flatMap(({ statusCode }) => statusCode ?? []) ?? [];
  return `${letter.state}/${letter.recipients[0]?.state} ${codes.sort().join(' ')}`;
}

/** The table of the whole suite, both drivers in it. */
export function printTable(table: readonly Row[]): void {
  const head = [
    'driver',
    'fault',
    'runs',
    'letters',
    'lost',
    'doubled',
    'on axis',
    'entered',
    'statuses',
    'end',
  ];
  const lines = table.map((row) => Object.values(row).map(String));
  const total = (pick: (row: Row) => number) => String(table.reduce((sum, row) => sum + pick(row), 0));
  lines.push([
    'both',
    'all together',
    ...[(row: Row) => row.runs, (row: Row) => row.letters, (row: Row) => row.lost].map(total),
    total((row) => row.doubled),
    ...['', '', '', ''],
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const text = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  process.stdout.write(`\n${[head, ...lines].map(text).join('\n')}\n\n`);
}
