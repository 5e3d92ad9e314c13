import { readFields, readText } from '../../../shared/profile/read.ts';
import { otherParts, type ReadableElement } from '../../../shared/profile/readable.ts';
import type { Encoding } from '../../../shared/profile/schema.ts';
import type { Survey } from '../../messages/wizard.ts';
import { pageScope } from '../scope.ts';
import { FRAMES } from './file-signs.ts';
import { findOthers } from './find-attachments.ts';
import { type FoundFields, findFields } from './find-fields.ts';
import { type FoundRule, findFiles } from './find-file.ts';
import { findInput, giveBackOf, viewerBack } from './find-form.ts';
import { findIdentity } from './find-identity.ts';
import { type FoundList, findList } from './find-list.ts';
import { outcomeBeside } from './find-outcome.ts';
import { placeAt } from './find-place.ts';
import { findSection } from './find-section.ts';
import { byItsLine } from './main-file.ts';
import { frameDepth, type Tree, treesOf } from './trees.ts';

interface Reading {
  encoding: Encoding | undefined;
  fields: FoundFields;
  list: FoundList | undefined;
}

const count = ({ fields, list }: Reading) =>
  Math.max(Object.keys(fields).length, Object.keys(list?.fields ?? {}).length);

/** Labels in old fonts are found in no other way than by trying. */
function bestReading(trees: readonly Tree[]): Reading {
  const read = (encoding: Encoding | undefined): Reading => ({
    encoding,
    fields: findFields(trees, encoding),
    list: findList(document, encoding),
  });
  const plain = read(undefined);
  // A page in Unicode may have one field that an old font would explain as well.
  if (count(plain) > 2) return plain;
  return [plain, read('tcvn3'), read('vni')].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** True when what was read as the page's only letter is no more than the first of a list. */
function isOneOfList(single: FoundFields, list: FoundList, encoding: Encoding | undefined): boolean {
  const names = Object.keys(single) as (keyof FoundFields)[];
  const more = Object.keys(list.fields).length - names.length;
  if (more !== 0) return more > 0;
  const shown = readFields(single, pageScope(document, encoding));
  const inRow = readFields(list.fields, pageScope(list.row, encoding));
  const rows = [...document.querySelectorAll(list.each)];
  const others = rows.map((row) => readFields(list.fields, pageScope(row, encoding)));
  const same = (one: typeof shown, name: keyof FoundFields) =>
    one[name]?.values.join() === shown[name]?.values.join();
  return names.every((name) => same(inRow, name) || others.some((other) => same(other, name)));
}

/** The part of a row that holds an element. */
const partWith = (row: Element, element: Element): Element | undefined =>
  [row, ...(otherParts(row as unknown as ReadableElement) as unknown as Element[])].find((part) =>
    part.contains(element),
  );

/** True where one of several takes a signed file: a letter among others that it speaks of, not a list. */
function takesOneOnly({ each }: FoundList): boolean {
  const rows = [...document.querySelectorAll(each)];
  return rows.length > 1 && rows.filter((row) => row.querySelector('input[type=file]')).length === 1;
}

/** What this frame shows of a letter, with all that lies in it. Proposes; a person looks at it before it counts. */
export function survey(): Survey {
  const trees = treesOf();
  const { encoding, fields: single, list } = bestReading(trees);
  const files = trees
    .flatMap((tree) => findFiles(tree, document))
    .sort((one, other) => other.score - one.score);
  const rowFile = list && firstFile(list.row);
  // Where no file is seen at all, a press within a row may bring it: the person points at that.
  const mayBeList =
    list && (rowFile || (files.length === 0 && document.querySelectorAll(list.each).length > 1));
  const isList = mayBeList && !takesOneOnly(list) && isOneOfList(single, list, encoding);
  // One row under headings, with the file elsewhere, is the letter of this page.
  const isOnlyRow = list && !rowFile && document.querySelectorAll(list.each).length === 1;
  const ofPage = isOnlyRow ? { ...readable(list.fields, encoding), ...single } : single;
  // With pinned columns the file may stand in another part of the row.
  const inRow = isList && rowFile ? partWith(list.row, rowFile.element) : undefined;
  const root = isList ? (inRow ?? list.row) : document;
  const input = isList
    ? findInput(list.row as unknown as Tree)
    : trees.map(findInput).find((one) => one !== undefined);
  const section = isList ? undefined : findSection(single, { input, file: files[0]?.element }, encoding);
  const inside = section && files.find(({ element }) => section.part.contains(element));
  const file = isList ? rowFile : (inside ?? files[0]);
  const fields = isList ? list.fields : (section?.fields ?? ofPage);
  const viewer = file && FRAMES.includes(file.element.localName) ? file.element : undefined;
  const giveBack = input ? giveBackOf(input, root) : viewer && viewerBack(viewer, root);
  const saying = input ?? viewer;
  const place = file && placeAt(file.element, root);
  const others = file && findOthers(file.element, root);
  const identity = findIdentity(trees, isList ? list.row : undefined);
  const score = Object.keys(fields).length + (file ? 3 : 0) + (giveBack ? 2 : 0);
  return {
    score,
    depth: frameDepth(),
    ...(encoding && { encoding }),
    ...(isList && { each: list.each }),
    fields,
    ...(file && { file: isList ? file.rule : byItsLine(file, document) }),
    ...(place && { place }),
    ...(identity && { identity }),
    ...(others && { attachments: [others] }),
    ...(giveBack && { giveBack }),
    ...(saying && giveBack && { afterwards: outcomeBeside(saying) }),
  };
}

/** Rules of a row that read the same from the whole page. */
function readable(fields: FoundFields, encoding: Encoding | undefined): FoundFields {
  const scope = pageScope(document, encoding);
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, rule]) => rule.header !== undefined && readText(rule, scope) !== undefined,
    ),
  );
}

/** The file of a row, in any of its parts: rules that are read from the row find it there too. */
function firstFile(row: Element): FoundRule | undefined {
  const parts = [row, ...(otherParts(row as unknown as ReadableElement) as unknown as Element[])];
  return parts
    .map((part) => findFiles(part as unknown as Tree, part)[0])
    .find((found) => found !== undefined);
}
