import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { createDocuments, type Documents } from './documents.ts';

const DAY_MS = 86_400_000;
const NOBODY: ReadonlySet<string> = new Set();
let folder = '';
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
  store = await openSqliteStore(join(folder, 'rows.sqlite'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const documentsWith = (bytes: number): Documents =>
  createDocuments({ store, folder, maxFileBytes: 1000, held: { days: 7, bytes }, signedDays: 365 });

/** A file of ten bytes that was last asked for so long ago. */
async function handedOver(documents: Documents, days: number): Promise<string> {
  const bytes = (async function* () {
    yield new Uint8Array(10);
  })();
  const { documentId } = await documents.put({ name: 'tep.pdf', origin: 'x', size: 10 }, bytes);
  age(`${documentId}.original`, days);
  return documentId;
}
function age(name: string, days: number): void {
  const then = new Date(Date.now() - days * DAY_MS);
  utimesSync(join(folder, name), then, then);
}
const lies = (documentId: string) => existsSync(join(folder, `${documentId}.original`));

it('what nobody signed ends after its days; what is signed, being signed or was just asked for stays', async () => {
  const documents = documentsWith(1000);
  const old = await handedOver(documents, 8);
  const young = await handedOver(documents, 6);
  const busy = await handedOver(documents, 400);
  const signed = await handedOver(documents, 400);
  writeFileSync(documents.signedPath(signed), 'x');
  const asked = await handedOver(documents, 400);
  await documents.find(asked);
  for (const [name, days] of [
    ['a.part', 2],
    ['b.part', 0],
  ] as const) {
    writeFileSync(join(folder, name), 'x');
    age(name, days + 6);
  }
  expect(await documents.sweep(new Set([busy]))).toBe(1);
  expect([old, young, busy, signed, asked].map(lies)).toEqual([false, true, true, true, true]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual(['b.part']);
  await expect(documents.find(old)).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' });
  expect((await documents.find(signed)).documentId).toBe(signed);
});

it('where there is no more room the oldest go first, and none of the last day', async () => {
  const documents = documentsWith(15);
  const [third, first, second, today] = [
    await handedOver(documents, 2),
    await handedOver(documents, 6),
    await handedOver(documents, 4),
    await handedOver(documents, 0),
  ];
  expect(await documents.sweep(NOBODY)).toBe(3);
  expect([first, second, third, today].map(lies)).toEqual([false, false, false, true]);
  expect(await documentsWith(5).sweep(NOBODY)).toBe(0);
  const [older, newer] = [await handedOver(documents, 3), await handedOver(documents, 2)];
  expect(await documentsWith(20).sweep(NOBODY)).toBe(1);
  expect([older, newer].map(lies)).toEqual([false, true]);
});

it('a signed file goes only when it is old, not asked for, and its very bytes lie elsewhere', async () => {
  const documents = documentsWith(1000);
  const copy = join(folder, 'copy');
  const sha256 = createHash('sha256').update('signed').digest('hex');
  const signed = async (days: number, bytes = 'signed') => {
    const documentId = await handedOver(documents, days);
    writeFileSync(documents.signedPath(documentId), bytes);
    age(`${documentId}.signed.pdf`, days);
    await documents.keepSigned(documentId, { sha256, size: bytes.length });
    age(`${documentId}.original`, days);
    return { documentId, sha256, copy };
  };
  const [old, young, other, unnamed] = [
    await signed(400),
    await signed(300),
    await signed(400, 'signed twice'),
    await signed(400),
  ];
  const asked = await signed(400);
  await documents.find(asked.documentId);
  const named = [old, young, other, asked];
  expect(await documents.signedRoom()).toEqual({ count: 5, bytes: 5 * 10 + 4 * 6 + 12 });
  // The copy is away, damaged, there.
  expect(await documents.sweepSigned(named)).toBe(0);
  writeFileSync(copy, 'signe_');
  expect(await documents.sweepSigned(named)).toBe(0);
  writeFileSync(copy, 'signed');
  expect(await documents.sweepSigned(named)).toBe(1);
  const all = [old, young, other, unnamed, asked];
  expect(all.map(({ documentId }) => lies(documentId))).toEqual([false, true, true, true, true]);
  expect(existsSync(documents.signedPath(old.documentId))).toBe(false);
  await expect(documents.find(old.documentId)).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' });
  expect(await documents.sweepSigned(named)).toBe(0);
  // The page's system has it: nothing can be read again there, and its own rest here still counts.
  const pageHas = [young, unnamed, asked].map((one) => ({ ...one, copy: null }));
  expect(await documents.sweepSigned(pageHas)).toBe(1);
  expect(all.map(({ documentId }) => lies(documentId))).toEqual([false, true, true, false, true]);
});
