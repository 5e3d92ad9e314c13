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
function Probe() {
  seen = useRegister(numbered as never, proposed);
  return null;
}

afterEach(() => render(null, document.body));

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
