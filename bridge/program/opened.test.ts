import { expect, it } from 'vitest';
import { createOpened, type Opened, opening, whileOpen } from './opened.ts';

it('ends in reverse order, also what lies behind a part whose end fails, and tells of that', async () => {
  const ended: string[] = [];
  const unsaid: unknown[] = [];
  const opened = createOpened((thrown) => unsaid.push(thrown));
  opened.keep('lock', (part) => ended.push(part));
  opened.keep('pairings', () => Promise.reject(new Error('the pairings')));
  opened.keep('store', () => Promise.reject(new Error('the store')));
  opened.keep('listener', (part) => ended.push(part));
  await expect(opened.close()).rejects.toThrow('the store');
  expect(ended).toEqual(['listener', 'lock']);
  expect(unsaid).toEqual([new Error('the pairings')]);
  await opened.close();
  expect(ended).toHaveLength(2);
});

it.each([
  ['a start', opening],
  ['a run', whileOpen],
] as const)(
  '%s that fails ends what it had opened and tells its own reason; what failed behind it is not lost',
  async (_, run) => {
    const ended: string[] = [];
    const unsaid: unknown[] = [];
    const start = run(
      async (opened: Opened) => {
        opened.keep('lock', (part) => ended.push(part));
        opened.keep('store', () => Promise.reject(new Error('the store')));
        throw new Error('the port is taken');
      },
      (thrown) => unsaid.push(thrown),
    );
    await expect(start).rejects.toThrow('the port is taken');
    expect(ended).toEqual(['lock']);
    expect(unsaid).toEqual([new Error('the store')]);
  },
);

it('a run that succeeds ends everything once, and tells of what could not be ended', async () => {
  const ended: string[] = [];
  const unsaid: unknown[] = [];
  const run = (end: () => unknown) =>
    whileOpen(
      async (opened) => {
        opened.keep('lock', (part) => ended.push(part));
        opened.keep('store', end);
        return 'done';
      },
      (thrown) => unsaid.push(thrown),
    );
  expect(await run(() => ended.push('store'))).toBe('done');
  await expect(run(() => Promise.reject(new Error('the store')))).rejects.toThrow('the store');
  expect(ended).toEqual(['store', 'lock', 'lock']);
  expect(unsaid).toEqual([]);
});
