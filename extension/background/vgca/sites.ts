import browser from 'webextension-polyfill';
import { matchesAny } from '../../../shared/profile/address.ts';
import { type VgcaRule, type VgcaSite, vgcaSiteSchema } from '../../../shared/profile/vgca.ts';
import { readPolicy } from '../policy.ts';
import { isSwitchedOff, listProfiles } from '../profiles.ts';

/** A site whose calls to the VGCA Sign Service are served, and how. */
export interface ServedSite {
  addresses: string[];
  rule: VgcaRule;
  /** Other hosts its files may lie on. */
  filesFrom: string[];
}

const served = ({ addresses, filesFrom = [], ...rule }: VgcaSite): ServedSite => ({
  addresses,
  filesFrom,
  rule,
});

const ofClerk = (value: unknown): ServedSite[] =>
  (Array.isArray(value) ? value : []).flatMap((item) => {
    const site = vgcaSiteSchema.safeParse(item);
    return site.success ? [served(site.data)] : [];
  });

/** IT keeps the leave for bare digests to itself: what the clerk gave does not count. */
function withoutLeave({ rule, ...site }: ServedSite): ServedSite {
  const { bareDigests: _, ...rest } = rule;
  return { ...site, rule: rest };
}

/** Every served site in the order of trust: policy, profiles (build, policy, own), the clerk's own switch. */
export async function servedSites(): Promise<ServedSite[]> {
  const { vgcaAnswers: answers, vgcaBareDigests, vgcaSites: ofIt = [] } = (await readPolicy()).set;
  if (answers === 'off') return [];
  const { profiles } = await listProfiles();
  const { vgcaSites } = await browser.storage.local.get({ vgcaSites: [] });
  const all = [
    ...ofIt.map(served),
    ...profiles.flatMap(({ profile }) =>
      profile.vgca
        ? [{ addresses: profile.addresses, rule: profile.vgca, filesFrom: profile.filesFrom ?? [] }]
        : [],
    ),
    ...ofClerk(vgcaSites).map((site) => (vgcaBareDigests === false ? withoutLeave(site) : site)),
  ];
  return answers ? all.map((site) => ({ ...site, rule: { ...site.rule, answers } })) : all;
}

/** The site that serves an address; undefined where nobody switched it on, or IT switched all of it off. */
export async function servedSite(address: string): Promise<ServedSite | undefined> {
  if (await isSwitchedOff(address)) return undefined;
  return (await servedSites()).find(({ addresses }) => matchesAny(addresses, address));
}
