// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({
  default: {
    runtime: { sendMessage: () => new Promise(() => {}) },
    storage: { local: { onChanged: { addListener: () => undefined, removeListener: () => undefined } } },
  },
}));
const { useDecision } = await import('./use-decision.ts');
type Decision = ReturnType<typeof useDecision>;

const value = (text: string) => ({ values: [text], from: 'label', expected: true });
const job = (key: string) => ({
  key,
  role: 'approve',
  send: false,
  documentId: null,
  file: { address: '', name: 'a.pdf' },
  fields: { number: value('15'), subject: value('mời họp') },
});
const tokens = { choices: [], loading: false, failure: null, choice: undefined, round: 0, phrase: null };
const place = [{ part: 'signature', page: 2, rect: [1, 2, 3, 4], reason: 'given' }];
const rest = [tokens, true] as const;
let seen: Decision | undefined;

function Probe({ jobKey, kept }: { jobKey: string; kept?: Decision['byHand'] }) {
  seen = useDecision(job(jobKey) as never, null, rest[0] as never, rest[1], kept);
  return null;
}

afterEach(() => render(null, document.body));

test('a letter that stands again as a fresh job keeps what was changed by hand, and only that', async () => {
  render(<Probe key="a" jobKey="a" />, document.body);
  await vi.waitFor(() => expect(seen?.entries?.number).toBe('15'), { timeout: 20_000 });
  seen?.edit({ subject: 'mời họp ngày 12' });
  seen?.move(place as never);
  await vi.waitFor(() => expect(seen?.moved).toBe(true), { timeout: 20_000 });
  const kept = seen?.byHand;
  expect(kept).toEqual({ entries: { subject: 'mời họp ngày 12' }, placements: place });
  render(<Probe key="b" jobKey="b" {...(kept && { kept })} />, document.body);
  await vi.waitFor(() => expect(seen?.entries?.subject).toBe('mời họp ngày 12'), { timeout: 20_000 });
  expect(seen?.entries?.number).toBe('15');
  expect([...(seen?.edited ?? [])]).toEqual(['subject']);
  expect(seen?.byHand).toEqual(kept);
});
