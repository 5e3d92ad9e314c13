import type { HandInName, HandInRule } from './schema.ts';

type WriteRule = Pick<HandInRule['write'][number], 'value' | 'days' | 'map'> & { to?: string };
const DAYS: ReadonlySet<HandInName> = new Set(['date', 'dueDate', 'receivedDate', 'entryDate']);

/** Names of the values that a rule's text is made of. */
export const namesIn = (value: string): HandInName[] =>
  Array.from(value.matchAll(/\{([^}]*)\}/gu), ([, name]) => name as HandInName);

/**
 * Text for one control of an entry form. Dates come as `YYYY-MM-DD` and are written as the rule says. Empty when
 * nothing of what the rule names is known.
 */
export function handInText(rule: WriteRule, values: Partial<Record<HandInName, string>>): string {
  let known = false;
  const text = rule.value.replace(/\{([^}]*)\}/gu, (_, name: HandInName) => {
    const value = values[name] ?? '';
    if (value === '') return '';
    known = true;
    if (!DAYS.has(name) || rule.days === 'yyyy-MM-dd') return value;
    return value.replace(/^(\d{4})-(\d{2})-(\d{2})$/u, '$3/$2/$1');
  });
  if (!known && /\{/u.test(rule.value)) return '';
  const mapped = Object.entries(rule.map ?? {}).find(([key]) => key.toLowerCase() === text.toLowerCase());
  return mapped?.[1] ?? text;
}
