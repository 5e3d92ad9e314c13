import browser from 'webextension-polyfill';
import { z } from 'zod';
import { matchesAny } from '../../../shared/profile/address.ts';
import { type VgcaRule, vgcaRuleSchema, vgcaSiteSchema } from '../../../shared/profile/vgca.ts';
import { listProfiles, managedSettings } from '../profiles.ts';

/** A site whose calls to the VGCA Sign Service are served, and how. */
export interface ServedSite {
  addresses: string[];
  rule: VgcaRule;
  /** Other hosts its files may lie on. */
  filesFrom: string[];
}

const sites = (value: unknown): ServedSite[] =>
  (Array.isArray(value) ? value : []).flatMap((item) => {
    const site = vgcaSiteSchema.safeParse(item);
    if (!site.success) return [];
    const { addresses, filesFrom = [], ...rule } = site.data;
    return [{ addresses, filesFrom, rule }];
  });

/** IT's word on who answers, for all sites at once; it stands above every single one. */
const overallSchema = vgcaRuleSchema.shape.answers.removeDefault().or(z.literal('off'));

/** IT keeps the leave for bare digests to itself: what the clerk gave does not count. */
function withoutLeave({ rule, ...site }: ServedSite): ServedSite {
  const { bareDigests: _, ...rest } = rule;
  return { ...site, rule: rest };
}

/** Every served site in the order of trust: policy, profiles (build, policy, own), the clerk's own switch. */
export async function servedSites(): Promise<ServedSite[]> {
  const managed = await managedSettings();
  const overall = overallSchema.safeParse(managed.vgcaAnswers);
  if (overall.data === 'off') return [];
  const { profiles } = await listProfiles();
  const { vgcaSites } = await browser.storage.local.get({ vgcaSites: [] });
  const all = [
    ...sites(managed.vgcaSites),
    ...profiles.flatMap(({ profile }) =>
      profile.vgca
        ? [{ addresses: profile.addresses, rule: profile.vgca, filesFrom: profile.filesFrom ?? [] }]
        : [],
    ),
    ...sites(vgcaSites).map((site) => (managed.vgcaBareDigests === false ? withoutLeave(site) : site)),
  ];
  const { data: answers } = overall;
  return answers ? all.map((site) => ({ ...site, rule: { ...site.rule, answers } })) : all;
}

/** The site that serves an address; undefined where nobody switched it on. */
export async function servedSite(address: string): Promise<ServedSite | undefined> {
  return (await servedSites()).find(({ addresses }) => matchesAny(addresses, address));
}
