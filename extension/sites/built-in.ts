/**
 * Profiles that come with the build. None yet for a product that offices use: profiles reach them by policy or are
 * made on the open page. The build for sandbox, demo and tests puts those of the sample systems in the place of this
 * file (vite.config.ts).
 */
export const builtInProfiles: readonly unknown[] = [];
