import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepReferences, linksOf } from './references.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

let folder = '';
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'references-'));
  store = await openSqliteStore(join(folder, 'a.sqlite'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const self = { documentId: 'H99.01,2026/01/05,20/UBND-VP', code: '20/UBND-VP', date: '2026-01-05' };
const old = { documentId: 'H99.02,2026/01/02,7/UBND', code: '7/UBND', promulgationDate: '2026-01-02' };

it('a letter that is named twice is one link, from both sides', async () => {
  const letter = { documentId: self.documentId, code: self.code, promulgationDate: self.date };
  const links = await store.transaction(async (sql) => {
    await keepReferences(sql, { letterId: 'ours' }, [old, old, { ...old, documentId: '', code: '7/ubnd ' }]);
    await keepReferences(sql, { itemId: 'theirs' }, [letter, letter, { code: self.code }]);
    return linksOf(sql, { letterId: 'ours' }, self);
  });
  expect(links.map(({ relation, code, itemId }) => [relation, code, itemId])).toEqual([
    ['answers', '7/UBND', null],
    ['answered-by', '', 'theirs'],
  ]);
});

it('two letters of one number and different days are two links', async () => {
  const links = await store.transaction(async (sql) => {
    await keepReferences(sql, { letterId: 'ours' }, [
      { code: '7/UBND', promulgationDate: '2025-01-02' },
      { code: '7/UBND', promulgationDate: '2026-01-02' },
    ]);
    return linksOf(sql, { letterId: 'ours' }, self);
  });
  expect(links.map(({ date }) => date)).toEqual(['2025-01-02', '2026-01-02']);
});
