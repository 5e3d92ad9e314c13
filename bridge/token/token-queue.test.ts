import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TokenQueue } from './token-queue.ts';

test('two owners never use one token at the same time, and the second is not starved', async () => {
  const queue = new TokenQueue();
  const using = new Map<string, number>();
  const order: string[] = [];
  const work = (owner: string) =>
    queue.run('t', owner, async () => {
      using.set(owner, (using.get(owner) ?? 0) + 1);
      expect([...using.entries()].filter(([, count]) => count > 0).map(([name]) => name)).toEqual([owner]);
      await pause(2);
      using.set(owner, (using.get(owner) ?? 0) - 1);
      order.push(owner);
    });
  const all = ['a', 'a', 'b', 'a', 'a'].map(work);
  await Promise.all(all);
  expect(order.indexOf('b')).toBe(2);
});

test('calls of one owner overlap', async () => {
  const queue = new TokenQueue();
  let most = 0;
  let now = 0;
  const work = () =>
    queue.run('t', 'a', async () => {
      now += 1;
      most = Math.max(most, now);
      await pause(2);
      now -= 1;
    });
  await Promise.all([work(), work(), work()]);
  expect(most).toBe(3);
});

test('a failing call frees the token', async () => {
  const queue = new TokenQueue();
  await expect(queue.run('t', 'a', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await queue.run('t', 'b', async () => 'free')).toBe('free');
});

test('two tokens do not wait for each other', async () => {
  const queue = new TokenQueue();
  const held = queue.run('t', 'a', () => pause(10_000, undefined, { ref: false }));
  expect(await queue.run('u', 'b', async () => 'free')).toBe('free');
  void held;
});
