// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { type Control, Controls, type Spot } from './standing.ts';

interface Lamp extends Control {
  isTelling: boolean;
}

let made: Lamp[];
let controls: Controls<Lamp, Spot>;
beforeEach(() => {
  made = [];
  controls = new Controls(({ anchor }) => {
    const host = anchor.ownerDocument.createElement('b');
    const lamp: Lamp = { host, isTelling: false, isAtRest: () => !lamp.isTelling };
    made.push(lamp);
    return lamp;
  });
});

const draw = (...keys: string[]): Spot[] => {
  document.body.innerHTML = keys.map((key) => `<p id="${key}"></p>`).join('');
  return [...document.querySelectorAll('p')].map((anchor) => ({
    key: anchor.id,
    anchor,
    rule: { position: 'last' },
  }));
};
const shown = () => [...document.querySelectorAll('b')].map(({ parentElement }) => parentElement?.id);

test('a drawing that is thrown away and drawn anew, in another order, gets the same controls', () => {
  controls.stand(draw('a', 'b'));
  controls.stand(draw('b', 'c', 'a'));
  expect(shown()).toEqual(['b', 'c', 'a']);
  expect(made).toHaveLength(3);
  expect(document.querySelector('#a > b')).toBe(made[0]?.host);
});

test('what went and comes back is the same; two of a kind are two; nothing is doubled', () => {
  const spots = draw('a', 'b');
  controls.stand(spots);
  controls.stand([]);
  expect(shown()).toEqual([]);
  controls.stand([...spots, ...spots]);
  expect(shown()).toEqual(['a', 'b']);
  expect(made).toHaveLength(2);
  for (const { host } of made) host.remove();
  controls.stand(spots);
  expect(shown()).toEqual(['a', 'b']);
  expect(controls.all()).toHaveLength(2);
});

test('one that tells of its letter goes with it and never stands at another', () => {
  controls.stand(draw('a'));
  const [first] = made;
  if (first) first.isTelling = true;
  controls.stand(draw('a'));
  expect(document.querySelector('#a > b')).toBe(made[1]?.host);
  expect(first?.host.isConnected).toBe(false);
});

test('more than two hundred rows that are drawn anew make no new controls, and few of those that went are kept', () => {
  const many = Array.from({ length: 300 }, (_, index) => `r${index}`);
  controls.stand(draw(...many));
  controls.stand(draw(...many));
  expect(made).toHaveLength(300);
  controls.stand(draw());
  controls.stand(draw(...many));
  expect(shown()).toHaveLength(300);
  expect(made).toHaveLength(400);
});
