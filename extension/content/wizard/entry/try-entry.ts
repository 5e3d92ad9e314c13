import { holds } from '../../../../shared/profile/read.ts';
import type { HandInRule } from '../../../../shared/profile/schema.ts';
import { handInText } from '../../../../shared/profile/write.ts';
import type { EntryState, EntryTrial, EntryWritten, HandInValues } from '../../../messages/wizard-entry.ts';
import { comboboxOf } from '../../choose-option.ts';
import {
  fileInput,
  isFree,
  one,
  optionFor,
  setControl,
  type TextControl,
  tellChange,
  textControl,
} from '../../controls.ts';
import { pageScope } from '../../scope.ts';

const SHOWN = 500;

/** One value, where it would go, and what would become of it there. */
export interface Planned {
  to: string;
  text: string;
  state: EntryState;
  element: HTMLElement | undefined;
}

function stateOf(element: HTMLElement | undefined, to: string, text: string): EntryState {
  if (!element) return 'missing';
  if (element.localName !== 'select' && comboboxOf(element)) return 'list';
  const control = textControl(to, pageScope());
  if (!control) return 'missing';
  if (!isFree(control)) return 'held';
  if (control.localName !== 'select') return 'free';
  return optionFor(control as HTMLSelectElement, text) ? 'free' : 'no-choice';
}

/** What a hand-in by this rule would do with these values. */
export function planEntry(rule: HandInRule, values: HandInValues): Planned[] {
  const scope = pageScope();
  return rule.write.flatMap((write) => {
    const text = handInText(write, values);
    const element = one(write.to, scope);
    return text === '' ? [] : [{ to: write.to, text, element, state: stateOf(element, write.to, text) }];
  });
}

function standsIn(element: HTMLElement | undefined): string {
  if (!element) return '';
  if (element.localName === 'select') {
    const { options, selectedIndex } = element as HTMLSelectElement;
    return options[selectedIndex]?.text.trim() ?? '';
  }
  return 'value' in element ? String(element.value) : '';
}

/** A dry run: says what would be written where, and changes nothing. */
export function tryEntry(rule: HandInRule, values: HandInValues): EntryTrial {
  const scope = pageScope();
  const writes = planEntry(rule, values).map(({ to, text, state, element }) => ({
    to,
    text: text.slice(0, SHOWN),
    state,
    now: standsIn(element).slice(0, SHOWN),
  }));
  return {
    holds: holds(rule.when, scope),
    writes,
    file: fileInput(rule.file, scope) !== undefined,
    attachments: rule.attachments === undefined || fileInput(rule.attachments, scope) !== undefined,
  };
}

/** What stood in the controls before a sample was written, and what was written. */
const before = new Map<TextControl, { stood: Stood; wrote: string }>();

/** A text, or which option was chosen: placeholders cannot be chosen again by what they say. */
type Stood = string | number;
const stoodIn = (control: TextControl): Stood =>
  control.localName === 'select' ? (control as HTMLSelectElement).selectedIndex : control.value;

function putBack(control: TextControl, stood: Stood): boolean {
  if (typeof stood === 'string') return setControl(control, stood);
  (control as HTMLSelectElement).selectedIndex = stood;
  tellChange(control);
  return true;
}

/**
 * Writes the values into the free controls that take a text, so that a person sees how the page takes them. Lists that
 * the page draws itself stay, because what was chosen there cannot be taken back.
 */
export function writeSample(rule: HandInRule, values: HandInValues): EntryWritten {
  let controls = 0;
  for (const { to, text, state } of planEntry(rule, values)) {
    const control = state === 'free' ? textControl(to, pageScope()) : undefined;
    if (!control) continue;
    const stood = stoodIn(control);
    if (!setControl(control, text)) continue;
    before.set(control, { stood: before.get(control)?.stood ?? stood, wrote: control.value });
    controls += 1;
  }
  return { controls };
}

/** Puts back what stood there. What the person typed over a sample since then is hers. */
export function clearSample(): EntryWritten {
  let controls = 0;
  for (const [control, { stood, wrote }] of before) {
    if (control.value === wrote && control.isConnected && putBack(control, stood)) controls += 1;
  }
  before.clear();
  return { controls };
}
