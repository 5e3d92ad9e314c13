// @vitest-environment happy-dom
import { createRef, render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';

const asked: { text: string; answer(reply: unknown): void }[] = [];
vi.mock('webextension-polyfill', () => ({
  default: {
    i18n: { getMessage: (key: string) => key },
    runtime: {
      sendMessage: ({ body }: { body: { body: { text: string } } }) =>
        new Promise((answer) => asked.push({ text: body.body.text, answer })),
    },
  },
}));
const { FindUnit } = await import('./find-unit.tsx');

const PATIENCE = { timeout: 20_000 };
const unit = { code: 'H99.02', name: 'Sở Mẫu', parentName: null, closed: false, successor: null, below: 0 };

afterEach(() => render(null, document.body));

test('Enter and at once Tab, before a slow bridge has answered, still choose what was typed', async () => {
  const input = createRef<HTMLInputElement>();
  const chosen = vi.fn();
  const nothing = () => {};
  render(
    <FindUnit
      input={input}
      sought={null}
      isChosen={() => false}
      onChoose={chosen}
      onUnder={nothing}
      onRemoveLast={nothing}
      onLeaveSought={nothing}
    />,
    document.body,
  );
  const field = input.current;
  if (!field) throw new Error('no field');
  field.focus();
  field.value = 'H99.02';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0), PATIENCE);
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  field.blur();
  for (let at = 0; chosen.mock.calls.length === 0; at += 1) {
    await vi.waitFor(() => expect(asked.length > at || chosen.mock.calls.length > 0).toBe(true), PATIENCE);
    const units = asked[at]?.text === '' ? [] : [{ ...unit, used: false }];
    asked[at]?.answer({ ok: true, body: { units, groups: [], fetched: true } });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(chosen).toHaveBeenCalledTimes(1);
  await vi.waitFor(() => expect(field.value).toBe(''), PATIENCE);
});
