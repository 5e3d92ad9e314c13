import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeAesGcm } from '../../bridge/listener/aead.ts';
import { webCryptoAesGcm } from '../../extension/background/bridge/aead.ts';
import { pureAesGcm } from '../../shared/protocol/secure/aead.ts';
import { NoiseHandshake } from '../../shared/protocol/secure/noise.ts';
import { RecordOpener, RecordSealer } from '../../shared/protocol/secure/records.ts';
import { Spake2 } from '../../shared/protocol/secure/spake2.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? '', 'hex'));
const data = (name: string) => JSON.parse(readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8'));

interface NoiseVector {
  protocol_name: string;
  init_prologue: string;
  init_psks: string[];
  init_ephemeral: string;
  resp_ephemeral: string;
  handshake_hash: string;
  messages: { payload: string; ciphertext: string }[];
}

const ciphers = { pure: pureAesGcm, node: nodeAesGcm, webcrypto: webCryptoAesGcm(crypto.subtle) };

describe.each((data('noise.json') as { vectors: NoiseVector[] }).vectors)('$protocol_name', (vector) => {
  const parameters = { psk: bytes(vector.init_psks[0]), prologue: bytes(vector.init_prologue) };
  const [first, second, ...transport] = vector.messages;

  function handshake() {
    const initiator = new NoiseHandshake({
      ...parameters,
      role: 'initiator',
      ephemeral: bytes(vector.init_ephemeral),
    });
    const responder = new NoiseHandshake({
      ...parameters,
      role: 'responder',
      ephemeral: bytes(vector.resp_ephemeral),
    });
    const one = initiator.writeFirst(bytes(first?.payload));
    const readOne = responder.readFirst(one);
    const two = responder.writeSecond(bytes(second?.payload));
    const readTwo = initiator.readSecond(two.message);
    return { one, readOne, two, readTwo };
  }

  it('writes both handshake messages byte for byte and both sides end with the published hash', () => {
    const { one, readOne, two, readTwo } = handshake();
    expect(hex(one)).toBe(first?.ciphertext);
    expect(hex(readOne)).toBe(first?.payload);
    expect(hex(two.message)).toBe(second?.ciphertext);
    expect(hex(readTwo.payload)).toBe(second?.payload);
    expect(hex(two.keys.handshakeHash)).toBe(vector.handshake_hash);
    expect(readTwo.keys).toEqual(two.keys);
  });

  it.each(Object.entries(ciphers))('writes the transport messages with the %s cipher', async (_, aead) => {
    const { keys } = handshake().readTwo;
    const sealers = [new RecordSealer(keys.initiator, aead), new RecordSealer(keys.responder, aead)];
    const openers = [new RecordOpener(keys.initiator, aead), new RecordOpener(keys.responder, aead)];
    expect(transport).toHaveLength(4);
    for (const [index, { payload, ciphertext }] of transport.entries()) {
      const sealed = await sealers[index % 2]?.seal(bytes(payload));
      expect(sealed && hex(sealed)).toBe(ciphertext);
      const opened = await openers[index % 2]?.open(bytes(ciphertext));
      expect(opened && hex(opened)).toBe(payload);
    }
  });
});

interface Spake2Vector {
  [field: string]: string;
  A: string;
  B: string;
}

describe.each((data('spake2.json') as { vectors: Spake2Vector[] }).vectors)(
  'SPAKE2-P256-SHA256-HKDF-HMAC, A="$A", B="$B"',
  (vector) => {
    it('gives the shares, the key and the confirmations of RFC 9382 appendix B on both sides', () => {
      const common = { w: BigInt(`0x${vector.w}`), identityA: vector.A, identityB: vector.B };
      const a = new Spake2({ ...common, role: 'A', secret: BigInt(`0x${vector.x}`) });
      const b = new Spake2({ ...common, role: 'B', secret: BigInt(`0x${vector.y}`) });
      expect(hex(a.share)).toBe(vector.pA);
      expect(hex(b.share)).toBe(vector.pB);
      const keysA = a.finish(b.share);
      const keysB = b.finish(a.share);
      expect(hex(keysA.sharedKey)).toBe(vector.Ke);
      expect(hex(keysB.sharedKey)).toBe(vector.Ke);
      expect(hex(keysA.confirmation)).toBe(vector.cA);
      expect(hex(keysB.confirmation)).toBe(vector.cB);
      expect(keysA.confirms(keysB.confirmation)).toBe(true);
      expect(keysB.confirms(keysA.confirmation)).toBe(true);
      expect(keysA.confirms(keysA.confirmation)).toBe(false);
    });
  },
);
