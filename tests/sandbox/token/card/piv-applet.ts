import { constants, createPrivateKey, type KeyObject, privateEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { p256 } from '@noble/curves/nist.js';
import type { SandboxIdentity } from '../../pki/create.ts';

/** Key references with a certificate each (NIST SP 800-73-4 part 1, table 4b): authentication and signature. */
export type PivSlot = '9A' | '9C';

export interface PivContents {
  slots: Partial<Record<PivSlot, SandboxIdentity>>;
  /** 6 to 8 digits. */
  pin: string;
  /** One byte that makes the card's number its own. */
  number: number;
}

const certificateObjects: Record<PivSlot, string> = { '9A': '5fc105', '9C': '5fc10a' };
const APPLICATION = Buffer.from('a00000030800001000', 'hex');
const SUCCESS = 0x9000;
const RESPONSE_PART = 256;

/**
 * A small PIV card (NIST SP 800-73-4 part 2): SELECT, GET DATA, VERIFY and GENERAL AUTHENTICATE with command
 * and response chaining. The key of slot 9C wants the PIN before each signature. The third wrong PIN locks it.
 */
export class PivApplet {
  private readonly contents: PivContents;
  private readonly keys = new Map<number, KeyObject>();
  private readonly objects = new Map<string, Buffer>();
  private triesLeft = 3;
  private verified = false;
  private freshlyVerified = false;
  private chained: Buffer = Buffer.alloc(0);
  private pending: Buffer = Buffer.alloc(0);
  /** Commands that asked for a signature, so that tests see what reached the card. */
  signatures = 0;

  constructor(contents: PivContents) {
    this.contents = contents;
    this.objects.set('7e', Buffer.from('7e124f0ba0000003080000100001005f2f024000', 'hex'));
    const fascN = tlv(0x30, Buffer.alloc(25, contents.number));
    const guid = tlv(0x34, Buffer.from('4b5947554953414e44424f58504956aa', 'hex'));
    const expiry = tlv(0x35, Buffer.from('20401231'));
    const holder = Buffer.concat([
      fascN,
      guid,
      expiry,
      tlv(0x3e, Buffer.alloc(0)),
      tlv(0xfe, Buffer.alloc(0)),
    ]);
    this.objects.set('5fc102', tlv(0x53, holder));
    for (const slot of Object.keys(contents.slots) as PivSlot[]) {
      const identity = contents.slots[slot];
      if (identity === undefined) continue;
      const certificate = tlv(0x70, Buffer.from(identity.certificate));
      const rest = Buffer.from('710100fe00', 'hex');
      this.objects.set(certificateObjects[slot], tlv(0x53, Buffer.concat([certificate, rest])));
      this.keys.set(Number.parseInt(slot, 16), createPrivateKey(readFileSync(identity.keyPath)));
    }
  }

  reset(): void {
    this.verified = false;
    this.freshlyVerified = false;
    this.chained = Buffer.alloc(0);
    this.pending = Buffer.alloc(0);
  }

  /** Answers one command APDU with a response APDU. */
  answer(command: Buffer): Buffer {
    const [cla = 0, ins = 0, p1 = 0, p2 = 0] = command;
    if (ins === 0xc0) return this.respond(this.pending, command[4] || RESPONSE_PART);
    const data = commandData(command);
    if ((cla & 0x10) !== 0) {
      this.chained = Buffer.concat([this.chained, data]);
      return status(SUCCESS);
    }
    const whole = Buffer.concat([this.chained, data]);
    this.chained = Buffer.alloc(0);
    switch (ins) {
      case 0xa4:
        return this.select(whole);
      case 0xcb:
        return this.getData(whole);
      case 0x20:
        return this.verify(p2, whole);
      case 0x87:
        return this.authenticate(p1, p2, whole);
      default:
        return status(0x6d00);
    }
  }

  private select(name: Buffer): Buffer {
    if (!name.subarray(0, APPLICATION.length).equals(APPLICATION)) return status(0x6a82);
    return this.respond(Buffer.from('61114f06000010000100 79074f05a000000308'.replace(' ', ''), 'hex'));
  }

  private getData(asked: Buffer): Buffer {
    const length = asked[1] ?? 0;
    const object = this.objects.get(asked.subarray(2, 2 + length).toString('hex'));
    return object === undefined ? status(0x6a82) : this.respond(object);
  }

  private verify(reference: number, padded: Buffer): Buffer {
    if (reference !== 0x80) return status(0x6a88);
    if (this.triesLeft === 0) return status(0x6983);
    if (padded.length === 0) return status(this.verified ? SUCCESS : 0x63c0 | this.triesLeft);
    const right = Buffer.alloc(8, 0xff);
    right.write(this.contents.pin);
    this.verified = right.equals(padded);
    this.freshlyVerified = this.verified;
    this.triesLeft = this.verified ? 3 : this.triesLeft - 1;
    if (this.verified) return status(SUCCESS);
    return status(this.triesLeft === 0 ? 0x6983 : 0x63c0 | this.triesLeft);
  }

  /** GENERAL AUTHENTICATE: a dynamic authentication template 7C with the challenge 81 and an empty response 82. */
  private authenticate(algorithm: number, reference: number, template: Buffer): Buffer {
    const key = this.keys.get(reference);
    if (key === undefined) return status(0x6a88);
    const allowed = reference === 0x9c ? this.freshlyVerified : this.verified;
    this.freshlyVerified = false;
    if (!allowed) return status(0x6982);
    const challenge = innerValue(template, 0x81);
    if (challenge === null) return status(0x6a80);
    const signature =
      algorithm === 0x11
        ? Buffer.from(
            p256.sign(challenge, privateScalar(key), { prehash: false, format: 'der', lowS: false }),
          )
        : privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, challenge);
    this.signatures += 1;
    return this.respond(tlv(0x7c, tlv(0x82, signature)));
  }

  /** The first `most` bytes; the rest waits for GET RESPONSE, 61 00 meaning 256 bytes or more. */
  private respond(data: Buffer, most = RESPONSE_PART): Buffer {
    const part = data.subarray(0, most);
    this.pending = data.subarray(part.length);
    const left = this.pending.length;
    const word = left === 0 ? SUCCESS : 0x6100 | (left >= RESPONSE_PART ? 0 : left);
    return Buffer.concat([part, status(word)]);
  }
}

/** Data of a short or extended command APDU (ISO/IEC 7816-4, 5.1). */
function commandData(command: Buffer): Buffer {
  if (command.length <= 5) return Buffer.alloc(0);
  const short = command[4] ?? 0;
  if (short !== 0) return command.subarray(5, 5 + short);
  const long = command.length >= 7 ? command.readUInt16BE(5) : 0;
  return command.length > 7 ? command.subarray(7, 7 + long) : Buffer.alloc(0);
}

function innerValue(template: Buffer, tag: number): Buffer | null {
  if (template[0] !== 0x7c) return null;
  let at = lengthOf(template, 1).next;
  while (at < template.length) {
    const { length, next } = lengthOf(template, at + 1);
    if (template[at] === tag && length > 0) return template.subarray(next, next + length);
    at = next + length;
  }
  return null;
}

function lengthOf(bytes: Buffer, at: number): { length: number; next: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { length: first, next: at + 1 };
  const count = first & 0x7f;
  return { length: bytes.readUIntBE(at + 1, count), next: at + 1 + count };
}

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...header]), value]);
}

function status(word: number): Buffer {
  return Buffer.from([word >> 8, word & 0xff]);
}

function privateScalar(key: KeyObject): Uint8Array {
  return Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
}
