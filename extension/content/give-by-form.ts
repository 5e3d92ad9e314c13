import { handInText } from '../../shared/profile/write.ts';
import type { GiveReport } from '../messages/page.ts';
import { givePort } from '../messages/pieces.ts';
import { untilAnswered } from './answered.ts';
import { askedInput } from './asked-file.ts';
import {
  chooseFiles,
  eventually,
  fileInput,
  foundAfterOpening,
  one,
  setControl,
  textControl,
} from './controls.ts';
import { given, HALFWAY, OTHER_LETTER, pressSoon, type Rule, refused, type Turn } from './give-turn.ts';
import { receiveFile } from './receive.ts';

/** What a page that reads or checks a chosen file itself is given for it. */
const TAKES_MS = 300;
/** How long it may take to a button that only what was pressed before brings. */
const FURTHER_WITHIN_MS = 60_000;

/** Sets what the rule says in the page's form; false when a control of it does not take it. */
function fillForm({ set, write }: Rule<'form'>, { order, scope }: Turn): boolean {
  for (const { selector, value } of set ?? []) {
    const control = textControl(selector, scope);
    if (!control || !setControl(control, value)) return false;
  }
  for (const rule of write ?? []) {
    const text = handInText(rule, order.stamped);
    const control = text === '' ? undefined : textControl(rule.to, scope);
    // A letter that the system has numbered itself has no place for a number.
    if (control && control.value !== text && !setControl(control, text)) return false;
  }
  return true;
}

/** Many pages draw or enable their button only once a file is chosen; one that is never seen is pressed all the same. */
async function submitButton(
  selector: string,
  { scope }: Turn,
  within?: number,
): Promise<HTMLElement | undefined> {
  const enabled = () => {
    const found = one(selector, scope);
    return found && !(found as HTMLButtonElement).disabled ? found : undefined;
  };
  const seen = () => {
    const found = enabled();
    return found?.checkVisibility?.() === false ? undefined : found;
  };
  return (await eventually(seen, within)) ?? enabled();
}

/** Hands the file to the page as a person would: what the page does with it is its own business. */
export async function byForm(rule: Rule<'form'>, turn: Turn): Promise<GiveReport> {
  const { order, scope, stillThere } = turn;
  const there = () => (rule.input === undefined ? undefined : fileInput(rule.input, scope));
  if (rule.input !== undefined && !(await foundAfterOpening(there, rule.open, scope)))
    return refused('file-input');
  const file = await receiveFile(givePort(order.jobKey), order.name, order.size);
  if (!stillThere()) return refused(OTHER_LETTER);
  if (!fillForm(rule, turn)) return refused('form-control');
  // Setting the controls may have made the page draw its form anew.
  const input = rule.input === undefined ? await askedInput(rule.open, scope) : there();
  const { submit, uploaded, further = [] } = rule;
  const presses = submit === undefined ? [] : [{ press: submit, uploaded }, ...further];
  let answered = whenAnswered(presses[0]);
  if (!input || !chooseFiles(input, [file])) return refused('file-input');
  for (const [index, { press }] of presses.entries()) {
    if (answered && !(await answered)) return refused('upload');
    await new Promise((resolve) => setTimeout(resolve, TAKES_MS));
    const button = await submitButton(press, turn, index === 0 ? undefined : FURTHER_WITHIN_MS);
    if (!button) return refused(index === 0 ? 'submit-button' : HALFWAY);
    if (!stillThere()) return refused(index === 0 ? OTHER_LETTER : HALFWAY);
    const next = presses[index + 1];
    answered = whenAnswered(next);
    if (next) button.click();
    else pressSoon(button);
  }
  return given(false);
}

const whenAnswered = (press: { uploaded?: string | undefined } | undefined) =>
  press?.uploaded === undefined ? undefined : untilAnswered(press.uploaded);
