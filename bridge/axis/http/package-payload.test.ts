import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePayload } from './package-payload.ts';

async function decode(text: string | Uint8Array, pieceLength: number): Promise<Buffer> {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
  }
  const decoded: Uint8Array[] = [];
  for await (const piece of decodePayload(pieces(), 'getEdoc')) decoded.push(piece);
  return Buffer.concat(decoded);
}

describe('the package inside a reply', () => {
  test('comes out of base64 however it is cut and wrapped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 80 }),
        fc.boolean(),
        async (bytes, size, width, padded) => {
          const whole = Buffer.from(bytes).toString('base64');
          const text = (padded ? whole : whole.replace(/=+$/u, '')).replace(
            new RegExp(`.{${width}}`, 'gu'),
            '$&\r\n',
          );
          expect((await decode(text, size)).equals(Buffer.from(bytes))).toBe(true);
        },
      ),
    );
  });

  test.each(['<edXML/>', ' \r\n<edXML/>', '\uFEFF<edXML/>'])('plain XML %j passes as it is', async (text) => {
    expect((await decode(text, 3)).toString('utf8')).toContain('<edXML/>');
  });

  test.each(['', '  ', 'AAAA====', 'QUJD=QUJD', 'không phải base64', 'QUJDR'])(
    '%j is no package',
    async (text) => {
      await expect(decode(text, 4)).rejects.toMatchObject({ code: 'AXIS_PACKAGE_UNREADABLE' });
    },
  );
});
