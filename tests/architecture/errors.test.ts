import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ErrorEntry } from '../../shared/errors/entry.ts';
import { describeError, ERRORS, type ErrorCode } from '../../shared/errors.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entries = Object.entries(ERRORS) as [ErrorCode, ErrorEntry][];
const codes = entries.map(([code]) => code);

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name))].sort();

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.(?:ts|tsx)$/u.test(entry.name) && !/\.test\.tsx?$/u.test(entry.name)) yield path;
  }
}

/** Words of all sources but the list itself: a code in them is raised, shown or asked for there. */
function wordsOfSources(): Set<string> {
  const words = new Set<string>();
  for (const part of ['shared', 'bridge', 'extension']) {
    for (const path of sources(join(root, part))) {
      if (path.startsWith(join(root, 'shared/errors/'))) continue;
      for (const [word] of readFileSync(path, 'utf8').matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\b/gu))
        words.add(word);
    }
  }
  return words;
}

describe('every code of the closed list', () => {
  it.each(entries)('%s says in both languages what happened and what to do', (_code, { vi, en }) => {
    for (const text of [vi.says, vi.next, en.says, en.next]) {
      expect(text.trim()).toBe(text);
      expect(text).not.toBe('');
      expect(text).toBe(text.normalize('NFC'));
    }
    expect(vi.says).not.toBe(en.says);
    expect(vi.next).not.toBe(en.next);
  });

  it.each(entries)('%s fills the same details into both languages', (_code, { vi, en }) => {
    // Sentences made of words of a list carry one detail for each language: {findings} and {findingsEn}.
    const bare = (text: string) =>
      [...new Set(placeholders(text).map((name) => name.replace(/En$/u, '')))].sort();
    expect(bare(`${en.says} ${en.next}`)).toEqual(bare(`${vi.says} ${vi.next}`));
  });

  it.each(entries)('%s has words for the same reasons in both languages', (code, { vi, en }) => {
    expect(Object.keys(vi.reasons ?? {}).sort()).toEqual(Object.keys(en.reasons ?? {}).sort());
    for (const [reason, words] of Object.entries(vi.reasons ?? {}))
      expect(describeError(code, { reason }, 'vi').says).toContain(words);
  });

  it.each(entries)('%s leaves no placeholder open when its details are given', (code, { vi, en }) => {
    const names = placeholders([vi.says, vi.next, en.says, en.next].join(' '));
    const details = Object.fromEntries(names.map((name) => [name, 'x']));
    for (const language of ['vi', 'en'] as const) {
      const { says, next } = describeError(code, details, language);
      expect(`${says}${next}`).not.toMatch(/\{\w+\}/u);
    }
  });

  it('names its code in capitals once, and its exit status is one that scripts know', () => {
    for (const [code, entry] of entries) {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/u);
      expect([1, 2, 3]).toContain(entry.exit);
    }
    const written = readdirSync(join(root, 'shared/errors'))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .flatMap((name) => [
        ...readFileSync(join(root, 'shared/errors', name), 'utf8').matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gmu),
      ])
      .map(([, code = '']) => code);
    expect(written.filter((code, index) => written.indexOf(code) !== index)).toEqual([]);
  });

  it('is used somewhere in the sources', () => {
    const words = wordsOfSources();
    expect(codes.filter((code) => !words.has(code))).toEqual([]);
  });
});
