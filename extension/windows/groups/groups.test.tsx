// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';
import { ERRORS } from '../../../shared/errors.ts';

const PATIENCE = { timeout: 20_000 };
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
        if (!told) return new Promise(() => {});
        try {
          return { ok: true, body: told(body.body) };
        } catch (refused) {
          return { ok: false, error: { code: (refused as Error).message, details: {} } };
        }
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
  await vi.waitFor(() => expect(names()).toHaveLength(2), PATIENCE);
  names()[0]?.click();
  await vi.waitFor(() => expect(field()?.value).toBe('Các xã'), PATIENCE);
  const typed = field();
  if (!typed) throw new Error('no field');
  typed.value = 'Các xã vùng An';
  typed.dispatchEvent(new Event('input', { bubbles: true }));
  await vi.waitFor(() => expect(document.body.textContent).toContain('groupUnsaved'), PATIENCE);
  names()[1]?.click();
  expect(asked).toHaveBeenCalledTimes(1);
  expect(field()?.value).toBe('Các xã vùng An');
  asked.mockReturnValue(true);
  names()[1]?.click();
  await vi.waitFor(() => expect(field()?.value).toBe('Các sở'), PATIENCE);
});

test('of a file of groups that breaks off, the groups that were saved stand in the list, beside the reason', async () => {
  const saved: string[] = [];
  answers['directory.groups'] = () => ({ groups: saved.map((name, index) => group(String(index), name)) });
  answers['directory.saveGroup'] = (body) => {
    if (saved.length > 0) throw new Error('DIRECTORY_GROUP_LOCKED');
    const { name = '' } = body as { name?: string };
    saved.push(name);
    return group('0', name);
  };
  render(<Groups />, document.body);
  await vi.waitFor(() => expect(document.body.textContent).toContain('noGroups'), PATIENCE);
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no field for a file');
  const groups = [
    { name: 'Các xã', codes: ['H99.02'] },
    { name: 'Các sở', codes: ['H99.01'] },
  ];
  const file = new File([JSON.stringify({ groups })], 'nhom.json');
  Object.defineProperty(input, 'files', { value: [file] });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await vi.waitFor(
    () => expect(document.querySelector('.group-name')?.textContent).toContain('Các xã'),
    PATIENCE,
  );
  expect(document.body.textContent).toContain(ERRORS.DIRECTORY_GROUP_LOCKED.vi.says);
});
