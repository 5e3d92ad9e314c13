import { expect, test } from 'vitest';
import { inTurns } from './turns.ts';

test('work under one key waits for the work before it, which may have failed; other keys do not wait', async () => {
  const turn = inTurns<string>();
  const seen: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = turn('a', async () => {
    await gate;
    seen.push('first');
    throw new Error('spoilt');
  });
  const second = turn('a', async () => seen.push('second'));
  await turn('b', async () => seen.push('other'));
  open();
  await expect(first).rejects.toThrow('spoilt');
  await second;
  expect(seen).toEqual(['other', 'first', 'second']);
});
