import { readFileSync } from 'node:fs';
import { beforeEach, expect, test, vi } from 'vitest';

const local: Record<string, unknown> = {};
const managed: Record<string, unknown> = {};
vi.mock('webextension-polyfill', () => ({
  default: {
    storage: {
      managed: { get: async () => ({ ...managed }) },
      local: {
        get: async (defaults: Record<string, unknown>) => ({ ...defaults, ...local }),
        set: async (items: Record<string, unknown>) => {
          Object.assign(local, items);
        },
      },
    },
  },
}));
vi.mock('./sites.ts', () => ({ renewSites: async () => undefined }));
const { listProfiles, profileFor, profilesFor } = await import('./profiles.ts');
const { removeProfile } = await import('./actions/remove-profile.ts');

const sample = JSON.parse(
  readFileSync(new URL('../../tests/sandbox/qlvb/profile.json', import.meta.url), 'utf8'),
) as { format: number; pages: unknown[] };

const profile = (id: string) => ({
  format: sample.format,
  id,
  name: { vi: `Hệ thống ${id}`, en: `System ${id}` },
  addresses: [`https://${id}.example.vn/*`],
  pages: sample.pages,
});

beforeEach(() => {
  for (const held of [local, managed]) for (const name of Object.keys(held)) delete held[name];
});

const names = async () => {
  const { profiles, off } = await listProfiles();
  return {
    on: profiles.map(({ profile: { id }, source }) => `${source}/${id}`),
    off: off.map(({ profile: { id }, source, by }) => `${source}/${id} by ${by}`),
  };
};

test('what is switched off is still listed, with who switched it off; policy stands above the clerk', async () => {
  managed.profiles = [JSON.stringify(profile('phong-a'))];
  managed.switchedOffProfiles = ['phong-b'];
  managed.switchedOffSites = ['https://cam.example.vn/*'];
  local.profiles = [profile('phong-b'), profile('phong-c'), profile('phong-d')];
  local.switchedOffProfiles = ['phong-b', 'phong-c'];
  expect((await listProfiles()).faulty).toEqual([]);
  expect(await names()).toEqual({
    on: ['policy/phong-a', 'own/phong-d'],
    off: ['own/phong-b by policy', 'own/phong-c by own'],
  });
  expect((await listProfiles()).blocked).toEqual(['https://cam.example.vn/*']);
});

test('what IT gives is not switched off with the profile of the clerk that bears the same id', async () => {
  managed.profiles = [JSON.stringify(profile('phong-a'))];
  local.profiles = [profile('phong-a')];
  local.switchedOffProfiles = ['phong-a'];
  expect(await names()).toEqual({ on: ['policy/phong-a'], off: ['own/phong-a by own'] });
});

test('one that knows entry forms alone stands behind the others, and is none for letters', async () => {
  const form = { id: 'entry', when: { path: '^/den' }, write: [], file: '#tep' };
  const entry = { ...profile('phong-a'), id: 'own-phong-a', pages: [], handIn: [form] };
  const address = 'https://phong-a.example.vn/den';
  local.profiles = [entry];
  expect(await profileFor(address)).toBeUndefined();
  managed.profiles = [profile('phong-a')];
  expect((await profilesFor(address)).map(({ id }) => id)).toEqual(['phong-a', 'own-phong-a']);
  expect((await profileFor(address))?.id).toBe('phong-a');
  managed.switchedOffSites = ['https://phong-a.example.vn/*'];
  expect(await profilesFor(address)).toEqual([]);
});

test('a profile of IT that is no JSON, or holds a fault, is told by its place; the others are used', async () => {
  managed.profiles = ['{', { ...profile('phong-b'), pages: [] }, profile('phong-c')];
  const { profiles, faulty } = await listProfiles();
  expect(profiles.map(({ profile: { id } }) => id)).toEqual(['phong-c']);
  expect(faulty).toMatchObject([
    { name: 'policy profiles[0]', field: 'JSON' },
    { name: 'phong-b', field: 'pages' },
  ]);
});

test('a profile of the clerk is taken away with its switch; one of policy stays', async () => {
  managed.profiles = [JSON.stringify(profile('phong-a'))];
  local.profiles = [profile('phong-a'), profile('phong-c')];
  local.switchedOffProfiles = ['phong-c'];
  const remove = (id: string) =>
    (removeProfile as unknown as { run(body: { id: string }): Promise<unknown> }).run({ id });
  await remove('phong-c');
  await remove('phong-a');
  expect(local).toEqual({ profiles: [], switchedOffProfiles: [] });
  expect((await names()).on).toEqual(['policy/phong-a']);
});
