import { readFields } from '../../../shared/profile/read.ts';
import type { Encoding } from '../../../shared/profile/schema.ts';
import { pageScope } from '../scope.ts';
import { type FoundFields, findFieldsIn } from './find-fields.ts';
import { selectorFor } from './selector.ts';

/** A part of the page that holds as much of a letter as the whole page does, save one field. */
const MAY_MISS = 1;
const FEWEST = 3;

/** The part of the page that belongs to one letter, and the rules that look in it alone. */
export interface Section {
  part: Element;
  fields: FoundFields;
}

/** True for one of several of the kind: an item of a list of letters. */
function isItem(part: Element, encoding: Encoding | undefined): boolean {
  const alike = [...(part.parentElement?.children ?? [])].filter(
    (one) => one !== part && one.localName === part.localName && one.className === part.className,
  );
  return alike.slice(0, 5).some((one) => Object.keys(findFieldsIn(one, encoding)).length >= FEWEST);
}

/**
 * Where a page shows several letters one under the other (the answered one beside the draft): the part that the signed
 * file goes into, else the one that the file stands in. Undefined when one letter is all there is.
 */
export function findSection(
  fields: FoundFields,
  { input, file }: { input: Element | undefined; file: Element | undefined },
  encoding: Encoding | undefined,
): Section | undefined {
  const from = input ?? file;
  const wanted = Object.keys(fields).length - MAY_MISS;
  if (!from || from.getRootNode() !== document || wanted < FEWEST) return undefined;
  for (let part = from.parentElement; part && part !== document.body; part = part.parentElement) {
    const own = findFieldsIn(part, encoding);
    if (Object.keys(own).length < wanted) continue;
    const within = selectorFor(part);
    if (within === undefined || (!input && isItem(part, encoding))) return undefined;
    if (!differs(fields, own, part, encoding)) return undefined;
    const rules = Object.entries(own).map(([name, rule]) => [name, { ...rule, within }] as const);
    return { part, fields: { ...fields, ...(Object.fromEntries(rules) as FoundFields) } };
  }
  return undefined;
}

/** True when the page as a whole would read another letter's values. */
function differs(
  whole: FoundFields,
  own: FoundFields,
  part: Element,
  encoding: Encoding | undefined,
): boolean {
  const onPage = readFields(whole, pageScope(document, encoding));
  const inPart = readFields(own, pageScope(part, encoding));
  const rest = findFieldsIn(document.body, encoding);
  const names = Object.keys(own) as (keyof FoundFields)[];
  const isOther = names.some((name) => onPage[name]?.values.join() !== inPart[name]?.values.join());
  return isOther || labelledOutside(rest, part, encoding);
}

/** The same labels stand outside of the part too: another letter may fill them another time. */
function labelledOutside(fields: FoundFields, part: Element, encoding: Encoding | undefined): boolean {
  const copy = document.body.cloneNode(true) as HTMLElement;
  const path: number[] = [];
  for (let at: Element = part; at !== document.body && at.parentElement; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  const twin = path.reduce<Element | undefined>((at, index) => at?.children[index], copy);
  if (!twin || twin === copy) return false;
  twin.remove();
  const scope = { ...pageScope(copy, encoding) };
  return Object.keys(readFields(fields, scope)).length >= FEWEST;
}
