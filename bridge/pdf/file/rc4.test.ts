import { expect, it } from 'vitest';
import { rc4 } from './rc4.ts';

it('gives the published RC4 keystreams', () => {
  const hex = (key: string, text: string) =>
    Buffer.from(rc4(Buffer.from(key), Buffer.from(text))).toString('hex');
  expect(hex('Key', 'Plaintext')).toBe('bbf316e8d940af0ad3');
  expect(hex('Wiki', 'pedia')).toBe('1021bf0420');
});
