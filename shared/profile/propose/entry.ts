import { z } from 'zod';
import { type HandInName, type HandInRule, handInRuleSchema, type SiteProfile } from '../schema.ts';
import { labelKey } from '../text.ts';
import { ownProfile, pathPattern } from './compose.ts';
import { PRIORITY_WORDS } from './entry-words.ts';

export type WriteRule = HandInRule['write'][number];

/** What a control of an entry form is, as far as a rule must know. */
export interface EntryControl {
  /** `type` of an input; `select`, `textarea`, or `list` for one that the page draws. */
  kind: string;
  placeholder: string;
  /** Texts of a select's options. */
  options: readonly string[];
}

/** What was found on an open entry form or pointed at; `file` must be there before it is a rule. */
export const entryDraftSchema = z.strictObject({
  write: handInRuleSchema.shape.write.max(40),
  file: handInRuleSchema.shape.file.optional(),
  attachments: handInRuleSchema.shape.attachments,
});
export type EntryDraft = z.infer<typeof entryDraftSchema>;

const DAYS: ReadonlySet<HandInName> = new Set(['date', 'dueDate', 'receivedDate', 'entryDate']);
/** Entry forms that are kept of one site at most. */
const MOST_FORMS = 20;

/** The word of the list for each priority; the usual words where its options are not known yet. */
function priorityMap(options: readonly string[]): Record<string, string> {
  const said = options.filter((option) => labelKey(option) !== '');
  const wordFor = (words: readonly string[]) => {
    if (said.length === 0) return words[0];
    const fitting = words.map((word) => said.find((option) => labelKey(option) === labelKey(word)));
    return fitting.find((option) => option !== undefined)?.trim();
  };
  const words = Object.entries(PRIORITY_WORDS).map(([key, names]) => [key, wordFor(names)] as const);
  return Object.fromEntries(words.filter((word): word is readonly [string, string] => word[1] !== undefined));
}

/** How a value of a received letter is written into this control. */
export function writeRuleFor(name: HandInName, to: string, control: EntryControl): WriteRule {
  const rule: WriteRule = { to, value: `{${name}}` };
  if (name === 'priority') {
    const map = priorityMap(control.options);
    return Object.keys(map).length > 0 ? { ...rule, map } : rule;
  }
  if (!DAYS.has(name)) return rule;
  // Browsers take no other form in these (HTML standard, "input type=date").
  if (control.kind === 'date') return { ...rule, days: 'yyyy-MM-dd' };
  if (control.kind === 'datetime-local') return { to, value: `{${name}}T00:00`, days: 'yyyy-MM-dd' };
  return /^\s*(?:y{4}|n{4})\s*-/iu.test(control.placeholder) ? { ...rule, days: 'yyyy-MM-dd' } : rule;
}

/** The value of a letter that a rule writes; undefined for fixed texts and for several together. */
export const nameOf = ({ value }: Pick<WriteRule, 'value'>): HandInName | undefined => {
  const names = [...value.matchAll(/\{([^}]*)\}/gu)].map(([, name]) => name as HandInName);
  return names.length === 1 ? names[0] : undefined;
};

/** A control takes one value, and a value goes into one control: what is said later counts. */
export function withWrite(draft: EntryDraft, rule: WriteRule): EntryDraft {
  const others = draft.write.filter((one) => one.to !== rule.to && nameOf(one) !== nameOf(rule));
  return { ...draft, write: [...others, rule] };
}

/** `/VanBanDen/Them` as the id of a form: two forms of one site stand beside each other. */
function formId(address: string): string {
  const { pathname, hash } = new URL(address);
  const words = `${pathname} ${hash.split('?')[0]}`
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]+/gu, '-')
    .replace(/^-+|-+$/gu, '');
  return `entry-${words}`.replace(/-+$/u, '').slice(0, 60);
}

/**
 * The rule of one entry form. Its page is known by its address, the file input and the first control.
 * @throws ZodError when a part is no valid rule
 */
export function composeEntry(draft: EntryDraft & { file: string }, address: string): HandInRule {
  const { write, file, attachments } = entryDraftSchema.parse(draft);
  const [first] = write;
  return handInRuleSchema.parse({
    id: formId(address),
    when: { path: pathPattern(address), exists: [draft.file, ...(first ? [first.to] : [])] },
    write,
    file,
    ...(attachments !== undefined && { attachments }),
  });
}

/**
 * A profile for one origin that knows an entry form and nothing else.
 * @throws RangeError when it is too large or the address is no web page
 */
export function entryProfile(rule: HandInRule, address: string, name: string): SiteProfile {
  return ownProfile(address, name, { pages: [], handIn: [rule] });
}

/**
 * What was learned now beside what was known of the site before: letters and entry forms are learned one after the
 * other, and neither takes the other away. The newer one of a form counts.
 */
export function mergeProfiles(before: SiteProfile | undefined, learned: SiteProfile): SiteProfile {
  if (!before) return learned;
  const forms = learned.handIn ?? [];
  const kept = (before.handIn ?? []).filter(({ id }) => !forms.some((form) => form.id === id));
  const handIn = [...forms, ...kept].slice(0, MOST_FORMS);
  const base = learned.pages.length === 0 ? before : learned;
  return { ...base, ...(handIn.length > 0 && { handIn }) };
}
