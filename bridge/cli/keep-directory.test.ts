import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Exchange } from '../compose.ts';
import { createLog } from '../logging/log.ts';
import { settingsSchema } from '../settings/schema.ts';
import { keepDirectory } from './keep-directory.ts';

test('a directory that is due in a month is waited for, not asked about without a pause', async () => {
  let asked = 0;
  const directory = {
    async syncedAt() {
      asked += 1;
      return new Date().toISOString();
    },
  };
  const stop = new AbortController();
  const kept = keepDirectory(
    {
      settings: settingsSchema.parse({ poll: { directoryHours: 720 } }),
      exchange: { directory } as unknown as Exchange,
    },
    createLog('fatal'),
    stop.signal,
  );
  await sleep(200);
  stop.abort();
  await kept;
  expect(asked).toBe(1);
});
