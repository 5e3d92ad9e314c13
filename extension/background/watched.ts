import type { Condition, SiteProfile } from '../../shared/profile/schema.ts';
import type { PageProfile } from '../messages/page.ts';

/** Pseudo-classes whose answer hangs on an attribute. */
const PSEUDO: readonly [RegExp, string][] = [
  [/:(?:disabled|enabled)/u, 'disabled'],
  [/:(?:link|any-link|visited)/u, 'href'],
  [/:(?:required|optional)/u, 'required'],
  [/:(?:read-only|read-write)/u, 'readonly'],
];

const inCondition = (condition: Condition | undefined): string[] => [
  ...(condition?.exists ?? []),
  ...(condition?.absent ?? []),
  ...(condition?.text ?? []).map(({ selector }) => selector),
];

/**
 * Which changes of a page may bring, move or take away what the profile puts into it: attributes that its selectors
 * name, and texts where a condition reads some. Everything else of what a page does to itself is not looked at.
 */
export function watchedBy({
  pages,
  lists = [],
}: Pick<SiteProfile, 'pages' | 'lists'>): PageProfile['watched'] {
  const drawn = pages.filter(({ buttons }) => buttons.length > 0);
  const conditions = [
    ...drawn.flatMap(({ when, buttons }) => [when, ...buttons.map((button) => button.when)]),
    ...lists.flatMap(({ when, ticks }) => [when, ...ticks.map((tick) => tick.when)]),
  ];
  const selectors = [
    ...conditions.flatMap(inCondition),
    ...drawn.flatMap(({ each, buttons }) => [each, ...buttons.map(({ at }) => at)]),
    ...lists.flatMap(({ each, ticks, bar }) => [each, bar?.at, ...ticks.map(({ at }) => at)]),
  ].join(' , ');
  const named = [...selectors.matchAll(/\[\s*([\w-]+)/gu)].map(([, name = '']) => name);
  // A dot or a hash within quotes costs a look too many, not one too few.
  if (selectors.includes('.')) named.push('class');
  if (selectors.includes('#')) named.push('id');
  for (const [pseudo, attribute] of PSEUDO) if (pseudo.test(selectors)) named.push(attribute);
  const readsTexts = conditions.some((condition) => (condition?.text ?? []).length > 0);
  // Rows of a list are known by what they show, and `:empty` by whether they show something.
  return {
    attributes: [...new Set(named)],
    texts: readsTexts || lists.length > 0 || selectors.includes(':empty'),
  };
}
