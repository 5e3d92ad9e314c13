import fc from 'fast-check';
import { expect, it } from 'vitest';
import { base64ToText, textToBase64 } from './base64.ts';

it('writes and reads every text as Node does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const well = Buffer.from(text, 'utf8').toString('utf8');
      const base64 = Buffer.from(well, 'utf8').toString('base64');
      expect(textToBase64(well)).toBe(base64);
      expect(base64ToText(base64)).toBe(
        Buffer.from(well, 'utf8')
          .toString('utf8')
          .replace(/^\uFEFF/u, ''),
      );
    }),
  );
});
