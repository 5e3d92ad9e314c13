import { once } from 'node:events';
import { expect, test } from 'vitest';
import { systemClock } from '../clock/clock.ts';
import type { Store } from '../store/store.ts';
import { holdLease, LeaseLost } from './lease.ts';
import { readOutboxRow } from './model.ts';

const row = readOutboxRow({ outbox_id: 'letter', fence: 1, to_codes: '[]', state: 'packaged' });
const leaseWith = (transaction: Store['transaction']) =>
  holdLease(
    {
      store: { transaction } as Store,
      clock: systemClock,
      owner: 'bridge',
      leaseMs: 200,
      marginMs: 50,
    },
    row,
    systemClock.monotonicMs(),
  );

test('a database that never answers a heartbeat stops the call in time', async () => {
  const lease = leaseWith(() => new Promise(() => {}));
  await once(lease.signal, 'abort');
  expect(() => lease.assertHeld()).toThrow(LeaseLost);
});

test('a row that another worker took is let go at the next heartbeat', async () => {
  const lease = leaseWith(async () => 0 as never);
  await once(lease.signal, 'abort');
  expect(() => lease.assertHeld()).toThrow(LeaseLost);
});
