import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { choosePort } from './port.ts';

it('chooses a port of five digits below the ranges for outgoing connections, and it can be listened on', async () => {
  const port = await choosePort();
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(30_000);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  server.close();
});
