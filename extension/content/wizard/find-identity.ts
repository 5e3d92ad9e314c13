import type { ValueRule } from '../../../shared/profile/schema.ts';
import { selectorFor } from './selector.ts';
import type { Tree } from './trees.ts';

/** Names under which systems keep the key of the letter that is shown. */
const KEY_NAME =
  /(?:^|[_$.-])(?:hd[fn]?|hf|hid(?:den)?|txt)?_?(?:id|ma)?_?(?:van_?ban|vb|cong_?van|cv|doc(?:ument)?|ho_?so)(?:_?(?:di|den))?(?:_?(?:id|key))?$/iu;
const PLAIN_ID = /^(?:id|itemid|objectid|recordid|docid)$/iu;
const KEY_VALUE = /^(?:\d{1,18}|[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{24})$/iu;

/** A short number may count the rows. */
const ROW_KEY = /^(?:\d{3,18}|[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{24})$/iu;
const KEY_ATTRIBUTES = [
  'data-id',
  'data-vanban-id',
  'data-vb-id',
  'data-doc-id',
  'data-document-id',
  'data-docid',
];
/** What grids write on their rows: the key of the record, never the place in the list. */
const ROW_ATTRIBUTES = [
  ...KEY_ATTRIBUTES,
  'data-row-key',
  'data-key',
  'data-recordid',
  'data-itemid',
  'row-id',
];

const isKey = (name: string, value: string) =>
  KEY_VALUE.test(value) && value !== '0' && (PLAIN_ID.test(name) || KEY_NAME.test(name));

/** Hidden controls and attributes that carry the system's own key. */
function keyIn(tree: ParentNode, root: ParentNode): ValueRule | undefined {
  for (const control of [...tree.querySelectorAll<HTMLInputElement>('input[type=hidden]')].slice(0, 200)) {
    const name = control.name || control.id;
    if (!isKey(name, control.value)) continue;
    const selector = selectorFor(control, root);
    if (selector !== undefined) return { selector, attribute: 'value' };
  }
  for (const attribute of KEY_ATTRIBUTES) {
    const holders = [...tree.querySelectorAll(`[${attribute}]`)];
    const values = new Set(holders.map((one) => one.getAttribute(attribute)));
    const [holder] = holders;
    if (!holder || values.size !== 1 || !KEY_VALUE.test([...values][0] ?? '')) continue;
    const selector = selectorFor(holder, root);
    if (selector !== undefined) return { selector, attribute };
  }
  return undefined;
}

/**
 * What tells this letter from the others that the system shows under the same address: its own key. Undefined when the
 * page shows none: then number, notation, subject and file are compared.
 */
export function findIdentity(trees: readonly Tree[], row: Element | undefined): ValueRule | undefined {
  if (row) {
    const own = ROW_ATTRIBUTES.find((name) => ROW_KEY.test(row.getAttribute(name) ?? ''));
    return own === undefined ? keyIn(row, row) : { selector: ':scope', attribute: own };
  }
  for (const tree of trees) {
    const found = keyIn(tree, document);
    if (found) return found;
  }
  return undefined;
}
