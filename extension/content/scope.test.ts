// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { pageTitle } from './scope.ts';

test('a form that is called title never goes into a message, which could not carry it', () => {
  document.title = 'Văn bản 15';
  expect(pageTitle()).toBe('Văn bản 15');
  // What `<form name="title">` does in a browser (HTML standard, 3.1.7).
  Object.defineProperty(document, 'title', { value: document.createElement('form') });
  expect(pageTitle()).toBe('');
});
