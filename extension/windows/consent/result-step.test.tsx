// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';
import type { Job } from '../../messages/job.ts';

vi.mock('webextension-polyfill', async () => {
  const { default: texts } = await import('../../public/_locales/vi/messages.json');
  return { default: { i18n: { getMessage: (key: keyof typeof texts) => texts[key].message } } };
});
const { Result } = await import('./result-step.tsx');
const { t } = await import('../parts/text.ts');

afterEach(() => render(null, document.body));

const WORDS = ['resultReturned', 'resultKept', 'resultUnchecked', 'resultUploadUnsure'] as const;
function wordsOf(more: Partial<Job>): string[] {
  const job = { key: 'a', step: 'done', error: null, profileId: '', outcome: { state: 'signed', items: [] } };
  render(<Result job={{ ...job, ...more } as unknown as Job} />, document.body);
  return WORDS.filter((key) => document.body.textContent?.includes(t(key)));
}
const vgca = { uploaded: { message: '', fileName: 'a.pdf', fileServer: '' } } as NonNullable<Job['vgca']>;

test.each<[string, Partial<Job>, string]>([
  ['a page that has it', { profileId: 'p' }, 'resultReturned'],
  ['a page without a way back', { profileId: 'p', back: 'kept' }, 'resultKept'],
  ['a page that does not tell', { profileId: 'p', back: 'unchecked' }, 'resultUnchecked'],
  ['a handler that took it', { vgca }, 'resultReturned'],
  ['a call without a handler', { vgca, back: 'kept' }, 'resultKept'],
  ['a handler in doubt', { vgca, back: 'unchecked' }, 'resultUploadUnsure'],
])('of %s it says what is known, and nothing besides', (_, more, said) => {
  expect(wordsOf(more)).toEqual([said]);
});
