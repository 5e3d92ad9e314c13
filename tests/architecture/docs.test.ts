import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pagePath, pages } from '../setup/docs.ts';

describe('generated documentation tells what the schemas say today (else: npm run docs)', () => {
  it.each(Object.keys(pages))('%s', (name) => {
    expect(readFileSync(pagePath(name), 'utf8')).toBe(pages[name]?.());
  });
});
