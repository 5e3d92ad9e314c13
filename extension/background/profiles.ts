import browser from 'webextension-polyfill';
import { matchesAny } from '../../shared/profile/address.ts';
import { type ProfileFault, profileFault } from '../../shared/profile/fault.ts';
import { type SiteProfile, siteProfileSchema } from '../../shared/profile/schema.ts';
import { builtInProfiles } from '../sites/built-in.ts';

export interface KnownProfile {
  profile: SiteProfile;
  source: 'build' | 'policy' | 'own';
}

export interface ProfileList {
  profiles: KnownProfile[];
  /** Switched off, by IT's policy or by the clerk. */
  off: (KnownProfile & { by: 'policy' | 'own' })[];
  /** Match patterns of pages on which policy lets no profile be used. */
  blocked: string[];
  /** Profiles that could not be used, with the place of the first fault. */
  faulty: (Omit<ProfileFault, 'says'> & { name: string; source: KnownProfile['source'] })[];
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Policy of the browser's administrator; Firefox rejects when there is none, Chromium answers `{}`. */
export async function managedSettings(): Promise<Record<string, unknown>> {
  return browser.storage.managed.get(null).catch(() => ({}));
}

/** All profiles in the order of trust: build, IT's policy, the clerk's own. Switched-off ones are left out. */
export async function listProfiles(): Promise<ProfileList> {
  const managed = await managedSettings();
  const own = await browser.storage.local.get({ profiles: [], switchedOffProfiles: [] });
  const offByPolicy = new Set(texts(managed.switchedOffProfiles));
  const offByClerk = new Set(texts(own.switchedOffProfiles));
  const sources: [KnownProfile['source'], unknown[]][] = [
    ['build', [...builtInProfiles]],
    ['policy', texts(managed.profiles).map(parsed)],
    ['own', Array.isArray(own.profiles) ? own.profiles : []],
  ];
  const blocked = texts(managed.switchedOffSites);
  const list: ProfileList = { profiles: [], off: [], blocked, faulty: [] };
  for (const [source, values] of sources) {
    for (const value of values) {
      const result = siteProfileSchema.safeParse(value);
      if (!result.success) {
        const name = (value as { id?: unknown } | undefined)?.id;
        const { code, field } = profileFault(result.error);
        list.faulty.push({ name: typeof name === 'string' ? name : '?', code, field, source });
        continue;
      }
      const known = { profile: result.data, source };
      if (offByPolicy.has(known.profile.id)) list.off.push({ ...known, by: 'policy' });
      else if (offByClerk.has(known.profile.id)) list.off.push({ ...known, by: 'own' });
      else list.profiles.push(known);
    }
  }
  return list;
}

/** Match patterns of the sites on which policy allows nothing. */
export const switchedOffSites = (managed: Record<string, unknown>): string[] =>
  texts(managed.switchedOffSites);

/** The first profile, in the order of trust, that knows this address; none where policy switched the site off. */
export async function profileFor(address: string): Promise<SiteProfile | undefined> {
  if (matchesAny(switchedOffSites(await managedSettings()), address)) return undefined;
  const { profiles } = await listProfiles();
  return profiles.find(({ profile }) => matchesAny(profile.addresses, address))?.profile;
}
