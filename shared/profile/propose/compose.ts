import { z } from 'zod';
import {
  afterwardsSchema,
  type ButtonRule,
  buttonRuleSchema,
  fieldRulesSchema,
  fileRuleSchema,
  giveBackRuleSchema,
  type SiteProfile,
  siteProfileSchema,
} from '../schema.ts';
import { encodingSchema, selectorSchema, valueRuleSchema } from '../values.ts';

/** Largest profile that is kept, in characters of JSON: a hundred times what a page needs. */
const PROFILE_LIMIT = 100_000;

/** What was found on a page or pointed at, before it is a profile. */
const draftSchema = z.strictObject({
  encoding: encodingSchema.optional(),
  /** Rows of a list, each a letter. */
  each: selectorSchema.optional(),
  fields: fieldRulesSchema,
  file: fileRuleSchema,
  /** Where the buttons go. */
  place: buttonRuleSchema.pick({ at: true, position: true }),
  identity: valueRuleSchema.optional(),
  attachments: z.array(fileRuleSchema).max(10).optional(),
  giveBack: giveBackRuleSchema.optional(),
  afterwards: afterwardsSchema.optional(),
});
export type Draft = z.infer<typeof draftSchema>;

/** What the person says about it. */
export interface Naming {
  name: string;
  roles: readonly Pick<ButtonRule, 'role' | 'send'>[];
}

/** Parts of an address that differ from letter to letter. */
const GUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/iu;

const escaped = (text: string) =>
  text.replace(/[\\^$.*+?()[\]{}|/-]/gu, (sign) => (sign === '/' || sign === '-' ? sign : `\\${sign}`));

/** A pattern for addresses of pages of the same kind: numbers and keys may differ, the words may not. */
export function pathPattern(address: string): string {
  const url = new URL(address);
  const route = /^#!?\//u.test(url.hash) ? url.hash : '';
  const general = (part: string) => {
    if (GUID.test(part)) return '[0-9A-Fa-f-]+';
    return escaped(part).replace(/\d+/gu, '\\d+');
  };
  const parts = (path: string) => path.split('/').map(general).join('/');
  const [routePath = ''] = route.split('?');
  const path = parts(url.pathname);
  // Between path and fragment a query may stand.
  const pattern = `^${path}${route === '' ? '' : `[^#]*${parts(routePath)}`}`;
  return pattern.length <= 250 ? pattern : '^/';
}

/** `qlvb.xa-mau-a.example.vn:8443` as the id of a profile of the clerk's own. */
export const ownId = (host: string) =>
  `own-${host
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')}`.slice(0, 60);

/**
 * A profile of the clerk's own: these rules, for the origin of this address, under this name or else the host's.
 * @throws ZodError when a part is no valid rule; RangeError when the whole is too large or the address is no web page
 */
export function ownProfile(
  address: string,
  name: string,
  rules: Pick<z.input<typeof siteProfileSchema>, 'encoding' | 'pages' | 'handIn'>,
): SiteProfile {
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new RangeError('address');
  const title = name.trim().slice(0, 80) || url.host;
  const profile = siteProfileSchema.parse({
    format: 1,
    id: ownId(url.host),
    name: { vi: title, en: title },
    addresses: [`${url.origin}/*`],
    ...rules,
  });
  if (JSON.stringify(profile).length > PROFILE_LIMIT) throw new RangeError('size');
  return profile;
}

/**
 * A profile for one origin from a draft. `address` is the page's address as the browser reports it: nothing of the
 * page's own words decides for which site the profile counts.
 * @throws ZodError when a part is no valid rule; RangeError when the whole is too large or the address is no web page.
 */
export function composeProfile(draft: Draft, address: string, { name, roles }: Naming): SiteProfile {
  const { encoding, each, fields, file, place, giveBack, afterwards, ...more } = draftSchema.parse(draft);
  const [at] = Array.isArray(file.at) ? file.at : [file.at];
  const seen = at?.selector;
  // Put elsewhere than at the file, they would stand in rows that have none: headings of groups, lines that measure.
  const needsFile = each !== undefined && seen !== undefined && at?.in === undefined && seen !== place.at;
  const when = needsFile ? { when: { exists: [seen] } } : {};
  const buttons = roles.map(({ role, send }) => ({ role, ...(send && { send }), ...place, ...when }));
  const exists = [each ?? file.open ?? seen].filter((selector) => selector !== undefined);
  return ownProfile(address, name, {
    ...(encoding && encoding !== 'unicode' && { encoding }),
    pages: [
      {
        id: each === undefined ? 'document' : 'list',
        when: { path: pathPattern(address), ...(exists.length > 0 && { exists }) },
        ...(each !== undefined && { each }),
        ...more,
        file,
        fields,
        buttons,
        ...(giveBack && { giveBack }),
        // Without a way back there is nothing to wait for.
        ...(giveBack && afterwards && { afterwards }),
      },
    ],
  });
}
