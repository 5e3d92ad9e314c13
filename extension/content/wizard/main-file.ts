import { LETTER_WORDS } from '../../../shared/profile/propose/words.ts';
import type { FileRule } from '../../../shared/profile/schema.ts';
import { labelKey, tidy } from '../../../shared/profile/text.ts';
import { FILE_LINE, lineText } from './file-signs.ts';
import type { FoundRule } from './find-file.ts';
import { selectorFor } from './selector.ts';

/** The words on the page that say it, as an expression. */
function saying(element: Element | null): string | undefined {
  const line = tidy(element ? lineText(element) : '');
  const word = LETTER_WORDS.find((one) => ` ${labelKey(line)} `.includes(` ${labelKey(one)} `));
  const at = word === undefined ? -1 : line.toLowerCase().indexOf(word);
  return word === undefined || at < 0 ? undefined : line.slice(at, at + word.length);
}

/**
 * The rule for the one of several files whose line says that it is the letter: in another letter it may be another line.
 * Where no line says so there, the place counts.
 */
export function byItsLine(
  { rule, element }: Pick<FoundRule, 'rule' | 'element'>,
  root: ParentNode,
): FileRule {
  const line = element.closest(FILE_LINE);
  const list = line?.parentElement;
  const says = saying(line);
  const { at } = rule;
  if (!line || !list || says === undefined || Array.isArray(at) || at.selector === undefined) return rule;
  const others = [...list.children].filter((one) => one !== line && one.querySelector('a,button') !== null);
  const around = selectorFor(list, root);
  if (others.length === 0 || around === undefined || rule.post) return rule;
  const selector = `${around} > ${line.localName} ${element.localName}`;
  const named = [...root.querySelectorAll(selector)].find((one) => saying(one.closest(FILE_LINE)) === says);
  if (named !== element) return rule;
  const where = { selector, beside: says };
  return {
    ...rule,
    at: [{ ...at, ...where }, at],
    ...(rule.name && { name: [where, ...[rule.name].flat()] }),
  };
}
