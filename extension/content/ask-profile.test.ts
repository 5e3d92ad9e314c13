import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askProfile } from './ask-profile.ts';
import { Lifetime } from './lifetime.ts';
import { stubRuntime } from './stub-runtime.ts';

const nobody = () => Promise.reject(new Error('Receiving end does not exist.'));
const known = { ok: true, body: null };
let answers: (() => Promise<unknown>)[];
const asked = vi.fn((_: unknown) => (answers.shift() ?? nobody)());
let runtime: ReturnType<typeof stubRuntime>;

beforeEach(() => {
  vi.useFakeTimers();
  asked.mockClear();
  runtime = stubRuntime(asked);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a question that nobody answered is asked again: the worker was stopped, or is only starting', async () => {
  answers = [nobody, async () => undefined, async () => known];
  const reply = askProfile(new Lifetime());
  await vi.runAllTimersAsync();
  expect(await reply).toEqual(known);
  expect(asked).toHaveBeenCalledTimes(3);
});

test('a refusal is an answer and is not asked again', async () => {
  const refused = { ok: false, error: { code: 'SITE_SENDER_REFUSED', details: {} } };
  answers = [async () => refused];
  expect(await askProfile(new Lifetime())).toEqual(refused);
  expect(asked).toHaveBeenCalledTimes(1);
});

test('it ends: where nobody ever answers, the script asks no more', async () => {
  answers = [];
  const reply = askProfile(new Lifetime());
  await vi.runAllTimersAsync();
  expect(await reply).toBeUndefined();
  expect(asked).toHaveBeenCalledTimes(4);
});

test('neither a script whose time is over nor one that an update cut off asks again', async () => {
  answers = [];
  const life = new Lifetime();
  const over = askProfile(life);
  await vi.advanceTimersByTimeAsync(0);
  life.end();
  await vi.runAllTimersAsync();
  expect(await over).toBeUndefined();
  const cut = askProfile(new Lifetime());
  await vi.advanceTimersByTimeAsync(0);
  delete runtime.id;
  await vi.runAllTimersAsync();
  expect(await cut).toBeUndefined();
  expect(asked).toHaveBeenCalledTimes(2);
});
