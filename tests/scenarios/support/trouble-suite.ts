import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClockShift } from './clock-shift.ts';
import { ask, type Rig } from './kill-rig.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import type { StoreSpec } from './store-spec.ts';

/** How the machine under one driver is hurt. */
export interface Means {
  /** Takes the database from a bridge that runs; answers how it is given back. */
  takeAway(store: StoreSpec): Promise<() => Promise<void>>;
  /** Code by which the bridge then knows it. */
  away: RegExp;
  /** The clock of the bridges, and of the database server where there is one. */
  clock: ClockShift;
}

/** Halfway through signing, sending and receiving: what is written next needs the database. */
const BETWEEN = [
  'job:file-signed',
  'outbox:claimed',
  'outbox:answered',
  'inbox:fetched',
  'inbox:parsed',
] as const;

const DAY = 86_400;
const DISK_FULL = /^trouble STORE_DISK_FULL$/mu;

/** Database away, clock set, disk full. A longer series: KYGUI_TROUBLES=n runs all of it n times. */
export function troubleSuite(rigOf: () => Rig, meansOf: () => Means): void {
  const series = Number(process.env.KYGUI_TROUBLES ?? 1);
  const disks: SmallDisk[] = [];
  let mayMount = false;
  beforeAll(() => {
    const probe = mountSmallDisk(join(rigOf().folder, `probe-${rigOf().driver}`), 1);
    probe?.remove();
    mayMount = probe !== null;
  });
  afterAll(() => {
    for (const disk of disks) disk.remove();
  });

  /**
   * One process for each point, stopped there, hurt, and let go on until it has nothing left to do. Sender first, so
   * that the receiver has something to take.
   */
  const strike = async (
    tasks: Awaited<ReturnType<Rig['offices']>>,
    points: readonly string[],
    env: Record<string, string>,
    hurt: (stopped: {
      task: StoreSpec;
      point: string;
      go: () => void;
      said: (line: RegExp) => Promise<void>;
    }) => Promise<void>,
  ) => {
    const rig = rigOf();
    const letters = tasks.sender.letters as number[];
    for (const point of points) {
      letters.push(letters.length + 1);
      const receives = point.startsWith('inbox:');
      if (receives) await rig.finish(tasks.sender, env);
      const side = receives ? tasks.receiver : tasks.sender;
      const { ended, said, go } = rig.start({ ...side, at: { point, hit: 1, signal: 'SIGSTOP' } }, env);
      await said(new RegExp(`^at ${point}$`, 'mu'));
      await hurt({ task: side.store, point, go, said });
      const { status, errors } = await ended;
      expect(status, `${point} ${errors}`).toBe(0);
    }
  };

  it('the database is away in the middle of signing, sending and receiving', {
    timeout: 600_000,
  }, async () => {
    const rig = rigOf();
    const { takeAway, away } = meansOf();
    const tasks = await rig.offices('away', []);
    for (let run = 0; run < series; run += 1) {
      await strike(tasks, BETWEEN, {}, async ({ task, go, said }) => {
        const giveBack = await takeAway(task);
        go();
        await said(away);
        await giveBack();
      });
    }
    await rig.settle('database away', series * BETWEEN.length, tasks);
  });

  it.each([
    ['clock set forward by two days', 2 * DAY],
    ['clock set back by three days', -3 * DAY],
  ])('%s in the middle of signing, sending and receiving', { timeout: 600_000 }, async (name, seconds) => {
    const rig = rigOf();
    const { clock } = meansOf();
    const { sender, receiver } = await rig.offices(`clock-${seconds}`, []);
    // On a database that bridges share no file lock tells that a worker is gone: only its lease does.
    const alone = { lock: sender.store.kind === 'sqlite', httpTimeoutMs: 400 };
    const tasks = { sender: { ...sender, ...alone }, receiver: { ...receiver, ...alone } };
    try {
      for (let run = 0; run < series; run += 1) {
        clock.set(0);
        // The first point sets the clock; the way from there on is gone in the other time.
        await strike(tasks, BETWEEN, clock.env, async ({ go }) => {
          clock.set(seconds);
          go();
        });
        // And one that was killed with a package in hand finds its lease in another time.
        (tasks.sender.letters as number[]).push(tasks.sender.letters.length + 1);
        clock.set(seconds > 0 ? 0 : DAY);
        const held = { ...tasks.sender, at: { point: 'outbox:claimed', hit: 1, signal: 'SIGKILL' } as const };
        expect((await rig.start(held, clock.env).ended).signal).toBe('SIGKILL');
        clock.set(seconds);
      }
      await rig.settle(name, series * (BETWEEN.length + 1), tasks, clock.env);
      const newest = Date.parse(
        String(await ask(tasks.receiver.store, `SELECT MAX(at) AS at FROM inbox_answer`)),
      );
      const apart = (newest - Date.now()) / 1000 / DAY;
      expect(Math.abs(apart - seconds / DAY)).toBeLessThan(0.5);
    } finally {
      clock.set(0);
    }
  });

  it('the disk is full in the middle of signing, sending and receiving', { timeout: 600_000 }, async () => {
    const rig = rigOf();
    if (!mayMount) {
      process.stdout.write(`\n${rig.driver}: this account may mount nothing, a full disk is left out\n`);
      return;
    }
    const disk = mountSmallDisk(join(rig.folder, `disk-${rig.driver}-${disks.length}`), 64);
    if (!disk) throw new Error('mounted before, and not now');
    disks.push(disk);
    for (const side of ['one', 'two']) mkdirSync(join(disk.path, side));
    const tasks = await rig.offices('full', [], disk.path);
    const points = ['job:file-signed', 'outbox:row-taken', 'outbox:claimed', 'inbox:listed'];
    for (let run = 0; run < series; run += 1) {
      await strike(tasks, points, {}, async ({ point, go, said }) => {
        disk.fill();
        go();
        // What is written after the answer may fit into pages that are there already.
        if (point !== 'outbox:claimed') await said(DISK_FULL);
        disk.free();
      });
    }
    await rig.settle('disk full', series * points.length, tasks);
  });
}
