// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';

vi.mock('webextension-polyfill', async () => {
  const { default: texts } = await import('../../public/_locales/vi/messages.json');
  return { default: { i18n: { getMessage: (key: keyof typeof texts) => texts[key].message } } };
});
const { PinStep } = await import('./pin-step.tsx');
const { t } = await import('../parts/text.ts');

const choice = {
  token: {
    label: 'Thiết bị',
    serialTail: '01',
    triesLeft: 1,
    lastTry: true,
    pinPad: false,
    pinLength: null,
    flags: { locked: false },
  },
  certificate: { subject: { commonName: 'Nguyễn Văn Mẫu' } },
};
const nothing = () => undefined;

afterEach(() => render(null, document.body));

test('the last try is confirmed by its word, also where the input method writes marks apart', async () => {
  render(
    <PinStep
      job={{ step: 'stored', progress: null, send: false }}
      choice={choice as never}
      prepared={{ pinsNeeded: 1, triesLeft: 1, lastTry: true }}
      phrase={null}
      failure={null}
      onApprove={async () => undefined}
      onBack={nothing}
    />,
    document.body,
  );
  const type = (selector: string, text: string) => {
    const field = document.querySelector<HTMLInputElement>(selector);
    if (!field) throw new Error(`no ${selector}`);
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const isReady = () => !document.querySelector<HTMLButtonElement>('button[type=submit]')?.disabled;
  type('input[type=password]', '12345678');
  type('input:not([type=password])', 'chắc');
  expect(isReady()).toBe(false);
  type('input:not([type=password])', `${t('lastTryWord').normalize('NFD')} `);
  await vi.waitFor(() => expect(isReady()).toBe(true), { timeout: 20_000 });
});
