// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createButton } from './button.ts';

const words = new Proxy({}, { get: (_, key) => `word ${String(key)}` }) as Parameters<typeof createButton>[1];

/** The closed root is caught where it is made: tests may look where pages may not. */
let root: ShadowRoot | undefined;
beforeEach(() => {
  const attach = Element.prototype.attachShadow;
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element, init) {
    expect(init.mode).toBe('closed');
    root = attach.call(this, init);
    return root;
  });
});
afterEach(() => vi.restoreAllMocks());
const control = () => root?.querySelector('button') as HTMLButtonElement;
const press = (trusted: boolean) => {
  const event = new MouseEvent('click', { bubbles: true });
  Object.defineProperty(event, 'isTrusted', { value: trusted });
  control().dispatchEvent(event);
};

test('a press that no person made does nothing', () => {
  const pressed = vi.fn();
  createButton({ role: 'approve', at: 'x', position: 'last' }, words, pressed);
  press(false);
  control().click();
  expect(pressed).not.toHaveBeenCalled();
  press(true);
  expect(pressed).toHaveBeenCalledTimes(1);
});

test('the button shows at once that it works, and takes no second press meanwhile', () => {
  const pressed = vi.fn((button: { show(state: 'busy'): void }) => button.show('busy'));
  createButton({ role: 'approve', at: 'x', position: 'last' }, words, pressed);
  press(true);
  expect(control().getAttribute('aria-busy')).toBe('true');
  expect(control().textContent).toBe('word busy');
  press(true);
  expect(pressed).toHaveBeenCalledTimes(1);
});

test('a press, and the second one of a hurried hand, goes to no row or link of the page that lies around', () => {
  const heard = vi.fn();
  const made = createButton({ role: 'approve', at: 'x', position: 'last' }, words, vi.fn());
  document.body.append(made.host);
  for (const type of ['click', 'dblclick']) {
    document.body.addEventListener(type, heard);
    const event = new MouseEvent(type, { bubbles: true, composed: true, cancelable: true });
    control().dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
  }
  expect(heard).not.toHaveBeenCalled();
});

test('keys and the beginning of a press that work the button are not the grid’s around it', () => {
  const heard = vi.fn();
  const made = createButton({ role: 'approve', at: 'x', position: 'last' }, words, vi.fn());
  document.body.append(made.host);
  for (const type of ['pointerdown', 'mousedown', 'keydown', 'keyup']) {
    document.body.addEventListener(type, heard);
    const words = { bubbles: true, composed: true, cancelable: true };
    for (const key of ['Enter', ' ']) control().dispatchEvent(new KeyboardEvent(type, { key, ...words }));
  }
  expect(heard.mock.calls.map(([event]) => event.type)).toEqual([]);
});

test('a button that also sends says so', () => {
  createButton({ role: 'issue', send: true, at: 'x', position: 'last' }, words, vi.fn());
  expect(control().textContent).toBe('word signAndSend');
});

test('a failed press tells the code that a help desk asks for', () => {
  const made = createButton({ role: 'approve', at: 'x', position: 'last' }, words, vi.fn());
  made.show('failed', 'SITE_SENDER_REFUSED');
  expect(control().textContent).toBe('word failed (SITE_SENDER_REFUSED)');
  made.show('ready');
  expect(control().textContent).toBe('word approve');
});
