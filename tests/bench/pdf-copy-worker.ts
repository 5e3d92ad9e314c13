import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { measured } from './pdf-worker-figures.ts';

/**
 * The limits, in a process of Node with nothing else loaded: `MODE FILE FOLDER ROUNDS`. Modes: `hash` (SHA-256 of the
 * file), `copy` (hash, copy and flush).
 */
await measured((file, output) => ({
  async hash() {
    const digest = createHash('sha256');
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) digest.update(chunk);
    digest.digest();
  },
  async copy() {
    const digest = createHash('sha256');
    const through = new Transform({
      transform(chunk, _encoding, done) {
        digest.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), through, createWriteStream(output));
    const handle = await open(output, 'r+');
    await handle.sync();
    await handle.close();
    rmSync(output);
  },
}));
