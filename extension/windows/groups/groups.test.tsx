// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';

const group = (groupId: string, name: string) => ({ groupId, name, size: 1, closed: 0, locked: false });
const answers: Record<string, (body: { groupId?: string }) => unknown> = {
  'directory.groups': () => ({ groups: [group('1', 'Các xã'), group('2', 'Các sở')] }),
  'directory.group': ({ groupId }) => ({
    ...group(groupId ?? '', groupId === '1' ? 'Các xã' : 'Các sở'),
    members: [{ code: 'H99.02', unit: null }],
  }),
};
vi.mock('webextension-polyfill', () => ({
  default: {
    i18n: { getMessage: (key: string) => key },
    runtime: {
      sendMessage: async ({ body }: { body: { command: string; body: object } }) => {
        const told = answers[body.command];
        return told ? { ok: true, body: told(body.body) } : new Promise(() => {});
      },
    },
  },
}));
const { Groups } = await import('./groups.tsx');

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

test('a press on another group leaves what is not saved only when it is asked and answered', async () => {
  const asked = vi.fn(() => false);
  vi.stubGlobal('confirm', asked);
  render(<Groups />, document.body);
  const names = () => [...document.querySelectorAll<HTMLElement>('.group-name')];
  const field = () => document.querySelector<HTMLInputElement>('form input');
  await vi.waitFor(() => expect(names()).toHaveLength(2));
  names()[0]?.click();
  await vi.waitFor(() => expect(field()?.value).toBe('Các xã'));
  const typed = field();
  if (!typed) throw new Error('no field');
  typed.value = 'Các xã vùng An';
  typed.dispatchEvent(new Event('input', { bubbles: true }));
  await vi.waitFor(() => expect(document.body.textContent).toContain('groupUnsaved'));
  names()[1]?.click();
  expect(asked).toHaveBeenCalledTimes(1);
  expect(field()?.value).toBe('Các xã vùng An');
  asked.mockReturnValue(true);
  names()[1]?.click();
  await vi.waitFor(() => expect(field()?.value).toBe('Các sở'));
});
