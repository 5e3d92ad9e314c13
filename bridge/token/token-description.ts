import { createHash } from 'node:crypto';
import type { CertificateDescription, TokenDescription, TokenFlags } from '../../shared/signing/token.ts';
import { certificateBytes, describeCertificate } from './certificate.ts';
import type { RawCertificate, RawToken } from './host/messages.ts';
import type { TriesLeft } from './pin/tries.ts';

/** Flags of CK_TOKEN_INFO (PKCS#11 v3.1, 3.2, table 6). */
const CKF = {
  USER_PIN_INITIALIZED: 0x8,
  PROTECTED_AUTHENTICATION_PATH: 0x100,
  USER_PIN_COUNT_LOW: 0x1_0000,
  USER_PIN_FINAL_TRY: 0x2_0000,
  USER_PIN_LOCKED: 0x4_0000,
  USER_PIN_TO_BE_CHANGED: 0x8_0000,
} as const;

export function tokenFlags(flags: number): TokenFlags {
  const set = (flag: number) => (flags & flag) !== 0;
  return {
    locked: set(CKF.USER_PIN_LOCKED),
    finalTry: set(CKF.USER_PIN_FINAL_TRY),
    countLow: set(CKF.USER_PIN_COUNT_LOW),
    pinSet: set(CKF.USER_PIN_INITIALIZED),
    pinToBeChanged: set(CKF.USER_PIN_TO_BE_CHANGED),
  };
}

/** True when the PIN is typed on the reader itself. */
export function hasPinPad(token: RawToken): boolean {
  return (token.flags & CKF.PROTECTED_AUTHENTICATION_PATH) !== 0;
}

/**
 * Same token, same id, whichever slot or module shows it; hides the serial number. Modules spell maker and model
 * of one token differently, so these count only where the serial number is missing or all zeros.
 */
export function tokenIdOf(token: RawToken): string {
  const { manufacturer, model, serialNumber } = token;
  const distinct = /[^0\s].{2,}/u.test(serialNumber) ? [serialNumber] : [manufacturer, model, serialNumber];
  return createHash('sha256').update(distinct.join('\0')).digest('hex');
}

export function describeToken(
  module: string,
  token: RawToken,
  certificates: readonly RawCertificate[],
  tries: TriesLeft,
  now: Date,
): TokenDescription {
  const { minPinLength: min, maxPinLength: max } = token;
  return {
    id: tokenIdOf(token),
    module,
    slot: token.slot,
    label: token.label,
    serialTail: token.serialNumber.slice(-4),
    manufacturer: token.manufacturer,
    model: token.model,
    flags: tokenFlags(token.flags),
    pinPad: hasPinPad(token),
    pinLength: max > 0 && max <= 256 && min <= max ? { min, max } : null,
    triesLeft: tries.triesLeft,
    lastTry: tries.lastTry,
    certificates: certificates.flatMap((raw) => describeRaw(raw, now)),
  };
}

/** Empty for stored values that are no certificate: cards carry odd objects, and one must not hide the rest. */
export function describeRaw(raw: RawCertificate, now: Date): CertificateDescription[] {
  try {
    return [
      {
        ...describeCertificate(certificateBytes(raw.value), now),
        label: raw.label,
        hasPrivateKey: raw.hasPrivateKey,
        alwaysAuthenticate: raw.alwaysAuthenticate,
      },
    ];
  } catch {
    return [];
  }
}
