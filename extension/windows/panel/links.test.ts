import { expect, it, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({
  default: {
    i18n: { getMessage: (key: string, values?: string | string[]) => `${key} ${values ?? ''}` },
    runtime: {},
  },
}));
const { linkText, Links } = await import('./links.tsx');

const link = { code: '14/UBND-VP', date: '2026-01-05', letterId: null, itemId: null };

it('a link says which way it goes, and names the letter with its day when there is one', () => {
  expect(linkText({ ...link, relation: 'answers' })).toBe('linkAnswers 14/UBND-VP (05/01/2026)');
  expect(linkText({ ...link, relation: 'answered-by', date: null })).toBe('linkAnsweredBy 14/UBND-VP');
});

it('a letter without links shows nothing of them', () => {
  expect(Links({ links: [] })).toBeNull();
  expect(JSON.stringify(Links({ links: [{ ...link, relation: 'answers' }] }))).toContain('14/UBND-VP');
});
