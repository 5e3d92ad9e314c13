import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireProcessLock } from './process-lock.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (store: Store, name: string, value: string) =>
  store.transaction((transaction) =>
    transaction.run(`INSERT INTO installation (name, value) VALUES (?, ?)`, [name, value]),
  );
const names = (store: Store) =>
  store.read(async (transaction) =>
    (await transaction.all(`SELECT name FROM installation ORDER BY name`)).map((row) => row.name),
  );

describe('the SQLite store', () => {
  it('opens with WAL and synchronous=FULL and a file for this person alone', async () => {
    const file = join(folder, 'a.sqlite');
    const store = await openSqliteStore(file);
    const settings = await store.read(async (transaction) => [
      (await transaction.get('PRAGMA journal_mode'))?.journal_mode,
      (await transaction.get('PRAGMA synchronous'))?.synchronous,
    ]);
    expect(settings).toEqual(['wal', 2]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('takes back everything of a transaction that throws', async () => {
    const store = await openSqliteStore(join(folder, 'a.sqlite'));
    await expect(
      store.transaction(async (transaction) => {
        await transaction.run(`INSERT INTO installation (name, value) VALUES ('x', '1')`);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await put(store, 'y', '1');
    expect(await names(store)).toEqual(['y']);
    await store.close();
  });

  it('runs transactions one after another, however long one of them takes', async () => {
    const store = await openSqliteStore(join(folder, 'a.sqlite'));
    const order: string[] = [];
    await Promise.all([
      store.transaction(async () => {
        order.push('a in');
        await new Promise((resolve) => setTimeout(resolve, 30));
        order.push('a out');
      }),
      store.transaction(async () => {
        order.push('b in');
      }),
    ]);
    expect(order).toEqual(['a in', 'a out', 'b in']);
    await store.close();
  });

  it('refuses a transaction inside a transaction instead of waiting for itself', async () => {
    const store = await openSqliteStore(join(folder, 'a.sqlite'));
    await expect(store.transaction(() => put(store, 'x', '1'))).rejects.toMatchObject({ code: 'INTERNAL' });
    await store.close();
  });

  it('lets two stores of one file write in turn without blocking the process', async () => {
    const file = join(folder, 'a.sqlite');
    const [one, two] = [await openSqliteStore(file), await openSqliteStore(file)];
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => put(index % 2 ? one : two, String(index), 'v')),
    );
    expect(await names(one)).toHaveLength(40);
    await one.close();
    await two.close();
  });

  it('says STORE_LOCKED when another connection holds the file too long', async () => {
    const file = join(folder, 'a.sqlite');
    const [one, two] = [await openSqliteStore(file), await openSqliteStore(file, { lockTimeoutMs: 200 })];
    let release = () => {};
    const held = one.transaction(() => new Promise<void>((resolve) => (release = resolve)));
    await expect(put(two, 'x', '1')).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    release();
    await held;
    await put(two, 'x', '1');
    await one.close();
    await two.close();
  });

  it('says STORE_DISK_FULL, keeps what was there and goes on when there is room again', async () => {
    const store = await openSqliteStore(join(folder, 'a.sqlite'));
    await put(store, 'kept', 'v');
    const pages = await store.read(async (t) => Number((await t.get('PRAGMA page_count'))?.page_count));
    await store.read((t) => t.all(`PRAGMA max_page_count = ${pages}`));
    await expect(put(store, 'big', 'x'.repeat(100_000))).rejects.toMatchObject({ code: 'STORE_DISK_FULL' });
    await store.read((t) => t.all('PRAGMA max_page_count = 1000000'));
    await put(store, 'big', 'x'.repeat(100_000));
    expect(await names(store)).toEqual(['big', 'kept']);
    await store.close();
  });

  it('says STORE_CORRUPT for a file that is no database', async () => {
    const file = join(folder, 'a.sqlite');
    writeFileSync(file, 'rác '.repeat(5000));
    await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });

  it('says STORE_UNREACHABLE for a folder that does not exist', async () => {
    await expect(openSqliteStore(join(folder, 'no', 'a.sqlite'))).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
    });
  });

  it('refuses tables of a newer program', async () => {
    const file = join(folder, 'a.sqlite');
    const store = await openSqliteStore(file);
    await store.transaction((t) =>
      t.run(`INSERT INTO schema_version (version, applied_at) VALUES (999, '')`),
    );
    await store.close();
    await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'STORE_TOO_NEW' });
  });

  it('gives its clock as ISO 8601 with milliseconds', async () => {
    const store = await openSqliteStore(join(folder, 'a.sqlite'));
    expect(await store.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
    await store.close();
  });
});

describe('the lock of a process', () => {
  it('is refused while held, by the same process too, and free after release', () => {
    const file = join(folder, 'lock');
    const lock = acquireProcessLock(file);
    expect(lock).not.toBeNull();
    expect(acquireProcessLock(file)).toBeNull();
    lock?.release();
    const again = acquireProcessLock(file);
    expect(again).not.toBeNull();
    again?.release();
  });

  it('that cannot be had is not said to be held by another', () => {
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'text'), 'không phải cơ sở dữ liệu '.repeat(40));
    for (const [name, code] of [
      ['folder', 'STORE_UNREACHABLE'],
      ['missing/lock', 'STORE_UNREACHABLE'],
      ['text', 'STORE_CORRUPT'],
    ] as const)
      expect(() => acquireProcessLock(join(folder, name)), name).toThrow(expect.objectContaining({ code }));
  });

  it('is freed by the system when its process is killed', () => {
    const file = join(folder, 'lock');
    const source = `import(${JSON.stringify(new URL('./process-lock.ts', import.meta.url).href)}).then((m) => {
      if (!m.acquireProcessLock(${JSON.stringify(file)})) process.exit(9);
      process.kill(process.pid, 'SIGKILL');
    })`;
    const run = spawnSync(process.execPath, ['--import', 'tsx', '-e', source]);
    expect(run.signal).toBe('SIGKILL');
    const lock = acquireProcessLock(file);
    expect(lock).not.toBeNull();
    lock?.release();
  });
});
