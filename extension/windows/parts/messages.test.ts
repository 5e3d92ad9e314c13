import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import en from '../../public/_locales/en/messages.json' with { type: 'json' };
import vi from '../../public/_locales/vi/messages.json' with { type: 'json' };

const extension = fileURLToPath(new URL('../..', import.meta.url));
const vietnamese = vi as Record<string, { message: string }>;
const english = en as Record<string, { message: string }>;

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/u.test(name) && !name.endsWith('.test.ts') && !name.startsWith('public'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\$\d/gu)].map(([mark]) => mark))].sort();

test('every text exists in Vietnamese and English', () => {
  expect(Object.keys(english).sort()).toEqual(Object.keys(vietnamese).sort());
});

test('no text is empty, and both languages fill in the same values', () => {
  for (const [key, { message }] of Object.entries(vietnamese)) {
    expect(message.trim(), key).not.toBe('');
    expect(english[key]?.message.trim(), key).not.toBe('');
    expect(placeholders(english[key]?.message ?? ''), key).toEqual(placeholders(message));
  }
});

test('Vietnamese texts are in NFC', () => {
  for (const [key, { message }] of Object.entries(vietnamese)) {
    expect(message, key).toBe(message.normalize('NFC'));
  }
});

test('every text that the program or the manifest asks for exists', () => {
  const asked = sources(extension).flatMap((source) =>
    [...source.matchAll(/(?:\bt|getMessage|word)\(\s*'([A-Za-z0-9]+)'/gu)].map(([, key]) => key ?? ''),
  );
  const manifest = readFileSync(path.join(extension, '..', 'manifest.json'), 'utf8');
  const named = [...manifest.matchAll(/__MSG_(\w+)__/gu)].map(([, key]) => key ?? '');
  expect(asked.length).toBeGreaterThan(100);
  for (const key of [...asked, ...named]) expect(Object.hasOwn(vietnamese, key), key).toBe(true);
});

test('no text is left over that nobody shows', () => {
  const all =
    sources(extension).join('\n') + readFileSync(path.join(extension, '..', 'manifest.json'), 'utf8');
  const unused = Object.keys(vietnamese).filter(
    (key) => !all.includes(`'${key}'`) && !all.includes(`"${key}"`) && !all.includes(`__MSG_${key}__`),
  );
  expect(unused).toEqual([]);
});
