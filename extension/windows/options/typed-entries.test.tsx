// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({
  default: { runtime: { getURL: (path: string) => path }, i18n: { getMessage: (key: string) => key } },
}));

const { AgencyForm } = await import('./agency-form.tsx');
const { RoleCertificates } = await import('./role-certificates.tsx');
const { KyguiError } = await import('../../../shared/errors.ts');

const view = (certificates: unknown[]) => ({
  pictures: [],
  certificates,
  agency: { values: { code: 'H99.01', name: 'UBND tỉnh Mẫu' }, locked: [], waiting: false },
});
const desk = (certificates: unknown[], change = async () => {}) =>
  ({ view: view(certificates), failure: null, change }) as never;
const set = { role: 'issue', certificate: 'aa', owner: 'Nguyễn Văn Mẫu', setBy: 'desk' };

afterEach(() => render(null, document.body));

test('what is being typed of the agency stays when something else of the desk is kept meanwhile', () => {
  act(() => render(<AgencyForm desk={desk([])} />, document.body));
  const name = document.querySelector<HTMLInputElement>('input[name=name]');
  if (!name) throw new Error('no field');
  act(() => {
    name.value = 'UBND tỉnh Mẫu mới';
    name.dispatchEvent(new Event('input', { bubbles: true }));
  });
  act(() => render(<AgencyForm desk={desk([set])} />, document.body));
  expect(name.value).toBe('UBND tỉnh Mẫu mới');
});

test('a certificate that the bridge did not keep for a role is not shown as chosen', async () => {
  const refused = () => Promise.reject(new KyguiError('CHANNEL_LOST'));
  const tokens = { choices: [], loading: false, failure: null, found: null, refresh: () => {} } as never;
  act(() =>
    render(<RoleCertificates desk={desk([set], refused)} tokens={tokens} roles={['issue']} />, document.body),
  );
  const list = document.querySelector('select');
  if (!list) throw new Error('no list');
  expect(list.value).toBe('aa');
  await act(async () => {
    list.value = '';
    list.dispatchEvent(new Event('change', { bubbles: true }));
  });
  expect(list.value).toBe('aa');
});
