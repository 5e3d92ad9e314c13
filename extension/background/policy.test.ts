import { expect, test, vi } from 'vitest';
import managedSchema from '../public/managed-schema.json' with { type: 'json' };

vi.mock('webextension-polyfill', () => ({ default: {} }));
const { POLICY_NAMES, policyOf } = await import('./policy.ts');

test('the schema that Chromium reads names every setting, and no other', () => {
  expect([...POLICY_NAMES].sort()).toEqual(Object.keys(managedSchema.properties).sort());
});

test('a mistake is told by its place and costs nothing beside it', () => {
  const { set, mistakes } = policyOf({
    profiles: ['{}', { format: 1 }, 5],
    profils: [],
    switchedOffSites: ['https://cam.example.vn/*', 'cam.example.vn'],
    vgcaAnswers: 'nobody',
    vgcaBareDigests: 'false',
    vgcaSites: [{ addresses: ['https://qlvb.example.vn/*'], answers: 'theirs' }, { address: 'x' }],
    bridgePort: 80,
    welcome: false,
  });
  expect(set).toMatchObject({
    profiles: ['{}', { format: 1 }],
    switchedOffSites: ['https://cam.example.vn/*'],
    vgcaSites: [{ addresses: ['https://qlvb.example.vn/*'], answers: 'theirs' }],
    welcome: false,
  });
  expect(Object.keys(set)).toHaveLength(4);
  expect(mistakes).toEqual([
    'profiles[2]',
    'profils',
    'switchedOffSites[1]',
    'vgcaAnswers',
    'vgcaBareDigests',
    'vgcaSites[1]',
    'bridgePort',
  ]);
});
