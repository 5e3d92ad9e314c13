import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventFrame } from '../../shared/protocol/frames.ts';
import { type Rig, startRig } from './channel-rig.ts';

const file = randomBytes(10 * 1024 * 1024 + 17);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const documentId = '7d9f3f0e-0f0e-4a6d-9a4e-0d2a3b4c5d6e';

describe('the ordinary way between extension and bridge', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig({
      handlers: {
        'doctor.run': async () => ({ checks: [] }),
        'document.get': async ({ stream }, { writeStream }) => {
          async function* pieces() {
            for (let offset = 0; offset < file.length; offset += 3_000_000)
              yield file.subarray(offset, offset + 3_000_000);
          }
          return { name: 'tờ-trình.pdf', sha256: sha256(file), size: await writeStream(stream, pieces()) };
        },
      },
    });
  });
  afterEach(() => rig.close());

  it('pairs once, then connects, introduces itself and carries the personal phrase', async () => {
    const stored = await rig.pair();
    expect(rig.store.list()).toHaveLength(1);
    expect(rig.store.find(stored.pairingId)?.label).toBe('Chrome của Nguyễn Văn Mẫu');
    expect((await rig.client().session()).personalPhrase).toBe('cây đa bến nước');
    expect(rig.listener.connections()).toBe(1);
  });

  it('carries a file of 10 MB each way, byte for byte, from blob and from stream', async () => {
    await rig.pair();
    const client = rig.client();
    let last = 0;
    const put = await client.put(
      { name: 'tờ-trình.pdf', origin: 'https://qlvb.example.vn', size: file.length },
      new Blob([file]),
      (done) => {
        last = done;
      },
    );
    expect(put).toMatchObject({ sha256: sha256(file), size: file.length });
    expect(last).toBe(file.length);
    const stream = new Blob([file]).stream();
    const again = await client.put(
      { name: 'tờ-trình.pdf', origin: 'https://qlvb.example.vn', size: file.length },
      stream,
    );
    expect(again.sha256).toBe(sha256(file));
    const got = await client.get({ documentId, version: 'signed' });
    expect(sha256(new Uint8Array(await got.blob.arrayBuffer()))).toBe(sha256(file));
  });

  it('tells events to every watching extension', async () => {
    await rig.pair();
    const heard: EventFrame[] = [];
    const client = rig.client();
    client.watch((event) => heard.push(event));
    await client.session();
    await expect.poll(() => rig.listener.connections()).toBe(1);
    rig.listener.broadcast({ event: 'token.changed' });
    await expect.poll(() => heard).toEqual([{ event: 'token.changed' }]);
  });
});
