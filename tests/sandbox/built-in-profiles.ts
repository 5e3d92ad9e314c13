import qlvb from './qlvb/profile.json' with { type: 'json' };

/** Stands in for extension/sites/built-in.ts in the build for sandbox, demo and tests. The first that fits is used. */
export const builtInProfiles: readonly unknown[] = [qlvb];
