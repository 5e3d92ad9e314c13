import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import { decodeContent } from '../../shared/protocol/codec.ts';
import { PAIRING_PATH } from '../../shared/protocol/limits.ts';
import { concatBytes } from '../../shared/protocol/secure/bytes.ts';
import {
  helloPairingId,
  InitiatorHandshake,
  respondToHello,
} from '../../shared/protocol/secure/handshake.ts';
import { newRig, provenSocket, rawSocket, watch } from './channel-raw.ts';

const pairingId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const parameters = { pairingId, key: new Uint8Array(32).fill(5), port: 20_001, versions: { min: 1, max: 1 } };

/** Runs `read`; whatever it throws must be of the closed list. */
function readsOrRefuses(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(KyguiError);
    expect((error as KyguiError).code).not.toBe('INTERNAL');
    return false;
  }
}

describe('random bytes', () => {
  it('as a hello are refused by code, never believed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const hello = concatBytes(Uint8Array.of(0x48), bytes);
        readsOrRefuses(() => helloPairingId(hello));
        expect(readsOrRefuses(() => respondToHello(hello, parameters))).toBe(false);
      }),
    );
  });

  it('as one changed byte of a true hello or welcome are refused', () => {
    const initiator = new InitiatorHandshake(parameters);
    const hello = initiator.hello();
    fc.assert(
      fc.property(
        fc.integer({ min: 17, max: hello.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, bits) => {
          const changed = Uint8Array.from(hello);
          changed[at] = (changed[at] ?? 0) ^ bits;
          // X25519 masks the top bit of a point (RFC 7748, 5); the hash over the message still sees it.
          expect(readsOrRefuses(() => respondToHello(changed, parameters))).toBe(false);
        },
      ),
      { numRuns: 40 },
    );
    const { welcome } = respondToHello(hello, parameters);
    const changed = Uint8Array.from(welcome);
    changed[40] = (changed[40] ?? 0) ^ 1;
    expect(readsOrRefuses(() => initiator.finish(changed))).toBe(false);
  });

  it('as contents of a record are read or refused by code', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        (bytes) => void readsOrRefuses(() => decodeContent(bytes)),
      ),
    );
  });

  it('sent by the hundred leave the bridge serving', async () => {
    const rig = await newRig();
    await rig.pair();
    for (let round = 0; round < 100; round += 1) {
      const socket = rawSocket(rig.listener.port, round % 2 ? PAIRING_PATH : undefined);
      const { opened, closed } = watch(socket);
      await opened;
      socket.send(randomBytes(1 + (round % 90)));
      expect((await closed).named).toBeDefined();
    }
    const { socket, closed } = await provenSocket(rig);
    socket.send(randomBytes(1000));
    expect((await closed).named).toBe('CHANNEL_VIOLATION');
    expect((await rig.client().session()).bridgeVersion).toBe('0.1.0');
    expect(rig.codes()).not.toContain('INTERNAL');
  });
});
