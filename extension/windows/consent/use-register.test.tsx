// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';

const told: (() => Promise<unknown>)[] = [];
vi.mock('webextension-polyfill', () => ({
  default: { runtime: { sendMessage: () => told.shift()?.() ?? new Promise(() => {}) } },
}));
const { useRegister } = await import('./use-register.ts');

const numbered = {
  job: { key: 'k' },
  entries: { kind: 'Công văn', number: '', date: '' },
  edited: new Set(),
};
const answer = { ok: true, body: { enabled: true, number: '15', date: '2026-01-05' } };
let seen: ReturnType<typeof useRegister> | undefined;
const proposed = vi.fn();
function Probe({ turn = true }) {
  seen = useRegister(numbered as never, turn, proposed);
  return null;
}

afterEach(() => {
  render(null, document.body);
  proposed.mockClear();
});

test('a register that cannot be asked for a moment is asked again, and nothing is numbered beside it meanwhile', async () => {
  told.push(
    async () => ({ ok: false, error: { code: 'CHANNEL_LOST', details: {} } }),
    async () => answer,
  );
  render(<Probe />, document.body);
  await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 20_000 });
  expect(seen?.asked).toBe(false);
  await vi.waitFor(() => expect(seen?.asked).toBe(true), { timeout: 20_000 });
  expect(proposed).toHaveBeenCalledWith({ number: '15', date: '2026-01-05' }, false);
});

test('a letter of a batch waits for those before it: numbers are given in the order of the list', async () => {
  told.push(async () => answer);
  render(<Probe turn={false} />, document.body);
  await new Promise((resolve) => setTimeout(resolve));
  expect([told.length, seen?.asked]).toEqual([1, false]);
  render(<Probe />, document.body);
  await vi.waitFor(() => expect(seen?.asked).toBe(true), { timeout: 20_000 });
  // A letter before it that stands again as a fresh job takes nothing from it.
  render(<Probe turn={false} />, document.body);
  await new Promise((resolve) => setTimeout(resolve));
  expect(seen?.asked).toBe(true);
  expect(proposed).toHaveBeenCalledOnce();
});
