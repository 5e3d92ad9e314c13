import { KyguiError } from '../errors.ts';

/** Crockford's base 32: no I, L, O, U, so that nobody mistakes a letter for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What a person types once: where the bridge listens, and 40 bits that only the screen knows. */
export interface PairingCode {
  /** TCP port, 1 … 65535. */
  port: number;
  /** Eight base-32 characters; the password of the key exchange. */
  secret: string;
}

/** Eight base-32 characters from five random bytes. */
export function pairingSecret(random: Uint8Array): string {
  if (random.length !== 5) throw new RangeError('a pairing secret takes five bytes');
  let bits = 0n;
  for (const byte of random) bits = (bits << 8n) | BigInt(byte);
  return Array.from(
    { length: 8 },
    (_, index) => ALPHABET[Number((bits >> BigInt(35 - index * 5)) & 31n)],
  ).join('');
}

/** `PPPPP-XXXX-XXXX` */
export function formatPairingCode({ port, secret }: PairingCode): string {
  return `${String(port).padStart(5, '0')}-${secret.slice(0, 4)}-${secret.slice(4)}`;
}

/** Reads what was typed, forgiving case, spaces, dashes, and O for 0, I and L for 1; PAIRING_CODE_FORM otherwise. */
export function parsePairingCode(typed: string): PairingCode {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}._]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/gu, '1');
  const match = /^(\d{5})([0-9A-HJKMNP-TV-Z]{8})$/u.exec(plain);
  const port = Number(match?.[1]);
  const secret = match?.[2];
  if (secret === undefined || port < 1 || port > 65_535) throw new KyguiError('PAIRING_CODE_FORM', {});
  return { port, secret };
}
