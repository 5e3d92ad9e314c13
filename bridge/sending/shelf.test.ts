import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openShelf, type Shelf } from './shelf.ts';

let place: string;
let folder: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'shelf-'));
  folder = join(place, 'packages');
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const frozenOn = (shelf: Shelf) => shelf.freeze('letter.edxml', (path) => writeFile(path, '<edXML/>'));
/** A name that leads in a circle: there, and not to be read, for root as well. */
const makeUnreadable = (path: string) => {
  rmSync(path, { force: true });
  symlinkSync(path, path);
};

test('a folder keeps its name', async () => {
  const { id } = await openShelf(folder);
  expect((await openShelf(folder)).id).toBe(id);
});

test('a folder whose name cannot be read gets no other one, which would strand all rows of the first', async () => {
  await openShelf(folder);
  makeUnreadable(join(folder, 'shelf-id'));
  await expect(openShelf(folder)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  expect(() => readFileSync(join(folder, 'shelf-id'))).toThrow('ELOOP');
});

test('a package on a share that is away is not told to be changed', async () => {
  const shelf = await openShelf(folder);
  const frozen = await frozenOn(shelf);
  renameSync(folder, join(place, 'away'));
  await expect(shelf.frozen(frozen)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  renameSync(join(place, 'away'), folder);
  expect(await shelf.frozen(frozen)).toBe(join(folder, frozen.path));
});

test.each([
  ['removed', (path: string) => rmSync(path)],
  ['written over', (path: string) => writeFileSync(path, 'another')],
])('a package that was %s is told to be changed', async (_, damage) => {
  const shelf = await openShelf(folder);
  const frozen = await frozenOn(shelf);
  damage(join(folder, frozen.path));
  await expect(shelf.frozen(frozen)).rejects.toMatchObject({ code: 'SENDING_FILE_CHANGED' });
});

test('a mark of a send that cannot be looked for is not a missing one', async () => {
  const shelf = await openShelf(folder);
  expect(await shelf.wasTried('letter')).toBe(false);
  await shelf.markTried('letter');
  expect(await shelf.wasTried('letter')).toBe(true);
  makeUnreadable(join(folder, 'tried', 'letter'));
  await expect(shelf.wasTried('letter')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
});
