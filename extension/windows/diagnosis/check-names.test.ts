import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import vi from '../../public/_locales/vi/messages.json' with { type: 'json' };

const root = fileURLToPath(new URL('../../../', import.meta.url));
const texts = vi as Record<string, { message: string }>;
const names = readFileSync(`${root}extension/windows/diagnosis/check-names.ts`, 'utf8');

/** Ids of the checks as the sources of both sides name them. */
function idsIn(folder: string): string[] {
  return readdirSync(root + folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => [
      ...readFileSync(`${root}${folder}/${name}`, 'utf8').matchAll(/\bid: [`'](\w+(?:\.\w+)*)/gu),
    ])
    .map(([, id]) => id ?? '');
}

test('every check of the bridge and of the browser has a name that a clerk can read', () => {
  const ids = [...idsIn('bridge/doctor'), ...idsIn('extension/windows/diagnosis')];
  expect(new Set(ids).size).toBeGreaterThan(15);
  for (const id of ids) {
    const [, key = ''] =
      new RegExp(`^ {2}'?${id.replaceAll('.', '\\.')}'?: '(\\w+)'`, 'mu').exec(names) ?? [];
    expect(texts[key]?.message, id).toBeTruthy();
  }
});
