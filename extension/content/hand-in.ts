import { holds } from '../../shared/profile/read.ts';
import type { ReadingScope } from '../../shared/profile/readable.ts';
import type { HandInRule } from '../../shared/profile/schema.ts';
import { handInText, namesIn } from '../../shared/profile/write.ts';
import type { HandInOrder, HandInReport, LeftValue } from '../messages/hand-in.ts';
import type { Reply } from '../messages/reply.ts';
import { runtime } from './ask.ts';
import { chooseOption, comboboxOf, isTypedInto } from './choose-option.ts';
import {
  awaitsChoice,
  chooseFiles,
  fileInput,
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

const chosenIn = ({ options, selectedIndex }: HTMLSelectElement): HTMLOptionElement | undefined =>
  options[selectedIndex];

/** True where nobody has chosen yet: it shows what the page shows of itself, or nothing. */
function isUntouched(select: HTMLSelectElement): boolean {
  const options = [...select.options];
  const shown = chosenIn(select);
  const own =
    options.find((option) => option.hasAttribute('selected')) ?? options.find(({ disabled }) => !disabled);
  return !shown || shown === own || shown.value === '' || shown.disabled;
}

/** What a control shows: the text of the chosen option, or what is typed. */
const shownIn = (control: TextControl): string[] =>
  control.localName === 'select'
    ? [control.value, chosenIn(control as HTMLSelectElement)?.text ?? '']
    : [control.value];

const shows = (control: TextControl, text: string): boolean =>
  shownIn(control).some((shown) => sameValue(shown, text));

const isFree = (control: TextControl): boolean =>
  control.localName === 'select'
    ? isUntouched(control as HTMLSelectElement)
    : // Beyond its length a person could not type either, and the server would cut it or refuse it.
      control.value.trim() === '';

const hasRoom = (control: TextControl, text: string): boolean =>
  !('maxLength' in control) || control.maxLength < 0 || text.length <= control.maxLength;

/** What became of one value: in its control; written, and still to be looked at; or why it is not. */
type Entered = 'there' | 'written' | LeftValue['why'];

/** Writes one value as the page's control wants it. What the clerk chose or typed herself stays. */
async function enter(to: string, text: string, scope: ReadingScope): Promise<Entered> {
  const found = one(to, scope);
  const combobox = found && found.localName !== 'select' ? comboboxOf(found) : undefined;
  const isTyped = combobox && isTypedInto(combobox) && combobox.value.trim() !== '';
  if (combobox && !isTyped && (await chooseOption(combobox, text))) return 'there';
  const control = textControl(to, scope);
  if (!control) return found ? 'refused' : 'missing';
  if (shows(control, text)) return 'there';
  if (!isFree(control)) return 'held';
  return hasRoom(control, text) && setControl(control, text) ? 'written' : 'refused';
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
  const written: { write: HandInRule['write'][number]; text: string }[] = [];
  for (const write of rule.write) {
    const text = handInText(write, order.values);
    if (text === '') continue;
    if (!isHere()) return { ...report, reason: 'page' };
    const entered = await enter(write.to, text, scope);
    if (entered === 'there') report.filled += 1;
    else if (entered === 'written') written.push({ write, text });
    else left(write, text, entered);
  }
  // Lists to choose from look like controls to type into, and drop what is none of their choices.
  await new Promise((resolve) => setTimeout(resolve, TAKES_MS));
  for (const { write, text } of written) {
    const control = textControl(write.to, scope);
    if (control && shows(control, text) && !awaitsChoice(control)) report.filled += 1;
    else left(write, text, 'refused');
  }
  if (!isHere()) return { ...report, reason: 'page' };
  return attach(rule, files, scope, report);
}

/** Chooses the files; what has no room in the form is named. */
function attach(
  rule: HandInRule,
  files: readonly File[],
  scope: ReadingScope,
  report: HandInReport,
): HandInReport {
  const [letter, ...attachments] = files;
  if (!letter) return { ...report, reason: 'no-file' };
  // Filling may have made the page draw its form anew.
  const into = fileInput(rule.file, scope);
  const rest = rule.attachments === undefined ? undefined : fileInput(rule.attachments, scope);
  const mainFiles = rule.attachments !== undefined || !into?.multiple ? [letter] : files;
  if (!into || !chooseFiles(into, mainFiles)) return { ...report, reason: 'file-input' };
  const restFiles = rest?.multiple ? attachments : attachments.slice(0, 1);
  const further = rest ? restFiles : [];
  if (rest && further.length > 0 && !chooseFiles(rest, further)) return { ...report, reason: 'file-input' };
  const chosen = [...mainFiles, ...further];
  const filesLeft = files.filter((file) => !chosen.includes(file)).map(({ name }) => name);
  return { ...report, files: chosen.length, filesLeft };
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
