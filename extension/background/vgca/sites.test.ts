import { beforeEach, expect, test, vi } from 'vitest';

const local: Record<string, unknown> = {};
const managed: Record<string, unknown> = {};
vi.mock('webextension-polyfill', () => ({
  default: {
    storage: {
      managed: { get: async () => ({ ...managed }) },
      local: { get: async (defaults: Record<string, unknown>) => ({ ...defaults, ...local }) },
    },
  },
}));
const { servedSite, servedSites } = await import('./sites.ts');

const leave = { until: '2099-12-31', count: 5 };
const site = (host: string) => ({ addresses: [`https://${host}.example.vn/*`], bareDigests: leave });

beforeEach(() => {
  for (const held of [local, managed]) for (const name of Object.keys(held)) delete held[name];
  local.vgcaSites = [site('cua-van-thu')];
  managed.vgcaSites = [site('cua-cntt')];
});

const leaveOf = async (host: string) =>
  (await servedSite(`https://${host}.example.vn/a`))?.rule.bareDigests ?? null;

test('where IT says nothing, the clerk may let a site have bare digests signed', async () => {
  expect(await leaveOf('cua-van-thu')).toEqual(leave);
  expect(await leaveOf('cua-cntt')).toEqual(leave);
});

test('where IT keeps that leave to itself, the one of the clerk does not count; the site is served all the same', async () => {
  managed.vgcaBareDigests = false;
  expect(await leaveOf('cua-van-thu')).toBeNull();
  expect(await servedSite('https://cua-van-thu.example.vn/a')).toBeDefined();
  expect(await leaveOf('cua-cntt')).toEqual(leave);
});

test('who answers is one word of IT above every site; "off" leaves all pages alone', async () => {
  managed.vgcaAnswers = 'theirs';
  expect((await servedSites()).map(({ rule }) => rule.answers)).toEqual(['theirs', 'theirs']);
  managed.vgcaAnswers = 'off';
  expect(await servedSites()).toEqual([]);
});

test('a site that IT switched off is answered by nobody of ours', async () => {
  managed.switchedOffSites = ['https://cua-van-thu.example.vn/*'];
  expect(await servedSite('https://cua-van-thu.example.vn/a')).toBeUndefined();
  expect(await servedSite('https://cua-cntt.example.vn/a')).toBeDefined();
});
