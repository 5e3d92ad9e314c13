import { expect, it } from 'vitest';
import { createOpened, opening } from './opened.ts';

it('ends in reverse order, also what lies behind a part whose end fails, and tells of that', async () => {
  const ended: string[] = [];
  const opened = createOpened();
  opened.keep('lock', (part) => ended.push(part));
  opened.keep('store', () => Promise.reject(new Error('the store')));
  opened.keep('listener', (part) => ended.push(part));
  await expect(opened.close()).rejects.toThrow('the store');
  expect(ended).toEqual(['listener', 'lock']);
  await opened.close();
  expect(ended).toHaveLength(2);
});

it('a start that fails ends what it had opened and tells its own reason', async () => {
  const ended: string[] = [];
  const start = opening(async (opened) => {
    opened.keep('lock', (part) => ended.push(part));
    opened.keep('store', () => Promise.reject(new Error('the store')));
    throw new Error('the port is taken');
  });
  await expect(start).rejects.toThrow('the port is taken');
  expect(ended).toEqual(['lock']);
});
