import { describe, expect, it } from 'vitest';
import { Asn1Error, decode, decodeExactly, definite, integerHex, octets, oid, text, time } from './asn1.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('ASN.1 as other programs write it', () => {
  it('reads indefinite lengths and segments, and gives them back in definite form', () => {
    const { node, length } = decode(hex('30 80 02 01 05 24 80 04 01 aa 04 01 bb 00 00 00 00 ff ff'));
    expect(length).toBe(17);
    expect(octets(node.children[1] ?? node)).toEqual(Buffer.from('aabb', 'hex'));
    expect(Buffer.from(definite(node)).toString('hex')).toBe('30070201050402aabb');
  });

  it('keeps definite bytes as they stand, even where they are not the shortest', () => {
    const raw = hex('30 81 03 02 01 05');
    expect(definite(decodeExactly(raw))).toEqual(raw);
  });

  it('reads identifiers, large integers and times', () => {
    expect(oid(decodeExactly(hex('06 09 2a 86 48 86 f7 0d 01 07 02')))).toBe('1.2.840.113549.1.7.2');
    expect(oid(decodeExactly(hex('06 03 88 37 01')))).toBe('2.999.1');
    expect(integerHex(decodeExactly(hex('02 09 00 cb 4b 15 90 c1 a0 4c f3')))).toBe('cb4b1590c1a04cf3');
    const at = (bytes: string) => new Date(time(decodeExactly(hex(bytes)))).toISOString();
    expect(at('17 0d 3236303130353031333030305a')).toBe('2026-01-05T01:30:00.000Z');
    expect(at('17 0d 3530303130353031333030305a')).toBe('1950-01-05T01:30:00.000Z');
    expect(at('18 13 32303236303130353031333030302e3235305a')).toBe('2026-01-05T01:30:00.250Z');
  });

  it('reads names in UTF-8, Latin-1 and UTF-16, always as NFC', () => {
    expect(text(decodeExactly(hex('0c 06 4d c3 a2 cc 83 75')))).toBe('Mẫu');
    expect(text(decodeExactly(hex('1e 06 004d 1eab 0075')))).toBe('Mẫu');
    expect(text(decodeExactly(hex('14 03 4d e3 75')))).toBe('Mãu');
  });

  it('reads tags of several octets, and elements inside one another', () => {
    const node = decodeExactly(hex('30 09 bf 87 68 05 30 03 9f 1f 00')).children[0];
    expect([node?.tagClass, node?.tag, node?.constructed]).toEqual([3, 1000, true]);
    const inner = node?.children[0]?.children[0];
    expect([inner?.tagClass, inner?.tag, inner?.content.length]).toEqual([3, 31, 0]);
  });

  it('refuses what is cut off, endless, too deep or too much', () => {
    const deep = (levels: number) => hex(`${'30 80'.repeat(levels)} 05 00 ${'00 00'.repeat(levels)}`);
    expect(decodeExactly(deep(60)).children).toHaveLength(1);
    for (const bytes of [
      deep(70),
      hex('30 80 05 00 00'),
      hex('04 80 00 00'),
      hex('30 03 02 02 01'),
      hex('30 04 00 00 05 00'),
      hex('30 84 ff ff ff ff 05 00'),
      hex('30 ff'),
      hex('1f ff ff ff ff 7f 00'),
      hex('9f'),
    ])
      expect(() => decodeExactly(bytes), Buffer.from(bytes).toString('hex')).toThrow(Asn1Error);
    const many = hex(`30 82 0f a0 ${'05 00'.repeat(2000)}`);
    expect(decodeExactly(many).children).toHaveLength(2000);
    expect(() => decodeExactly(many, 1000)).toThrow(Asn1Error);
  });

  it('refuses everything else with its own error', () => {
    for (const bytes of ['', '30', '30 05 02 01', '02 00', '30 03 02 01 05 00', '18 03 313233', '1e 01 41']) {
      const read = () => {
        const node = decodeExactly(hex(bytes));
        if (node.tag === 2) integerHex(node);
        if (node.tag === 24) time(node);
        if (node.tag === 30) text(node);
      };
      expect(read, bytes).toThrow(Asn1Error);
    }
  });
});
