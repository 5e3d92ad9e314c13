import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { z } from 'zod';
import { KyguiError } from '../../errors.ts';
import type { PairingCode } from '../pairing-code.ts';
import { pureAesGcm } from './aead.ts';
import { concatBytes, utf8 } from './bytes.ts';
import { RecordOpener, RecordSealer } from './records.ts';
import { passwordScalar, Spake2, type Spake2Keys } from './spake2.ts';

/** What the extension tells about itself once the code is proven. */
const pairingDetailsSchema = z.object({
  label: z.string().min(1).max(100).describe('Browser and profile as the person knows it'),
  personalPhrase: z.string().max(100).nullable().describe('Shown in windows that ask for a PIN'),
});
export type PairingDetails = z.infer<typeof pairingDetailsSchema>;

const pairingGrantSchema = z.object({ pairingId: z.uuid() });

/** The outcome both sides store. */
export interface PairedKey {
  /** UUID chosen by the bridge, lower case. */
  pairingId: string;
  /** 32 bytes. */
  key: Uint8Array;
}

/**
 * Steps on the wire, first byte of each binary message: 1 share A, 2 share B, 3 confirmation A, 4 confirmation B,
 * 5 details, 6 grant, 7 stored. The extension is A and confirms first, so that the bridge counts a wrong code
 * before it has said anything that a code could be tested against.
 */
const STEP = { shareA: 1, shareB: 2, confirmA: 3, confirmB: 4, details: 5, grant: 6, stored: 7 } as const;
type Step = (typeof STEP)[keyof typeof STEP];

const AAD = 'kygui pairing 1';

function run(role: 'A' | 'B', code: PairingCode, origin: string): Spake2 {
  return new Spake2({
    role,
    w: passwordScalar(code.secret, AAD),
    identityA: `kygui extension ${origin}`,
    identityB: `kygui bridge 127.0.0.1:${code.port}`,
    aad: AAD,
  });
}

function message(step: Step, body: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(step), body);
}

function expect(step: Step, received: Uint8Array): Uint8Array {
  if (received[0] !== step) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'pairing out of order' });
  return received.subarray(1);
}

/** Keys derived from Ke: the pairing key, and one key for each direction of the last three messages. */
class Outcome {
  readonly pairingKey: Uint8Array;
  readonly #sealer: RecordSealer;
  readonly #opener: RecordOpener;

  constructor(role: 'A' | 'B', { sharedKey }: Spake2Keys) {
    const key = (purpose: string) => hkdf(sha256, sharedKey, undefined, utf8(`kygui ${purpose}`), 32);
    const [send, receive] =
      role === 'A' ? ['from extension', 'from bridge'] : ['from bridge', 'from extension'];
    this.pairingKey = key('pairing key');
    this.#sealer = new RecordSealer(key(send), pureAesGcm);
    this.#opener = new RecordOpener(key(receive), pureAesGcm);
  }

  async seal(body: unknown): Promise<Uint8Array> {
    return await this.#sealer.seal(utf8(JSON.stringify(body)));
  }

  async open<Body>(schema: z.ZodType<Body>, sealed: Uint8Array): Promise<Body> {
    const opened = await this.#opener.open(sealed);
    const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(opened)));
    if (!parsed.success) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'pairing message' });
    return parsed.data;
  }
}

/** The extension's side: `share` → `confirm` → `details` → `granted`, each with the bridge's last message. */
export class PairingInitiator {
  readonly #spake: Spake2;
  #keys: Spake2Keys | undefined;
  #outcome: Outcome | undefined;

  /** `origin` is the extension's own, e.g. `chrome-extension://…`, as the browser sends it. */
  constructor(code: PairingCode, origin: string) {
    this.#spake = run('A', code, origin);
  }

  share(): Uint8Array {
    return message(STEP.shareA, this.#spake.share);
  }

  confirm(shareB: Uint8Array): Uint8Array {
    this.#keys = this.#spake.finish(expect(STEP.shareB, shareB));
    return message(STEP.confirmA, this.#keys.confirmation);
  }

  /** CHANNEL_PEER_UNPROVEN when the other side does not know the code. */
  async details(confirmB: Uint8Array, details: PairingDetails): Promise<Uint8Array> {
    const keys = this.#keys;
    if (!keys?.confirms(expect(STEP.confirmB, confirmB))) throw new KyguiError('CHANNEL_PEER_UNPROVEN', {});
    this.#outcome = new Outcome('A', keys);
    return message(STEP.details, await this.#outcome.seal(details));
  }

  async granted(grant: Uint8Array): Promise<{ paired: PairedKey; stored: () => Promise<Uint8Array> }> {
    const outcome = this.#outcome;
    if (!outcome) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'pairing out of order' });
    const { pairingId } = await outcome.open(pairingGrantSchema, expect(STEP.grant, grant));
    return {
      paired: { pairingId, key: outcome.pairingKey },
      stored: async () => message(STEP.stored, await outcome.seal({})),
    };
  }
}

/** The bridge's side, in the same order. */
export class PairingResponder {
  readonly #spake: Spake2;
  #keys: Spake2Keys | undefined;
  #outcome: Outcome | undefined;

  /** `origin` is what the browser sent in the upgrade request. */
  constructor(code: PairingCode, origin: string) {
    this.#spake = run('B', code, origin);
  }

  share(shareA: Uint8Array): Uint8Array {
    this.#keys = this.#spake.finish(expect(STEP.shareA, shareA));
    return message(STEP.shareB, this.#spake.share);
  }

  /** Our confirmation, or null when the extension's shows a wrong code. */
  confirm(confirmA: Uint8Array): Uint8Array | null {
    const keys = this.#keys;
    if (!keys?.confirms(expect(STEP.confirmA, confirmA))) return null;
    this.#outcome = new Outcome('B', keys);
    return message(STEP.confirmB, keys.confirmation);
  }

  async details(details: Uint8Array): Promise<PairingDetails> {
    return await this.#proven().open(pairingDetailsSchema, expect(STEP.details, details));
  }

  /** The pairing key, 32 bytes. */
  get key(): Uint8Array {
    return this.#proven().pairingKey;
  }

  async grant(pairingId: string): Promise<Uint8Array> {
    return message(STEP.grant, await this.#proven().seal({ pairingId }));
  }

  async stored(stored: Uint8Array): Promise<void> {
    await this.#proven().open(z.object({}), expect(STEP.stored, stored));
  }

  #proven(): Outcome {
    if (!this.#outcome) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'pairing out of order' });
    return this.#outcome;
  }
}
