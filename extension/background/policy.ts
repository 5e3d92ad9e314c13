import browser from 'webextension-polyfill';
import { z } from 'zod';
import { addressPatternSchema } from '../../shared/profile/values.ts';
import { vgcaRuleSchema, vgcaSiteSchema } from '../../shared/profile/vgca.ts';

/**
 * What IT may set by the browser's policy. Chromium drops without a word what does not fit `managed-schema.json`, so
 * that file holds types alone: what is wrong beyond them is told here. Firefox checks nothing.
 */
const settings = {
  /** Each a site profile, as JSON text or as what that text means. */
  profiles: z.array(z.union([z.string(), z.looseObject({})])),
  switchedOffProfiles: z.array(z.string()),
  switchedOffSites: z.array(addressPatternSchema),
  /** Who answers pages of the VGCA Sign Service, for all sites at once. */
  vgcaAnswers: vgcaRuleSchema.shape.answers.removeDefault().or(z.literal('off')),
  vgcaBareDigests: z.boolean(),
  vgcaSites: z.array(vgcaSiteSchema),
  welcome: z.boolean(),
  bridgePort: z.int().min(1024).max(65_535),
} as const;
type Settings = { [Name in keyof typeof settings]: z.infer<(typeof settings)[Name]> };

export const POLICY_NAMES = Object.keys(settings);

export interface Policy {
  /** What is set and can be used; of a list the entries that can. */
  set: Partial<Settings>;
  /** What cannot be used, by name, with the number of the entry in a list. */
  mistakes: string[];
}

/** Reads each entry by itself: a mistake in one costs no other. */
export function policyOf(managed: Record<string, unknown>): Policy {
  const set: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const [name, value] of Object.entries(managed)) {
    const schema: z.ZodType | undefined = Object.hasOwn(settings, name)
      ? settings[name as keyof Settings]
      : undefined;
    if (schema instanceof z.ZodArray && Array.isArray(value)) {
      const read = value.map((entry) => z.safeParse(schema.element, entry));
      set[name] = read.flatMap((entry) => (entry.success ? [entry.data] : []));
      mistakes.push(...read.flatMap((entry, index) => (entry.success ? [] : [`${name}[${index}]`])));
      continue;
    }
    const read = schema?.safeParse(value);
    if (read?.success) set[name] = read.data;
    else mistakes.push(name);
  }
  return { set, mistakes };
}

/** Policy of the browser's administrator; Firefox rejects when there is none, Chromium answers `{}`. */
export async function readPolicy(): Promise<Policy> {
  return policyOf(await browser.storage.managed.get(null).catch(() => ({})));
}
