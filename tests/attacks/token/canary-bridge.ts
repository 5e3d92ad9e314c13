import { readSync, writeSync } from 'node:fs';
import { writeHeapSnapshot } from 'node:v8';
import pino from 'pino';
import { filePinTries } from '../../../bridge/token/pin/tries.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { openTokens } from '../../sandbox/token/open-tokens.ts';

/**
 * A process that does with PINs what the bridge does, for the test that searches its memory. PINs come through
 * standard input as `length, bytes`; each step is told on standard output and waits for a byte of permission.
 */
const { modulePath, env, thumbprint, home } = JSON.parse(process.env.CANARY_PLAN ?? '{}');
const log = pino({ level: 'trace' }, pino.destination({ dest: `${home}/kygui.log`, sync: true }));
const tokens = openTokens(
  { modulePath, env },
  { pinTries: filePinTries(`${home}/pin-tries.json`), logger: log, callTimeoutMs: 30_000 },
);

function readExactly(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    try {
      at += readSync(0, bytes, at, length - at, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
  return bytes;
}
const readPin = () => readExactly(readExactly(1)[0] ?? 0);
const step = (name: string) => {
  writeSync(1, `${name}\n`);
  readExactly(1);
};

const attempt = async (pin: Uint8Array) => {
  try {
    return await tokens.openBatch({ certificateThumbprint: thumbprint, pin });
  } catch (error) {
    const failure = error instanceof KyguiError ? error : new KyguiError('INTERNAL', {}, { cause: error });
    log.error({ err: failure, code: failure.code, details: failure.details }, 'opening failed');
    writeSync(1, `${failure.code}\n`);
    return undefined;
  }
};

await attempt(readPin());
const batch = await attempt(readPin());
if (batch === undefined) throw new Error('the right PIN was refused');
await batch.signer.sign(new Uint8Array(32), 'SHA-256');
step('signed');
writeHeapSnapshot(`${home}/bridge.heapsnapshot`);
try {
  await batch.signer.sign(new Uint8Array(32), 'SHA-256');
} catch (error) {
  log.error({ err: error }, 'signing failed');
  writeSync(1, `${error instanceof KyguiError ? error.code : 'unknown'}\n`);
}
step('crashed');
await tokens.close();
process.exit(0);
