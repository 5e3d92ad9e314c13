import { describe, expect, it } from 'vitest';
import { der, integer, oid, readElement, readElements, sequence, setOf, TAG } from './der.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('DER', () => {
  it('writes object identifiers, integers and long lengths', () => {
    expect(hex(oid('1.2.840.113549.1.7.2'))).toBe('06092a864886f70d010702');
    expect(hex(oid('2.16.840.1.101.3.4.2.1'))).toBe('0609608648016503040201');
    expect([0, 1, 127, 128, 256].map((value) => hex(integer(value)))).toEqual([
      '020100',
      '020101',
      '02017f',
      '02020080',
      '02020100',
    ]);
    expect(hex(der(TAG.octetString, new Uint8Array(200))).slice(0, 6)).toBe('0481c8');
    expect(hex(der(TAG.octetString, new Uint8Array(70000))).slice(0, 10)).toBe('0483011170');
  });

  it('puts the elements of a set in the order of their encodings', () => {
    expect(hex(setOf([integer(2), oid('1.2.3'), integer(1)]))).toBe('310a02010102010206022a03');
  });

  it('reads back what it wrote and refuses cut or indefinite lengths', () => {
    const outer = sequence(integer(5), oid('1.2.3'));
    const read = readElement(outer);
    expect(read && readElements(read.contents)?.map((one) => one.tag)).toEqual([TAG.integer, TAG.oid]);
    expect(readElement(outer.subarray(0, 4))).toBeNull();
    expect(readElement(Uint8Array.of(0x30, 0x80, 0, 0))).toBeNull();
  });
});
