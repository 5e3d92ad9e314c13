import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPairingCode, pairingSecret, parsePairingCode } from './pairing-code.ts';

describe('pairing code', () => {
  it('writes 40 bits as Crockford base 32 after the port', () => {
    expect(pairingSecret(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff))).toBe('ZZZZZZZZ');
    expect(pairingSecret(Uint8Array.of(0, 0, 0, 0, 1))).toBe('00000001');
    expect(formatPairingCode({ port: 8443, secret: '7K3MQ9XD' })).toBe('08443-7K3M-Q9XD');
  });

  it.each([
    '47015-7K3M-Q9XD',
    '47015 7k3m q9xd',
    '470157K3MQ9XD',
    ' 47o15–7k3m—q9xd ',
    '４７０１５-7K3M-Q9XD',
  ])('reads %j as it was meant', (typed) => {
    expect(parsePairingCode(typed)).toEqual({ port: 47015, secret: '7K3MQ9XD' });
  });

  it('takes O for 0, I and L for 1', () => {
    expect(parsePairingCode('47015-OIL0-1234').secret).toBe('01101234');
  });

  it.each([
    '',
    '47015',
    '47015-7K3M-Q9X',
    '47015-7K3M-Q9XDD',
    '99999-7K3M-Q9XD',
    '00000-7K3M-Q9XD',
    '47015-7K3M-Q9XU',
  ])('refuses %j', (typed) => {
    expect(() => parsePairingCode(typed)).toThrow(/^PAIRING_CODE_FORM/u);
  });

  it('reads every code it writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 65_535 }),
        fc.uint8Array({ minLength: 5, maxLength: 5 }),
        (port, random) => {
          const code = { port, secret: pairingSecret(random) };
          expect(parsePairingCode(formatPairingCode(code))).toEqual(code);
        },
      ),
    );
  });
});
