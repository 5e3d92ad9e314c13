// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lifetime } from './lifetime.ts';
import { lookOnChanges } from './page-changes.ts';

const PATIENCE = { timeout: 20_000 };
/** Longer than the latest look after a change. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 1000));
const look = vi.fn();
let life: Lifetime;
beforeEach(() => {
  document.body.innerHTML = '<main><p id="clock">08:00</p></main>';
  look.mockClear();
  life = new Lifetime();
});
afterEach(() => {
  life.end();
  vi.restoreAllMocks();
});
const clock = () => document.querySelector('#clock') as HTMLElement;

test('a clock and a style that no rule asks for are not looked at; an element that comes is', async () => {
  lookOnChanges(life, { attributes: ['data-state'], texts: false }, look);
  expect(look).toHaveBeenCalledTimes(1);
  clock().textContent = '08:01';
  clock().style.color = 'red';
  await settle();
  expect(look).toHaveBeenCalledTimes(1);
  clock().append(document.createElement('b'));
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2), PATIENCE);
});

test('a clock of the machine that is set back keeps no look waiting', async () => {
  const change = () => clock().append(document.createElement('b'));
  lookOnChanges(life, { attributes: [], texts: false }, look);
  change();
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2), PATIENCE);
  const now = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
  change();
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(3), PATIENCE);
});

test('attributes and texts that rules ask for are looked at', async () => {
  lookOnChanges(life, { attributes: ['data-state'], texts: true }, look);
  clock().setAttribute('data-state', 'open');
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2), PATIENCE);
  clock().textContent = '08:01';
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(3), PATIENCE);
});

test('an element that gets its shadow root late is looked at once it has it', async () => {
  const host = document.createElement('section');
  document.body.append(host);
  lookOnChanges(life, { attributes: [], texts: false }, (insides) => {
    look();
    if (!host.shadowRoot) insides.waiting.add(host);
  });
  host.attachShadow({ mode: 'open' });
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2), PATIENCE);
});

test('a page that rested is looked at before its next task; changes that follow at once are looked at together', async () => {
  lookOnChanges(life, { attributes: [], texts: false }, look);
  const clockStops = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  clock().append(document.createElement('b'));
  await Promise.resolve();
  expect(look).toHaveBeenCalledTimes(2);
  for (let turn = 0; turn < 5; turn += 1) {
    clock().append(document.createElement('b'));
    await Promise.resolve();
  }
  expect(look).toHaveBeenCalledTimes(2);
  clockStops.mockReturnValue(Date.now() + 60_000);
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(3), PATIENCE);
});
