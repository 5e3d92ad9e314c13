import pkcs11, { type Handle, type Template, type TokenInfo } from 'pkcs11js';
import type { RawCertificate, RawToken } from './messages.ts';

const MOST_OBJECTS = 256;
const LARGEST_CERTIFICATE = 64 * 1024;

/** A loaded PKCS#11 module: slots, tokens and what can be read without a login. */
export class Pkcs11Module {
  readonly raw = new pkcs11.PKCS11();

  /** @returns the module's own name and version */
  load(path: string): string {
    this.raw.load(path);
    try {
      this.raw.C_Initialize({ flags: pkcs11.CKF_OS_LOCKING_OK });
    } catch {
      // Some modules know only the plain form, which is enough: one thread calls them.
      this.raw.C_Initialize();
    }
    const info = this.raw.C_GetInfo();
    const { major, minor } = info.libraryVersion;
    return plainText(`${info.manufacturerID.trim()} ${info.libraryDescription.trim()} ${major}.${minor}`);
  }

  /** Slots that hold a token and the token in each; slots that fail while being read are left out. */
  slots(): { slot: Handle; token: RawToken }[] {
    const found: { slot: Handle; token: RawToken }[] = [];
    for (const slot of this.raw.C_GetSlotList(true)) {
      try {
        found.push({ slot, token: this.token(slot) });
      } catch {
        // Pulled out between the two calls, or a card this module does not know.
      }
    }
    return found.filter(({ token }) => (token.flags & pkcs11.CKF_TOKEN_INITIALIZED) !== 0);
  }

  token(slot: Handle): RawToken {
    const info: TokenInfo = this.raw.C_GetTokenInfo(slot);
    return {
      slot: slotNumber(slot),
      label: plainText(info.label),
      manufacturer: plainText(info.manufacturerID),
      model: plainText(info.model),
      serialNumber: plainText(info.serialNumber),
      flags: info.flags,
      minPinLength: Number(info.minPinLen),
      maxPinLength: Number(info.maxPinLen),
    };
  }

  /** X.509 certificates that the session shows, with what is known of their private keys. */
  certificates(session: Handle): RawCertificate[] {
    const keys = this.find(session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY }]).map(
      (key) => ({
        id: this.attribute(session, key, pkcs11.CKA_ID),
        always: this.attribute(session, key, pkcs11.CKA_ALWAYS_AUTHENTICATE),
      }),
    );
    return this.find(session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_CERTIFICATE }]).flatMap(
      (object) => {
        const value = this.attribute(session, object, pkcs11.CKA_VALUE);
        if (value.length === 0 || value.length > LARGEST_CERTIFICATE) return [];
        const id = this.attribute(session, object, pkcs11.CKA_ID);
        const key = id.length === 0 ? undefined : keys.find((candidate) => candidate.id.equals(id));
        return {
          value: Uint8Array.from(value),
          id: Uint8Array.from(id),
          label: plainText(this.attribute(session, object, pkcs11.CKA_LABEL).toString('utf8')),
          hasPrivateKey: key === undefined ? null : true,
          alwaysAuthenticate: key === undefined ? null : key.always[0] === 1,
        };
      },
    );
  }

  find(session: Handle, template: Template): Handle[] {
    this.raw.C_FindObjectsInit(session, template);
    try {
      return this.raw.C_FindObjects(session, MOST_OBJECTS);
    } finally {
      this.raw.C_FindObjectsFinal(session);
    }
  }

  /** The value of one attribute; empty when the object has none or does not show it. */
  attribute(session: Handle, object: Handle, type: number): Buffer {
    try {
      const value = this.raw.C_GetAttributeValue(session, object, [{ type }])[0]?.value;
      return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
    } catch {
      return Buffer.alloc(0);
    }
  }
}

/** CK_SLOT_ID is an unsigned long: four bytes on Windows, eight elsewhere, in the machine's order. */
export function slotNumber(slot: Handle): string {
  return (slot.length === 8 ? slot.readBigUInt64LE() : BigInt(slot.readUInt32LE())).toString();
}

/** Blank-padded module text without padding, NULs and control characters. */
function plainText(text: string): string {
  return text
    .replace(/[\p{Cc}\uFFFD]/gu, ' ')
    .trim()
    .normalize('NFC');
}
