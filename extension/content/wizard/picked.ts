import { AGENCY, rulesFor, wordOf } from '../../../shared/profile/propose/words.ts';
import { readText } from '../../../shared/profile/read.ts';
import type { FieldName, FieldRule, ValueRule } from '../../../shared/profile/schema.ts';
import type { Pickable, Picked } from '../../messages/wizard.ts';
import { eventually } from '../controls.ts';
import { pageScope } from '../scope.ts';
import { drawnFile, isDrawing } from './drawn-file.ts';
import { othersAt } from './find-attachments.ts';
import { type FoundRule, fileRuleOf, findFiles } from './find-file.ts';
import { findInput, giveBackOf } from './find-form.ts';
import { outcomeAt } from './find-outcome.ts';
import { placeAt } from './find-place.ts';
import { learnFile } from './learn-file.ts';
import { selectorFor } from './selector.ts';
import { type Tree, treesOf } from './trees.ts';

const PRESSABLE = 'a,button,input,[onclick],[role=button]';

const buttonAt = (element: Element) => (element.closest(PRESSABLE) ?? element) as HTMLElement;
const trees = (root: ParentNode): Tree[] => (root === document ? treesOf() : [root as unknown as Tree]);

/** True for what names its file plainly; what only calls a function of the page is better tried than understood. */
const isPlain = ({ rule }: Pick<FoundRule, 'rule'>, element: Element) => {
  const { at } = rule;
  const from = Array.isArray(at) ? at[0] : at;
  const call = element.getAttribute(from?.attribute ?? '') ?? '';
  return from?.attribute !== 'onclick' && !/^javascript:/iu.test(call);
};

const CLOSERS =
  '[data-dismiss],[data-bs-dismiss],[aria-label="Đóng" i],[aria-label="Close" i],[title="Đóng" i],.close,.btn-close';

/** Files that the page shows beside a row, in a panel or dialog of its own, with what closes that. */
function filesBeside(row: ParentNode): FoundRule[] {
  const inPage = (rules: FieldRule): FieldRule =>
    Array.isArray(rules)
      ? rules.map((rule) => ({ ...rule, in: 'page' as const }))
      : { ...rules, in: 'page' as const };
  return trees(document)
    .flatMap((tree) => findFiles(tree, document))
    .filter(({ rule, element }) => rule.post === undefined && !row.contains(element))
    .map((found) => {
      const { at, name } = found.rule;
      const closer = found.element.closest('dialog,[role=dialog],.modal')?.querySelector(CLOSERS);
      const shut = closer ? selectorFor(closer) : undefined;
      const rule = {
        at: inPage(at),
        ...(name && { name: inPage(name) }),
        ...(shut !== undefined && { shut }),
      };
      return { ...found, rule };
    });
}

/** The file itself, or a button of the page that gets or shows it: that is pressed, as the person just did, and watched. */
async function fileAt(element: Element, root: ParentNode, event: string | undefined): Promise<Picked> {
  const found = fileRuleOf(element, root);
  const place = placeAt(found?.element ?? buttonAt(element), root);
  const known = found && { file: found.rule, ...(place && { place }) };
  if (found && (found.rule.post || isPlain(found, found.element))) return known ?? null;
  const drawn = !found && isDrawing(element) ? await drawnFile(root) : undefined;
  if (drawn) return { file: drawn, ...(place && { place }) };
  const button = buttonAt(element);
  const open = selectorFor(button, root);
  if (open === undefined) return known ?? null;
  const filesNow = () => [
    ...trees(root).flatMap((tree) => findFiles(tree, root)),
    ...(root === document ? [] : filesBeside(root)),
  ];
  const before = new Map(filesNow().map((one) => [one.element, one.element.getAttribute('src')]));
  const shown = () =>
    filesNow().find(({ element: one }) => !before.has(one) || before.get(one) !== one.getAttribute('src'));
  const learned = await learnFile(event ?? '', button, root, shown);
  if (learned && 'caught' in learned) {
    const at = { address: '^.*$', as: 'url' as const };
    return { file: { at, open, caught: true }, ...(place && { place }) };
  }
  if (learned && 'learned' in learned) return { file: learned.learned, ...(place && { place }) };
  if (learned) return { file: { ...learned.shown.rule, open }, ...(place && { place }) };
  return known ?? null;
}

/** The page's file input, or a button of the page that brings it. */
async function inputAt(element: Element, root: ParentNode): Promise<Picked> {
  const input = fileInputAt(element);
  if (input) {
    const rule = giveBackOf(input, root);
    return rule ? { giveBack: rule } : null;
  }
  const button = buttonAt(element);
  const open = selectorFor(button, root);
  if (open === undefined) return null;
  button.click();
  const shown = await eventually(() =>
    trees(root)
      .map(findInput)
      .find((one) => one !== undefined),
  );
  const rule = shown && giveBackOf(shown, root);
  return rule?.way === 'form' ? { giveBack: { ...rule, open } } : null;
}

/** The rules for what a person pointed at. */
export async function rulesOfPicked(
  element: Element,
  what: Pickable,
  root: ParentNode,
  event?: string,
): Promise<Picked> {
  if (what === 'file') return fileAt(element, root, event);
  if (what === 'place') {
    const place = placeAt(element, root);
    return place ? { place } : null;
  }
  if (what === 'input') return inputAt(element, root);
  if (what === 'attachments') {
    const rule = othersAt(element, root);
    return rule ? { attachments: [rule] } : null;
  }
  if (what === 'afterwards') {
    const afterwards = outcomeAt(element);
    return afterwards ? { afterwards } : null;
  }
  if (what === 'identity') return identityAt(element, root);
  if (what === 'submit') {
    const selector = selectorFor(buttonAt(element), root);
    return selector === undefined ? null : { selector };
  }
  return fieldAt(element, what, root);
}

/** What is printed there, or stands in the control: it must be the same each time this letter is shown. */
function identityAt(element: Element, root: ParentNode): Picked {
  const selector = selectorFor(element, root);
  if (selector === undefined) return null;
  const rule = element.matches('input,select,textarea') ? { selector, attribute: 'value' } : { selector };
  return readText(rule, pageScope(root)) === undefined ? null : { identity: rule };
}

/** The input itself, or the one behind a drawn button: `<label for>`, or one hidden beside it. */
export function fileInputAt(element: Element): Element | null {
  const label = element.closest('label') as HTMLLabelElement | null;
  if (label?.control?.matches('input[type=file]')) return label.control;
  for (
    let around: Element | null = element, step = 0;
    around && step < 5;
    around = around.parentElement, step += 1
  ) {
    if (around.matches('input[type=file]')) return around;
    const inputs = around.querySelectorAll('input[type=file]');
    if (inputs.length === 1) return inputs[0] ?? null;
  }
  return null;
}

/** One of several alike stands for all of them; a code in an attribute says more than the name that is shown. */
function listAt(element: Element, root: ParentNode): ValueRule | undefined {
  const alike = [...(element.parentElement?.children ?? [])].filter(
    (one) => one.localName === element.localName,
  );
  const around = element.parentElement && selectorFor(element.parentElement, root);
  if (alike.length < 2 || around === undefined || around === null) return undefined;
  const selector = `${around} > ${element.localName}`;
  const attribute = [...element.attributes].find(({ value }) => AGENCY.test(value))?.name;
  return { selector, many: true, ...(attribute !== undefined && { attribute }) };
}

function fieldAt(element: Element, field: FieldName, root: ParentNode): Picked {
  const list = field === 'recipients' || field === 'toPlaces' ? listAt(element, root) : undefined;
  if (list) return { fields: { [field]: list } };
  const selector = selectorFor(element, root);
  if (selector === undefined) return null;
  const at = { selector };
  const sample = readText(at, pageScope(root));
  if (sample === undefined) return null;
  const word = wordOf(field);
  const rules = word ? rulesFor(word, at, sample) : { [field]: at };
  // What was asked for, and what is printed together with it.
  return rules[field] ? { fields: rules } : { fields: { [field]: at } };
}
