import type { GiveBackRule } from '../../../shared/profile/schema.ts';
import { selectorFor } from './selector.ts';
import { isVisible, keysOf, type Tree, treesOf, wordsOf } from './trees.ts';

const SAVE =
  /cap nhat|(?:^| )luu|nop |(?:tai|gui|day|dua) (?:\S+ ){0,3}len|upload|gui tep|gui file|nap tep|dinh kem|hoan thanh|save/u;
/** Words that say it only where nothing else is near. */
const AGREE = /^(?:ok|gui|dong y|xac nhan|thuc hien|ghi lai|ghi|submit|attach)$/u;
const SIGNED = /ky|signed|sign/iu;

/** Words of buttons that keep what a page has got before. */
const KEEPS = /(?:^| )luu|cap nhat|hoan thanh|ghi lai|save/u;
const BUTTONS =
  'button,input[type=submit],input[type=button],input[type=image],a[onclick],a[href^="javascript:"],[role=button]';

const says = (words: RegExp, button: Element) =>
  keysOf(
    `${wordsOf(button)} ${button.getAttribute('value') ?? ''} ${button.getAttribute('title') ?? ''}`,
  ).some((key) => words.test(key));

/** Words of buttons that open the dialog for files. */
const OPENS =
  /chon|duyet tep|browse|tai (?:\S+ ){0,3}len|upload|(?:them|gui|nap) (?:tep|file)|dinh kem|attach/u;

/**
 * The button by which the page asks for a file, where its input is never seen and has no label: it is not the one that
 * sends the file off, whatever its words are.
 */
function openerOf(input: Element, near: readonly Element[]): Element | undefined {
  const { display, visibility } = getComputedStyle(input);
  if (display !== 'none' && visibility !== 'hidden') return undefined;
  const { id } = input;
  const tree = input.getRootNode() as unknown as ParentNode;
  const labelled = input.closest('label') ?? (id && tree.querySelector(`label[for="${CSS.escape(id)}"]`));
  return labelled ? undefined : near.find((button) => says(OPENS, button));
}

/** The button that sends a file input off: in its form, or the nearest one around it that says so. */
function submitOf(input: Element): Element | undefined {
  const buttons = (around: ParentNode) =>
    [...around.querySelectorAll(BUTTONS)].filter((button) => !button.contains(input));
  let opener: Element | undefined;
  for (let around = input.parentElement; around; around = around.parentElement) {
    const all = buttons(around);
    opener ??= openerOf(input, all);
    const here = all.filter((button) => button !== opener);
    const saving = here.find((button) => says(SAVE, button));
    if (saving) return saving;
    if (around.localName === 'form') {
      return (
        here.find(
          (button) =>
            (button as HTMLButtonElement).type === 'submit' || (button as HTMLInputElement).type === 'image',
        ) ?? here.find((button) => says(AGREE, button))
      );
    }
    // Beyond this a button belongs to something else.
    if (here.length > 12) return undefined;
  }
  const whole = buttons(input.getRootNode() as unknown as ParentNode);
  opener ??= openerOf(input, whole);
  return whole.find((button) => button !== opener && says(SAVE, button));
}

/** Words of buttons that ask once more. */
const AGREES = /^(?:ok|co|gui|dong y|xac nhan|thuc hien|tiep tuc|yes|confirm)(?: |$)/u;

const seenButtons = (): Element[] =>
  treesOf().flatMap((tree) => [...tree.querySelectorAll(BUTTONS)].filter(isVisible));

export const keeps = (button: Element): boolean => says(KEEPS, button);

/** True where a button stands that may have to keep what was uploaded before. */
export const keepsApart = (): boolean => seenButtons().some(keeps);

/** Buttons that go on with what was begun: that keep it, or that ask whether it is meant. */
export const goingOn = (): Element[] =>
  seenButtons().filter((button) => keeps(button) || says(AGREES, button));

/** How a signed file goes back through this input. */
export function giveBackOf(input: Element, root: ParentNode): GiveBackRule | undefined {
  const selector = selectorFor(input, root);
  if (selector === undefined) return undefined;
  const button = submitOf(input);
  const submit = button && selectorFor(button, root);
  return { way: 'form', input: selector, ...(submit !== undefined && { submit }) };
}

/** The page's own input for files, the one for signed ones first. */
export function findInput(tree: Tree): Element | undefined {
  const inputs = [...tree.querySelectorAll('input[type=file]')];
  const takesPdf = (input: Element) => /pdf|^$/iu.test(input.getAttribute('accept') ?? '');
  const score = (input: Element) =>
    (takesPdf(input) ? 2 : 0) + (SIGNED.test(`${input.id} ${input.getAttribute('name') ?? ''}`) ? 3 : 0);
  return inputs.sort((one, other) => score(other) - score(one))[0];
}

/** Names of controls that hold the shown file as base64 until it is saved. */
const HOLDS_FILE =
  /(?:base_?64|(?:file|tep|pdf)_?(?:data|content|bytes|noi_?dung)|(?:data|content|bytes|noi_?dung)_?(?:file|tep|pdf))/iu;
const HOLDS_NAME = /(?:(?:ten|name)_?(?:tep|file)|(?:tep|file)_?(?:name|ten))/iu;

const isUnseen = (control: Element) =>
  control.matches(
    'input[type=hidden],textarea[hidden],textarea[style*="none"],[hidden] *,[style*="display:none"] *',
  );

/**
 * For pages built around a viewer: the signed file takes the place of the shown one, hidden controls hold it, and the
 * page's own button saves what they hold. Undefined where the page has no such control or no such button.
 */
export function viewerBack(viewer: Element, root: ParentNode): GiveBackRule | undefined {
  const tree = viewer.getRootNode() as unknown as ParentNode;
  const controls = [...tree.querySelectorAll('input,textarea')].filter(isUnseen).slice(0, 300);
  const named = (names: RegExp) =>
    controls.find((one) => names.test(one.getAttribute('name') ?? '') || names.test(one.id));
  const content = named(HOLDS_FILE);
  const submit = content && submitOf(content);
  const at = [viewer, content, submit].map((one) => one && selectorFor(one, root));
  const [shown, held, button] = at;
  if (shown === undefined || held === undefined || button === undefined) return undefined;
  const name = named(HOLDS_NAME);
  const called = name && name !== content ? selectorFor(name, root) : undefined;
  return {
    way: 'viewer',
    viewer: shown,
    content: held,
    submit: button,
    ...(called !== undefined && { name: called }),
  };
}
