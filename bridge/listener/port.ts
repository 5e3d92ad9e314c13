import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { KyguiError } from '../../shared/errors.ts';

/**
 * Below the ranges from which systems take ports for outgoing connections (Linux 32768, Windows 49152), so that
 * a port kept in the settings is not lent away between two starts; always five digits, and none that browsers
 * block.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;
const MOST_TRIES = 100;

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * A free port on 127.0.0.1 for a first start, random because several people of a terminal server share the
 * address. The caller keeps it in the person's settings. @throws CHANNEL_PORT_IN_USE when a hundred are taken
 */
export async function choosePort(): Promise<number> {
  let port = FIRST_PORT;
  for (let round = 0; round < MOST_TRIES; round += 1) {
    port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (await isFree(port)) return port;
  }
  throw new KyguiError('CHANNEL_PORT_IN_USE', { port });
}
