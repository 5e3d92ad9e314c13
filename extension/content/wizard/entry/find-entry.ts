import { type EntryDraft, writeRuleFor } from '../../../../shared/profile/propose/entry.ts';
import { ATTACHED, LETTER_ITSELF } from '../../../../shared/profile/propose/entry-words.ts';
import type { Encoding } from '../../../../shared/profile/schema.ts';
import type { EntrySurvey } from '../../../messages/wizard-entry.ts';
import { selectorFor } from '../selector.ts';
import { frameDepth, keysOf } from '../trees.ts';
import { around, factsOf, holdsDeep } from './entry-controls.ts';
import { controlsIn, type EntryPage, type FoundControls, readEntryPage } from './entry-labels.ts';

/** Fewer values make no entry form: a box to search in has two. */
const FEWEST = 3;
/** What a page or component draws around one form. */
const FORMS = 'form,dialog,[role=dialog],[role=form],.modal';

type Form = { part: Element; found: FoundControls };

/** True where a value that was found already leads elsewhere: another form, or a box to search in, begins here. */
const leadsElsewhere = (before: FoundControls, now: FoundControls): boolean =>
  [...before].some(([name, control]) => now.has(name) && now.get(name) !== control);

/** The part of the page around a file input that holds its form: the smallest with all its values. */
function formAround(start: Element, read: (part: Element) => FoundControls, page: EntryPage): Form {
  let best: Form = { part: start, found: new Map() };
  let held = -1;
  for (let at = around(start); at; at = around(at)) {
    const part = at;
    const holds = page.controls.filter((control) => holdsDeep(part, control)).length;
    if (holds !== held) {
      held = holds;
      const found = read(part);
      if (best.found.size >= FEWEST && leadsElsewhere(best.found, found)) return best;
      if (found.size > best.found.size) best = { part, found };
    }
    if (best.found.size >= FEWEST && part.matches(FORMS)) return best;
  }
  return best;
}

/** What is printed and written about a file input, up to where the next control stands. */
function wordsAbout(input: Element, page: EntryPage, inputs: readonly Element[]): string {
  const own = ['id', 'name', 'aria-label', 'title'].map((name) => input.getAttribute(name) ?? '');
  const labels = [...((input as HTMLInputElement).labels ?? [])].map((label) => label.textContent ?? '');
  let printed = '';
  const others = [...page.controls, ...inputs].filter((one) => one !== input);
  for (let at = around(input); at && printed === ''; at = around(at)) {
    const part = at;
    if (others.some((one) => holdsDeep(part, one))) break;
    const text = part.textContent ?? '';
    if (/\p{L}/u.test(text)) printed = text.slice(0, 300);
  }
  return [...own, ...labels, printed].join(' ');
}

/** Which of the form's file inputs takes the letter, and which what goes with it. */
function filesOf(form: Element, page: EntryPage): { file?: Element; attachments?: Element } {
  const inputs = page.trees
    .flatMap((tree) => [...tree.querySelectorAll<HTMLInputElement>('input[type=file]')])
    .filter((input) => !input.disabled && holdsDeep(form, input));
  const said = (words: RegExp, input: Element) =>
    keysOf(wordsAbout(input, page, inputs)).some((key) => words.test(key));
  const score = (input: HTMLInputElement) =>
    (said(LETTER_ITSELF, input) ? 4 : 0) -
    (said(ATTACHED, input) ? 3 : 0) +
    (/pdf/iu.test(input.accept) ? 1 : 0) -
    (input.multiple ? 1 : 0);
  const [file, ...others] = inputs
    .map((input) => ({ input, score: score(input) }))
    .sort((one, other) => other.score - one.score)
    .map(({ input }) => input);
  const attachments = others.find((input) => said(ATTACHED, input) || input.multiple);
  return { ...(file && { file }), ...(attachments && { attachments }) };
}

/** The form of the page: around the file input that has most values about it; the whole page where there is none. */
function findForm(page: EntryPage, encoding: Encoding | undefined): Form {
  const read = (part: Element) => controlsIn(part, page, encoding);
  const inputs = page.trees.flatMap((tree) => [...tree.querySelectorAll('input[type=file]')]);
  const forms = inputs.slice(0, 20).map((input) => formAround(input, read, page));
  const [best] = forms.sort((one, other) => other.found.size - one.found.size);
  return best ?? { part: document.documentElement, found: read(document.documentElement) };
}

/** The entry form that this frame shows. Proposes; a person looks at it before it counts. */
export function surveyEntry(): EntrySurvey {
  const page = readEntryPage();
  const plain = findForm(page, undefined);
  // Labels in old fonts are found in no other way than by trying.
  const forms =
    plain.found.size >= FEWEST ? [plain] : [plain, findForm(page, 'tcvn3'), findForm(page, 'vni')];
  const form = forms.reduce((best, one) => (one.found.size > best.found.size ? one : best));
  const write: EntryDraft['write'] = [];
  for (const [name, control] of form.found) {
    const to = selectorFor(control);
    if (to !== undefined) write.push(writeRuleFor(name, to, factsOf(control)));
  }
  const { file, attachments } = filesOf(form.part, page);
  const at = { file: file && selectorFor(file), attachments: attachments && selectorFor(attachments) };
  return {
    score: write.length + (at.file === undefined ? 0 : 3),
    depth: frameDepth(),
    write,
    ...(at.file !== undefined && { file: at.file }),
    ...(at.attachments !== undefined && { attachments: at.attachments }),
  };
}
