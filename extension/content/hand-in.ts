import { holds } from '../../shared/profile/read.ts';
import type { ReadingScope } from '../../shared/profile/readable.ts';
import type { HandInRule } from '../../shared/profile/schema.ts';
import { handInText, namesIn } from '../../shared/profile/write.ts';
import type { HandInOrder, HandInReport, LeftValue } from '../messages/hand-in.ts';
import type { Reply } from '../messages/reply.ts';
import { runtime } from './ask.ts';
import { chooseOption, comboboxOf, isTypedInto, showsChoice } from './choose-option.ts';
import {
  awaitsChoice,
  chooseFiles,
  chosenIn,
  fileInput,
  isFree,
  one,
  setControl,
  type TextControl,
  textControl,
} from './controls.ts';
import { receiveFile } from './receive.ts';
import { sameValue } from './same-value.ts';
import { pageScope } from './scope.ts';

/** What a page is given to take over, or to drop, what was written. */
const TAKES_MS = 300;

const nothing = (reason: string, form: string | null): HandInReport => ({
  form,
  filled: 0,
  left: [],
  files: 0,
  filesLeft: [],
  reason,
});

function isOrder(message: unknown): message is HandInOrder {
  return typeof message === 'object' && message !== null && (message as HandInOrder).order === 'hand-in';
}

/** What a control shows: value and text of what is chosen, or what is typed. */
const shownIn = (control: TextControl): string[] =>
  control.localName === 'select'
    ? chosenIn(control as HTMLSelectElement).flatMap(({ value, text }) => [value, text])
    : [control.value];

const shows = (control: TextControl, text: string): boolean =>
  shownIn(control).some((shown) => sameValue(shown, text));

/** Beyond its length a person could not type either, and the server would cut the text or refuse it. */
const hasRoom = (control: TextControl, text: string): boolean =>
  !('maxLength' in control) || control.maxLength < 0 || text.length <= control.maxLength;

/** What became of one value: chosen in a list, or in its control, and still to be looked at; or why it is not. */
type Entered = 'chosen' | 'written' | LeftValue['why'];

function listAt(to: string, scope: ReadingScope): HTMLElement | undefined {
  const found = one(to, scope);
  return found && found.localName !== 'select' ? comboboxOf(found) : undefined;
}

/** Writes one value as the page's control wants it. What the clerk chose or typed herself stays. */
async function enter(
  to: string,
  text: string,
  scope: ReadingScope,
  isHere: () => boolean,
): Promise<Entered | undefined> {
  const combobox = listAt(to, scope);
  const isTyped = combobox && isTypedInto(combobox) && combobox.value.trim() !== '';
  if (combobox && !isTyped) {
    const choice = await chooseOption(combobox, text, isHere);
    if (!isHere()) return undefined;
    if (choice === 'there') return 'chosen';
    if (choice !== 'none') return choice === 'held' ? 'held' : 'refused';
  }
  const control = textControl(to, scope);
  if (!control) return one(to, scope) ? 'refused' : 'missing';
  if (shows(control, text)) return 'written';
  if (!isFree(control)) return 'held';
  return hasRoom(control, text) && setControl(control, text) ? 'written' : 'refused';
}

/** Looks once more: what was entered later, or the page's own program, may have taken it back. */
function isIn(to: string, text: string, how: 'chosen' | 'written', scope: ReadingScope): boolean {
  const control = textControl(to, scope);
  if (how === 'written') return control !== undefined && shows(control, text) && !awaitsChoice(control);
  const combobox = listAt(to, scope);
  return combobox !== undefined && showsChoice(combobox, text);
}

/** Fills the form and attaches the files; the clerk looks at it and presses the page's own button. */
async function handIn(rule: HandInRule, order: HandInOrder): Promise<HandInReport> {
  const scope = pageScope(document, order.encoding);
  const main = fileInput(rule.file, scope);
  if (!main) return nothing('file-input', rule.id);
  const others = rule.attachments === undefined ? undefined : fileInput(rule.attachments, scope);
  if (rule.attachments !== undefined && !others) return nothing('file-input', rule.id);
  const files: File[] = [];
  for (const { port, name, size } of order.files) files.push(await receiveFile(port, name, size));
  // Lists take their time, and meanwhile the clerk may go on to another page of the same application.
  const isHere = () => location.href === order.address && holds(rule.when, scope);

  const report = nothing('', rule.id);
  const left = (write: HandInRule['write'][number], text: string, why: LeftValue['why']) =>
    report.left.push({ names: namesIn(write.value), text, why });
  const entries: { write: HandInRule['write'][number]; text: string; how: 'chosen' | 'written' }[] = [];
  for (const write of rule.write) {
    const text = handInText(write, order.values);
    if (text === '') continue;
    const how = isHere() ? await enter(write.to, text, scope, isHere) : undefined;
    if (how === undefined) return { ...report, filled: entries.length, reason: 'page' };
    if (how === 'chosen' || how === 'written') entries.push({ write, text, how });
    else left(write, text, how);
  }
  // Lists to choose from look like controls to type into, and drop what is none of their choices.
  await new Promise((resolve) => setTimeout(resolve, TAKES_MS));
  for (const { write, text, how } of entries) {
    if (isIn(write.to, text, how, scope)) report.filled += 1;
    else left(write, text, 'refused');
  }
  return attach(rule, files, scope, report, isHere);
}

/** Chooses files where none are chosen yet. What somebody chose there stays; the very same files count as chosen. */
function chooseWhereFree(input: HTMLInputElement, files: readonly File[]): 'there' | 'held' | 'refused' {
  const there = [...(input.files ?? [])];
  if (there.length === 0) return chooseFiles(input, files) ? 'there' : 'refused';
  const isSame = (file: File | undefined, index: number) =>
    file?.name === there[index]?.name && file?.size === there[index]?.size;
  return there.length === files.length && files.every(isSame) ? 'there' : 'held';
}

/** Chooses the files; what finds no place in the form is named. */
function attach(
  rule: HandInRule,
  files: readonly File[],
  scope: ReadingScope,
  report: HandInReport,
  isHere: () => boolean,
): HandInReport {
  const [letter, ...attachments] = files;
  if (!letter) return { ...report, reason: 'no-file' };
  // Filling may have made the page draw its form anew.
  const into = fileInput(rule.file, scope);
  const rest = rule.attachments === undefined ? undefined : fileInput(rule.attachments, scope);
  const turns = [
    { input: into, files: rule.attachments !== undefined || !into?.multiple ? [letter] : files },
    { input: rest, files: rest ? attachments.slice(0, rest.multiple ? attachments.length : 1) : [] },
  ];
  const held = new Set<File>();
  const chosen = new Set<File>();
  for (const { input, files: some } of turns) {
    if (some.length === 0) continue;
    if (!isHere()) return { ...report, files: chosen.size, reason: 'page' };
    const how = input ? chooseWhereFree(input, some) : 'refused';
    if (how === 'refused') return { ...report, files: chosen.size, reason: 'file-input' };
    for (const file of some) (how === 'held' ? held : chosen).add(file);
  }
  const filesLeft = files
    .filter((file) => !chosen.has(file))
    .map((file) => ({ name: file.name, why: held.has(file) ? ('held' as const) : ('no-room' as const) }));
  return { ...report, files: chosen.size, filesLeft };
}

/** Takes orders of the worker to enter a received document into this page. */
export function listen(): void {
  runtime().onMessage.addListener((message, _, reply: (answer: Reply<HandInReport>) => void) => {
    if (!isOrder(message)) return undefined;
    const scope = pageScope(document, message.encoding);
    const rule = message.forms.find(({ when }) => holds(when, scope));
    if (!rule) return undefined;
    void handIn(rule, message).then(
      (body) => reply({ ok: true, body }),
      () => reply({ ok: true, body: nothing('transfer', rule.id) }),
    );
    return true;
  });
}
