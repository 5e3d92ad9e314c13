import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';
import { profileFault } from '../../shared/profile/fault.ts';
import { holds, readFields, readFiles } from '../../shared/profile/read.ts';
import { findAll, type ReadingScope } from '../../shared/profile/readable.ts';
import {
  type Condition,
  type PageRule,
  type SiteProfile,
  siteProfileSchema,
} from '../../shared/profile/schema.ts';
import type { Outcome } from './output.ts';
import { compareList, type Difference, shown } from './profile-check-list.ts';
import { openSavedPage, type SavedPage } from './saved-page.ts';

type Example = NonNullable<PageRule['examples']>[number];

interface CheckedPage {
  page: string;
  rule: string;
  differences: Difference[];
  read: Record<string, string[]>;
}

async function readProfile(path: string): Promise<SiteProfile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new KyguiError('USAGE', { problem: path });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new KyguiError('SITE_PROFILE_INVALID', { profile: path, field: 'JSON' });
  }
  const result = siteProfileSchema.safeParse(value);
  if (result.success) return result.data;
  const { code, field, says } = profileFault(result.error);
  throw new KyguiError(code, { profile: path, field: [field, says].filter(Boolean).join(': ') });
}

/** The document, or the row, that an example speaks of. */
function scopeOf(rule: PageRule, example: Pick<Example, 'row'>, scope: ReadingScope) {
  if (rule.each === undefined) return { scope, rows: undefined };
  const rows = findAll(scope, scope.root, rule.each);
  const root = rows[example.row ?? 0];
  return { scope: root && { ...scope, root }, rows: rows.length };
}

/** What a rule reads from a page, held against what the example expects. */
export function compare(
  rule: PageRule,
  example: Omit<Example, 'page' | 'address'>,
  page: ReadingScope,
  webAddress: SavedPage['webAddress'] = (address) => address,
): Omit<CheckedPage, 'page' | 'rule'> {
  const differences: Difference[] = [];
  const expect = (what: string, expected: unknown, found: unknown) => {
    if (shown(expected) !== shown(found)) {
      differences.push({ what, expected: shown(expected), found: shown(found) });
    }
  };
  expect('when', true, holds(rule.when, page));
  const { scope, rows } = scopeOf(rule, example, page);
  if (example.rows !== undefined) expect('rows', example.rows, rows);
  if (!scope) {
    expect('row', example.row ?? 0, undefined);
    return { differences, read: {} };
  }
  const values = readFields(rule.fields, scope);
  const read = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.values]));
  for (const [name, expected] of Object.entries(example.fields)) expect(name, expected, read[name]);
  for (const [name, value] of Object.entries(values)) {
    if (!value.expected)
      differences.push({ what: `${name}.expect`, expected: 'true', found: shown(value.values) });
  }
  const found = readFiles(rule.file, scope)[0];
  const file = found && webAddress(found.address);
  if (example.file !== undefined) expect('file', example.file, file);
  if (example.attachments) {
    const found = (rule.attachments ?? []).flatMap((one) => readFiles(one, scope));
    expect(
      'attachments',
      example.attachments,
      found.map(({ address }) => webAddress(address)),
    );
  }
  if (example.buttons) {
    const standing = rule.buttons.filter(
      ({ at, when }) => (!when || holds(when, scope)) && findAll(scope, scope.root, at).length > 0,
    );
    expect(
      'buttons',
      example.buttons,
      standing.map(({ role }) => role),
    );
  }
  return { differences, read: { ...read, ...(file !== undefined && { file: [file] }) } };
}

/** An address of the site for a page that no example speaks of. */
const someAddress = (profile: SiteProfile): string =>
  (profile.addresses[0] ?? '').replace('://*.', '://www.').replace(/^\*:/u, 'https:').replaceAll('*', '');

async function checkExample(
  profile: SiteProfile,
  rule: { id: string },
  example: { address: string; encoding?: string | undefined },
  path: string,
  held: (scope: ReadingScope, webAddress: SavedPage['webAddress']) => Omit<CheckedPage, 'page' | 'rule'>,
): Promise<CheckedPage> {
  const { address, encoding: charset } = example;
  const opened = await openSavedPage(path, { address, charset, encoding: profile.encoding });
  try {
    // An example may speak of a frame in the archive.
    const frame = opened.frames().find((one) => one.address === address);
    return { page: path, rule: rule.id, ...held(frame ?? opened.scope, opened.webAddress) };
  } finally {
    await opened.close();
  }
}

/** Which parts of a condition do not hold on a page. */
function whyNot(id: string, when: Condition, scope: ReadingScope): Difference[] {
  const parts: Condition[] = [
    { path: when.path },
    ...(when.exists ?? []).map((selector) => ({ exists: [selector] })),
    ...(when.absent ?? []).map((selector) => ({ absent: [selector] })),
    ...(when.text ?? []).map((text) => ({ text: [text] })),
  ];
  return parts
    .filter((part) => !holds(part, scope))
    .map((part) => {
      const [[name = '', value] = []] = Object.entries(part);
      const found = name === 'path' ? scope.address : String(name === 'absent');
      return { what: `${id}.when.${name}`, expected: JSON.stringify(value), found };
    });
}

/** A page that its rule knows, and of which not one of the fields is read, is not what the rule was written for. */
function nothingRead(rule: PageRule, read: Record<string, string[]>): Difference[] {
  const names = Object.keys(rule.fields);
  if (names.length === 0 || names.some((name) => (read[name]?.length ?? 0) > 0)) return [];
  return [{ what: 'fields', expected: names.join(' | '), found: shown(undefined) }];
}

/** A page without expectations: which rule knows it, and what it reads. */
async function readPage(
  profile: SiteProfile,
  path: string,
  address: string | undefined,
): Promise<CheckedPage> {
  const { encoding } = profile;
  const opened = await openSavedPage(path, { address, otherwise: someAddress(profile), encoding });
  try {
    // Each frame is a page to the extension: the one that a rule knows is meant.
    for (const scope of [opened.scope, ...opened.frames()]) {
      const rule = profile.pages.find((one) => holds(one.when, scope));
      const list = rule ? undefined : profile.lists?.find((one) => holds(one.when, scope));
      if (list) return { page: path, rule: list.id, ...compareList(list, {}, scope) };
      if (!rule) continue;
      const { differences, read } = compare(rule, { fields: {} }, scope, opened.webAddress);
      return { page: path, rule: rule.id, read, differences: [...differences, ...nothingRead(rule, read)] };
    }
    const rules = [...profile.pages, ...(profile.lists ?? [])];
    const differences = rules.flatMap(({ id, when }) => whyNot(id, when, opened.scope));
    return { page: path, rule: '—', differences, read: {} };
  } finally {
    await opened.close();
  }
}

function outcomeOf(profile: SiteProfile, pages: CheckedPage[]): Outcome {
  const wrong = pages.filter(({ differences }) => differences.length > 0).length;
  const lines = pages.flatMap(({ page, rule, differences, read }) => [
    `${differences.length === 0 ? '✓' : '✗'} ${relative(process.cwd(), page)} (${rule})`,
    ...Object.entries(read).map(([name, values]) => `    ${name}: ${shown(values)}`),
    ...differences.map(
      ({ what, expected, found }) =>
        `  ✗ ${what}: cần có · expected ${JSON.stringify(expected)}, đọc được · found ${JSON.stringify(found)}`,
    ),
  ]);
  lines.push(
    pages.length === 0
      ? `${profile.id}: khai báo hợp lệ, không có trang mẫu nào để thử · the profile is valid, there is no saved page to try it on`
      : `${profile.id}: ${pages.length - wrong}/${pages.length} trang đúng · pages as expected`,
  );
  return { json: { profile: profile.id, ok: wrong === 0, pages }, lines, exit: wrong === 0 ? 0 : 3 };
}

/** `kygui profile check PROFILE [PAGE.html…]`: the profile's own examples, or the saved pages that are named. */
export async function checkProfile(
  path: string,
  pages: readonly string[],
  address: string | undefined,
): Promise<Outcome> {
  const profile = await readProfile(path);
  const named = pages.map((page) => resolve(page));
  const checked: CheckedPage[] = [];
  const seen = new Set<string>();
  const wanted = (page: string): string | undefined => {
    const file = resolve(dirname(path), page);
    if (named.length > 0 && !named.includes(file)) return undefined;
    seen.add(file);
    return file;
  };
  for (const rule of profile.pages) {
    for (const example of rule.examples ?? []) {
      const file = wanted(example.page);
      if (file === undefined) continue;
      checked.push(
        await checkExample(profile, rule, example, file, (scope, webAddress) =>
          compare(rule, example, scope, webAddress),
        ),
      );
    }
  }
  for (const list of profile.lists ?? []) {
    if (!profile.pages.some(({ id }) => id === list.page)) {
      throw new KyguiError('SITE_PROFILE_INVALID', {
        profile: path,
        field: `lists.${list.id}.page: ${list.page}`,
      });
    }
    for (const example of list.examples ?? []) {
      const file = wanted(example.page);
      if (file === undefined) continue;
      checked.push(
        await checkExample(profile, list, example, file, (scope) => compareList(list, example, scope)),
      );
    }
  }
  for (const file of named) {
    if (!seen.has(file)) checked.push(await readPage(profile, file, address));
  }
  return outcomeOf(profile, checked);
}
