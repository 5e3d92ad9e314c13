import { holds } from '../../shared/profile/read.ts';
import type { ReadingScope } from '../../shared/profile/readable.ts';
import type { HandInRule } from '../../shared/profile/schema.ts';
import { handInText } from '../../shared/profile/write.ts';
import type { HandInOrder, HandInReport } from '../messages/hand-in.ts';
import type { Reply } from '../messages/reply.ts';
import { runtime } from './ask.ts';
import { chooseOption, comboboxOf, isTypedInto } from './choose-option.ts';
import { awaitsChoice, chooseFiles, fileInput, one, setControl, textControl } from './controls.ts';
import { receiveFile } from './receive.ts';
import { pageScope } from './scope.ts';

/** What a page is given to take over, or to drop, what was written. */
const TAKES_MS = 300;

const nothing = (reason: string, form: string | null): HandInReport => ({
  form,
  filled: 0,
  left: [],
  files: 0,
  reason,
});

function isOrder(message: unknown): message is HandInOrder {
  return typeof message === 'object' && message !== null && (message as HandInOrder).order === 'hand-in';
}

/** True where the control is a list that the page draws, nothing was typed into it, and it shows the text as chosen now. */
async function chosen(to: string, text: string, scope: ReadingScope): Promise<boolean> {
  const found = one(to, scope);
  const combobox = found && found.localName !== 'select' ? comboboxOf(found) : undefined;
  if (!combobox || (isTypedInto(combobox) && combobox.value.trim() !== '')) return false;
  return chooseOption(combobox, text);
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
  if (location.href !== order.address) return nothing('page', rule.id);

  const report = nothing('', rule.id);
  const written = new Set<string>();
  for (const write of rule.write) {
    const text = handInText(write, order.values);
    if (text === '') continue;
    if (await chosen(write.to, text, scope)) {
      report.filled += 1;
      continue;
    }
    const control = textControl(write.to, scope);
    // What the clerk typed herself stays. A select always shows something.
    const free = control && (control.localName === 'select' || control.value.trim() === '');
    if (control && free && setControl(control, text)) written.add(write.to);
    else report.left.push(write.to);
  }
  // Lists to choose from look like controls to type into, and drop what is none of their choices.
  await new Promise((resolve) => setTimeout(resolve, TAKES_MS));
  for (const to of written) {
    const control = textControl(to, scope);
    if (control?.value.trim() && !awaitsChoice(control)) report.filled += 1;
    else report.left.push(to);
  }
  const [letter, ...attachments] = files;
  if (!letter) return { ...report, reason: 'no-file' };
  // Filling may have made the page draw its form anew.
  const into = fileInput(rule.file, scope);
  const mainFiles = others || !into?.multiple ? [letter] : files;
  if (!into || !chooseFiles(into, mainFiles)) return { ...report, reason: 'file-input' };
  report.files = mainFiles.length;
  const rest = rule.attachments === undefined ? undefined : fileInput(rule.attachments, scope);
  if (rest && attachments.length > 0) {
    const fitting = rest.multiple ? attachments : attachments.slice(0, 1);
    if (!chooseFiles(rest, fitting)) return { ...report, reason: 'file-input' };
    report.files += fitting.length;
  }
  return report;
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
