import { beforeAll, expect, test, vi } from 'vitest';
import en from '../public/_locales/en/messages.json' with { type: 'json' };

vi.mock('webextension-polyfill', () => ({
  default: {
    storage: { local: { get: async () => ({ language: 'en' }) } },
    runtime: { getURL: (path: string) => path },
  },
}));
vi.stubGlobal('fetch', async () => ({ json: async () => en }));
const { loadTexts, t } = await import('./messages.ts');
beforeAll(loadTexts);

test('English words take the form of their number', () => {
  expect(t('batchReadyCount', 1)).toBe('1 letter is ready');
  expect(t('batchReadyCount', 21)).toBe('21 letters are ready');
  expect(t('pinTimes', 1, 6)).toBe('once for 6 files');
  expect(t('pinTimes', 6, 1)).toBe('6 times for 1 file');
});

test('no text keeps a mark of its own form', () => {
  const numbers = [1, 2, 3] as const;
  for (const key of Object.keys(en)) expect(t(key as keyof typeof en, ...numbers), key).not.toMatch(/[{}|]/u);
});
