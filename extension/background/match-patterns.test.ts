import { expect, it, vi } from 'vitest';

const { taken, at } = vi.hoisted(() => ({ taken: vi.fn(), at: { base: 'chrome-extension://a/' } }));
vi.mock('webextension-polyfill', () => ({
  default: { permissions: { contains: taken }, runtime: { getURL: () => at.base } },
}));
const { knownToBrowser } = await import('./match-patterns.ts');

const PATTERNS = ['https://qlvb.example.vn:8443/*', 'https://qlvb.example.vn/*', 'https://[bad/*'];

it.each([
  ['a browser that knows ports', 'chrome-extension://a/', PATTERNS.slice(0, 2)],
  [
    'Firefox, where a pattern with a port matches no page',
    'moz-extension://a/',
    ['https://qlvb.example.vn/*'],
  ],
])('%s is given what it takes, each once', async (_, base, expected) => {
  at.base = base;
  taken.mockImplementation(async ({ origins }: { origins: string[] }) => {
    if (origins[0]?.includes('[')) throw new Error('invalid pattern');
    return false;
  });
  expect(await knownToBrowser(PATTERNS)).toEqual(expected);
});
