import type { Signer } from '../../shared/signing/signer.ts';
import { readElement, readElements } from '../pdf/cms/der.ts';

const FIELD = { 'P-256': 32, 'P-384': 48, 'P-521': 66 } as const;

/**
 * The value as XML-DSig (6.4.3 of 1.1) and JWS (RFC 7518, 3.4) want it: PKCS#1 v1.5 as it is, r and s of ECDSA side by
 * side in the width of the field.
 */
export function plainSignatureValue(signer: Signer, value: Uint8Array): Uint8Array {
  if (signer.keyType.kind === 'rsa') return value;
  const width = FIELD[signer.keyType.curve];
  const outer = readElement(value);
  const numbers = outer ? readElements(outer.contents) : null;
  if (numbers?.length !== 2) throw new RangeError('not an ECDSA-Sig-Value');
  return Buffer.concat(
    numbers.map(({ contents }) => {
      const digits = Buffer.from(contents[0] === 0 ? contents.subarray(1) : contents);
      return Buffer.concat([Buffer.alloc(width - digits.length), digits]);
    }),
  );
}
