// @vitest-environment happy-dom
import { beforeAll, expect, test } from 'vitest';
import { refuseStrayDrops } from './stray-drops.ts';

beforeAll(refuseStrayDrops);

/** True when the browser is kept from opening what falls here. */
function isKept(selector: string, types: string[]): boolean {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'dataTransfer', { value: { types, dropEffect: 'copy' } });
  document.querySelector(selector)?.dispatchEvent(event);
  return event.defaultPrevented;
}

test('a file let fall beside the place for it does not take the place of the letter; a text still falls into a field', () => {
  document.body.innerHTML = '<main><input></main>';
  expect(isKept('main', ['Files'])).toBe(true);
  expect(isKept('main', ['text/uri-list'])).toBe(true);
  expect(isKept('input', ['Files'])).toBe(true);
  expect(isKept('input', ['text/plain'])).toBe(false);
});
