import { expect, test, vi } from 'vitest';
import { inTurns } from '../../background/turns.ts';

const held: Record<string, unknown> = {};
vi.mock('webextension-polyfill', () => ({
  default: {
    storage: {
      local: {
        get: async (wanted: object) => structuredClone({ ...wanted, ...held }),
        set: async (items: object) => void Object.assign(held, structuredClone(items)),
      },
    },
  },
}));
vi.stubGlobal('navigator', { locks: { request: inTurns<string>() } });

const { changeVgcaSites, keptVgcaSites, withVgcaSite } = await import('./vgca-site.ts');

test('sites that two windows switch on at once are both kept', async () => {
  const patterns = ['https://mot.example.vn/*', 'https://hai.example.vn/*'];
  await Promise.all(patterns.map((pattern) => changeVgcaSites((sites) => withVgcaSite(sites, pattern))));
  expect((await keptVgcaSites()).map(({ addresses }) => addresses)).toEqual(patterns.map((one) => [one]));
});
