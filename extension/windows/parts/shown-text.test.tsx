// @vitest-environment happy-dom
import { render } from 'preact';
import { expect, test } from 'vitest';
import './shown-text.ts';

test('a name that turns the writing round is drawn as it is spelled', () => {
  const name = 'Bộ \u202eẫuM\u202c \u2066A\u2069';
  const root = document.createElement('div');
  render(
    <p>
      Gửi: {name} <b>{[name, name]}</b>
    </p>,
    root,
  );
  expect(root.textContent).toBe('Gửi: Bộ ẫuM A Bộ ẫuM ABộ ẫuM A');
});
