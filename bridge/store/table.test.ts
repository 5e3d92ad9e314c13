import { expect, it } from 'vitest';
import { z } from 'zod';
import type { SqlValue, Transaction } from './store.ts';
import { flag, integer, json, nullable, table, text, word } from './table.ts';

const letters = table('letters', {
  letterId: text,
  kind: word(z.enum(['new', 'recall'])),
  sha256: nullable(text),
  size: integer,
  isSound: nullable(flag),
  toPlaces: json(z.array(z.string())),
});
const row = {
  letterId: 'a',
  kind: 'recall' as const,
  sha256: null,
  size: 12,
  isSound: false,
  toPlaces: ['Sở Mẫu'],
};
const stored = {
  letter_id: 'a',
  kind: 'recall',
  sha256: null,
  size: 12,
  is_sound: 0,
  to_places: '["Sở Mẫu"]',
};

function listening(): { sql: Transaction; said: () => unknown } {
  let said: unknown;
  const run = async (text: string, parameters: readonly SqlValue[] = []) => {
    said = [text, parameters];
    return 1;
  };
  const never = () => Promise.reject(new Error('not asked'));
  return { sql: { run, all: never, get: never, now: never }, said: () => said };
}

it('a row is written under the names of its columns and read back as it was', async () => {
  const { sql, said } = listening();
  await letters.insert(sql, row, 'letterId');
  expect(said()).toEqual([
    'INSERT INTO letters (letter_id, kind, sha256, size, is_sound, to_places) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (letter_id) DO NOTHING',
    Object.values(stored),
  ]);
  expect(letters.read(stored)).toEqual(row);
});

it('what was not selected is not read, and what no schema knows is refused', () => {
  expect(letters.read({ letter_id: 'a', size: 12 }, ['letterId', 'size'])).toEqual({
    letterId: 'a',
    size: 12,
  });
  expect(() => letters.read({ ...stored, kind: 'other' })).toThrow();
  expect(() => letters.read({ ...stored, to_places: '[1]' })).toThrow();
});

it('changes name their columns alone', () => {
  expect(letters.assign({ isSound: null, toPlaces: [] })).toEqual({
    assignments: 'is_sound = ?, to_places = ?',
    parameters: [null, '[]'],
  });
});
