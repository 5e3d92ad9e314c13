import browser from 'webextension-polyfill';
import { matchesAny } from '../../shared/profile/address.ts';
import { type ProfileFault, profileFault } from '../../shared/profile/fault.ts';
import { type SiteProfile, siteProfileSchema } from '../../shared/profile/schema.ts';
import { builtInProfiles } from '../sites/built-in.ts';
import { readPolicy } from './policy.ts';

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

/** A profile of policy; what is no JSON at all is no profile. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** All profiles in the order of trust: build, IT's policy, the clerk's own. Switched-off ones are left out. */
export async function listProfiles(): Promise<ProfileList> {
  const { set } = await readPolicy();
  const own = await browser.storage.local.get({ profiles: [], switchedOffProfiles: [] });
  const offByPolicy = new Set(set.switchedOffProfiles);
  const offByClerk = new Set(texts(own.switchedOffProfiles));
  const sources: [KnownProfile['source'], unknown[]][] = [
    ['build', [...builtInProfiles]],
    ['policy', (set.profiles ?? []).map(parsed)],
    ['own', Array.isArray(own.profiles) ? own.profiles : []],
  ];
  const blocked = set.switchedOffSites ?? [];
  const list: ProfileList = { profiles: [], off: [], blocked, faulty: [] };
  for (const [source, values] of sources) {
    for (const [index, value] of values.entries()) {
      const result = siteProfileSchema.safeParse(value);
      if (!result.success) {
        const name = (value as { id?: unknown } | undefined)?.id;
        const { code, field } = profileFault(result.error);
        const named = typeof name === 'string' ? name : `${source} profiles[${index}]`;
        list.faulty.push({ name: named, code, field: value === undefined ? 'JSON' : field, source });
        continue;
      }
      const known = { profile: result.data, source };
      if (offByPolicy.has(known.profile.id)) list.off.push({ ...known, by: 'policy' });
      // What IT gives is not the clerk's to switch off, whatever she called a profile of her own.
      else if (source !== 'policy' && offByClerk.has(known.profile.id))
        list.off.push({ ...known, by: 'own' });
      else list.profiles.push(known);
    }
  }
  return list;
}

/** True where policy switched the site off, whoever knows it. */
export async function isSwitchedOff(address: string): Promise<boolean> {
  return matchesAny((await readPolicy()).set.switchedOffSites ?? [], address);
}

/** Profiles that know this address, in the order of trust; none where policy switched the site off. */
export async function profilesFor(address: string): Promise<SiteProfile[]> {
  const { profiles, blocked } = await listProfiles();
  if (matchesAny(blocked, address)) return [];
  return profiles
    .filter(({ profile }) => matchesAny(profile.addresses, address))
    .map(({ profile }) => profile);
}

/** The first profile that knows letters of this address. One that knows entry forms alone is none for them. */
export const profileFor = async (address: string): Promise<SiteProfile | undefined> =>
  (await profilesFor(address)).find(({ pages }) => pages.length > 0);
