import { describe, expect, it } from 'vitest';
import type { FaultRuleInput } from '../../sandbox/axis/faults.ts';
import { ask, type Rig } from './kill-rig.ts';
import type { StoreSpec } from './store-spec.ts';

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

const MISBEHAVIOUR: readonly [string, FaultRuleInput][] = [
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
const TWICE: readonly [string, FaultRuleInput][] = [
  ['stays listed after done', { id: 'F7' }],
  ['the same letter under a new transport id', { id: 'F8', variant: 'new-docid' }],
  ['the same letter under our old code', { id: 'F8', variant: 'old-code' }],
  ['a status comes twice', { id: 'F9', variant: 'twice' }],
];

/** Processes that are killed, an axis that misbehaves, a worker that stalls; the same on every driver. */
export function killSuite(rigOf: () => Rig): void {
  it('killed on the sending side at every named point, one after the other', {
    timeout: 600_000,
  }, async () => {
    const rig = rigOf();
    const letters: number[] = [];
    const tasks = await rig.offices('send', letters);
    for (const [index, point] of SENDING_POINTS.entries()) {
      // A letter for each point, so that the number of a lost or doubled one names the point.
      letters.push(index + 1);
      const killed = await rig.run({ ...tasks.sender, at: { point, hit: 1, signal: 'SIGKILL' } });
      expect(killed.signal, `${point} ${killed.errors}`).toBe('SIGKILL');
    }
    await rig.settle('sender killed at each of its points', SENDING_POINTS.length, tasks);
  });

  it('killed on the receiving side at every named point, one after the other', {
    timeout: 600_000,
  }, async () => {
    const rig = rigOf();
    const letters = Array.from({ length: RECEIVING_POINTS.length + 2 }, (_, index) => index + 1);
    const tasks = await rig.offices('receive', letters);
    await rig.finish(tasks.sender);
    for (const point of RECEIVING_POINTS) {
      const killed = await rig.run({ ...tasks.receiver, at: { point, hit: 1, signal: 'SIGKILL' } });
      expect(killed.signal, `${point} ${killed.errors}`).toBe('SIGKILL');
    }
    await rig.settle('receiver killed at each of its points', RECEIVING_POINTS.length, tasks);
  });

  describe('the axis misbehaves', () => {
    it.each(MISBEHAVIOUR)('%s: asked, not sent twice', async (name, fault) => {
      const rig = rigOf();
      const tasks = await rig.offices(`fault-${fault.id}-${fault.variant ?? ''}`, [1]);
      await rig.axis.inject(fault);
      await rig.settle(name, 1, tasks);
    });
    it.each(TWICE)('%s: entered and answered once', async (name, fault) => {
      const rig = rigOf();
      const tasks = await rig.offices(`twice-${fault.id}-${fault.variant ?? ''}`, [1]);
      await rig.axis.inject(fault);
      await rig.settle(name, 1, tasks);
    });
  });

  it('a process that stalls past its lease sends nothing when it wakes', async () => {
    const rig = rigOf();
    const tasks = await rig.offices('stall', [1]);
    const quick = { ...tasks.sender, httpTimeoutMs: 150, lock: false };
    const stalled = rig.start({ ...quick, at: { point: 'outbox:claimed', hit: 1, signal: 'SIGSTOP' } });
    await stalled.said(/^at outbox:claimed$/mu);
    await leaseOver(tasks.sender.store);
    await rig.finish(quick);
    stalled.go();
    await stalled.ended;
    await rig.settle('worker stopped (SIGSTOP) past its lease', 1, { ...tasks, sender: quick });
  });

  const rounds = Number(process.env.KYGUI_KILLS ?? 12);
  it(`killed at any moment, ${rounds} times`, { timeout: 3_600_000 }, async () => {
    const rig = rigOf();
    const perStore = 25;
    for (let done = 0; done < rounds; done += perStore) {
      const kills = Math.min(perStore, rounds - done);
      const letters: number[] = [];
      const tasks = await rig.offices(`random-${done}`, letters);
      for (let kill = 0; kill < kills; kill += 1) {
        letters.push(kill + 1);
        const side = kill % 3 === 2 ? tasks.receiver : tasks.sender;
        const { child, ended, said } = rig.start({ ...side, endless: true });
        await said(/^ready$/mu);
        // About as long as a letter takes on its way through this process.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
        child.kill('SIGKILL');
        expect((await ended).signal).toBe('SIGKILL');
      }
      await rig.settle(`killed at random moments (${done + kills})`, kills, tasks);
    }
  });
}

/** On the database's clock, which alone counts. */
async function leaseOver(spec: StoreSpec): Promise<void> {
  const now =
    spec.kind === 'sqlite'
      ? `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`
      : `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const held = `SELECT COUNT(*) AS held FROM outbox WHERE lease_until > ${now}`;
  while (Number(await ask(spec, held)) > 0) await new Promise((resolve) => setTimeout(resolve, 100));
}
