import pkcs11, { type Handle, type Mechanism } from 'pkcs11js';
import type { HashName } from '../../../shared/signing/signer.ts';
import { digestInfo, truncateForCurve } from '../signature-encoding.ts';
import type { Answer, Ask, RawToken } from './messages.ts';
import type { Pkcs11Module } from './module.ts';
import type { PinReader } from './pin-reader.ts';

/** Large enough for RSA-8192: a buffer that is too small leaves the operation active in many modules. */
const SIGNATURE_ROOM = 1024;
/** CKF_TOKEN_PRESENT and the session states with somebody logged in (PKCS#11 v3.1, 3.2): absent from pkcs11js. */
const TOKEN_PRESENT = 1;
const SESSION_STATES_LOGGED_IN = [1, 3, 4];

/** The native part that readers with keys need is not installed. */
export class PinPadUnavailable extends Error {}

/** The one session of a module process: login, keys, signatures. */
export class TokenSession {
  private readonly module: Pkcs11Module;
  private readonly modulePath: string;
  private readonly pins: PinReader;
  private readonly slot: Handle;
  private readonly token: RawToken;
  private session: Handle;
  private readonly keys: { handle: Handle; alwaysAuthenticate: boolean }[] = [];
  /** Kept from the login to the first signature of a key that wants the PIN for each: it was typed for that one. */
  private firstPin: string | null | undefined;

  constructor(module: Pkcs11Module, modulePath: string, pins: PinReader, slot: Handle) {
    this.module = module;
    this.modulePath = modulePath;
    this.pins = pins;
    this.slot = slot;
    this.token = module.token(slot);
    this.session = this.openSession();
  }

  describe(): Answer<'open'> {
    return { ...this.token, certificates: this.module.certificates(this.session) };
  }

  readToken(): RawToken {
    return this.module.token(this.slot);
  }

  /**
   * Gives the PIN to the token exactly once. A session that is logged in already is logged out first, because
   * the module would otherwise answer without looking at the PIN.
   */
  async login(length: number | null | undefined): Promise<void> {
    const pin = await this.pins.take(length ?? null);
    const { state } = this.module.raw.C_GetSessionInfo(this.session);
    if (SESSION_STATES_LOGGED_IN.includes(state)) this.module.raw.C_Logout(this.session);
    await this.give(pkcs11.CKU_USER, pin);
    this.firstPin = pin;
  }

  findKey(ask: Ask<'key'>): Answer<'key'> {
    const { module, session } = this;
    const candidates = module.find(session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY }]);
    const where = (type: number, value: Uint8Array) =>
      value.length === 0
        ? undefined
        : candidates.find((key) => sameUnsigned(module.attribute(session, key, type), value));
    const handle =
      (ask.modulus === null ? undefined : where(pkcs11.CKA_MODULUS, ask.modulus)) ??
      where(pkcs11.CKA_ID, ask.id) ??
      where(pkcs11.CKA_LABEL, Buffer.from(ask.label)) ??
      (candidates.length === 1 ? candidates[0] : undefined);
    if (handle === undefined) return null;
    const alwaysAuthenticate = module.attribute(session, handle, pkcs11.CKA_ALWAYS_AUTHENTICATE)[0] === 1;
    if (!alwaysAuthenticate) this.firstPin = undefined;
    this.keys.push({ handle, alwaysAuthenticate });
    return { key: this.keys.length - 1, alwaysAuthenticate };
  }

  async sign(ask: Ask<'sign'>): Promise<Uint8Array> {
    const key = this.keys[ask.key];
    if (key === undefined) throw new RangeError('unknown key');
    const rsa = ask.fieldBytes === null;
    const pss = rsa && ask.padding === 'pss';
    const input =
      ask.fieldBytes !== null
        ? truncateForCurve(ask.digest, ask.fieldBytes)
        : pss
          ? ask.digest
          : digestInfo(ask.digest, ask.hash);
    const mechanism: Mechanism = pss
      ? pssMechanism(ask.hash)
      : { mechanism: rsa ? pkcs11.CKM_RSA_PKCS : pkcs11.CKM_ECDSA };
    let pin: string | null | undefined;
    if (key.alwaysAuthenticate) {
      pin = ask.pin === undefined ? this.firstPin : await this.pins.take(ask.pin);
      this.firstPin = undefined;
    }
    try {
      this.module.raw.C_SignInit(this.session, mechanism, key.handle);
      if (pin !== undefined) await this.give(pkcs11.CKU_CONTEXT_SPECIFIC, pin);
      const signature = this.module.raw.C_Sign(
        this.session,
        Buffer.from(input),
        Buffer.alloc(SIGNATURE_ROOM),
      );
      return Uint8Array.from(signature);
    } catch (error) {
      this.renewSession();
      throw error;
    }
  }

  /** True when the token that the session was opened on has gone or was exchanged. */
  removed(): boolean {
    try {
      const present = (this.module.raw.C_GetSlotInfo(this.slot).flags & TOKEN_PRESENT) !== 0;
      return !present || this.readToken().serialNumber !== this.token.serialNumber;
    } catch {
      return true;
    }
  }

  close(): void {
    this.firstPin = undefined;
    try {
      this.module.raw.C_Logout(this.session);
    } catch {
      // The token may be gone; closing the session is all that is left to do.
    }
    this.module.raw.C_CloseSession(this.session);
  }

  private async give(user: number, pin: string | null): Promise<void> {
    if (pin !== null) {
      this.module.raw.C_Login(this.session, user, pin);
      return;
    }
    // Loaded only for readers with keys: other offices need not have this native part at all.
    const { loginWithoutPin } = await import('./pin-pad.ts').catch((error: unknown) => {
      throw new PinPadUnavailable('PIN pad', { cause: error });
    });
    loginWithoutPin(this.modulePath, this.session, user);
  }

  private openSession(): Handle {
    return this.module.raw.C_OpenSession(this.slot, pkcs11.CKF_SERIAL_SESSION);
  }

  /** A failed signature may leave its operation active. The new session is opened first: closing the last one logs out. */
  private renewSession(): void {
    try {
      const old = this.session;
      this.session = this.openSession();
      this.module.raw.C_CloseSession(old);
    } catch {
      // The token is gone or the module is beyond repair; the caller sees the failure of the signature.
    }
  }
}

/** RSASSA-PSS with the digest's own hash in the mask and a salt of its length (PKCS#11 v3.1, 6.1.10; RFC 7518, 3.5). */
function pssMechanism(hash: HashName): Mechanism {
  const [hashAlg, mgf, saltLen] = {
    'SHA-256': [pkcs11.CKM_SHA256, pkcs11.CKG_MGF1_SHA256, 32],
    'SHA-384': [pkcs11.CKM_SHA384, pkcs11.CKG_MGF1_SHA384, 48],
    'SHA-512': [pkcs11.CKM_SHA512, pkcs11.CKG_MGF1_SHA512, 64],
  }[hash] as [number, number, number];
  const parameter = { type: pkcs11.CK_PARAMS_RSA_PSS, hashAlg, mgf, saltLen };
  return { mechanism: pkcs11.CKM_RSA_PKCS_PSS, parameter };
}

/** Compares two unsigned numbers or byte strings, leading zeros aside. */
function sameUnsigned(left: Uint8Array, right: Uint8Array): boolean {
  const strip = (value: Uint8Array) => {
    let start = 0;
    while (start < value.length - 1 && value[start] === 0) start += 1;
    return value.subarray(start);
  };
  return Buffer.compare(strip(left), strip(right)) === 0;
}
