import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isHere, type OnDemand, offer, onDemand } from './on-demand.ts';
import { stubRuntime } from './stub-runtime.ts';

const parts = { press: async () => undefined } as unknown as OnDemand;
let bring: () => Promise<unknown>;
const asked = vi.fn((_: unknown) => bring());
const brought = async () => {
  offer(parts);
  return { ok: true, body: { brought: true } };
};

beforeEach(() => {
  asked.mockClear();
  stubRuntime(asked);
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, '__kyguiOnDemand');
});

test('what is asked for twice while it is on its way is brought once, and then it is here', async () => {
  bring = brought;
  expect(await Promise.all([onDemand(), onDemand()])).toEqual([parts, parts]);
  expect(await onDemand()).toBe(parts);
  expect(asked.mock.calls).toEqual([[{ action: 'page.onDemand', body: {} }]]);
});

test('a worker that could not bring it is told apart from one that did, and is asked again by the next press', async () => {
  bring = async () => ({ ok: true, body: { brought: false } });
  await expect(onDemand()).rejects.toThrow();
  bring = () => Promise.reject(new Error('the worker is gone'));
  await expect(onDemand()).rejects.toThrow();
  expect(isHere()).toBe(false);
  bring = brought;
  expect(await onDemand()).toBe(parts);
  expect(asked).toHaveBeenCalledTimes(3);
});
