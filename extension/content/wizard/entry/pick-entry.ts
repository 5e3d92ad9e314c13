import { writeRuleFor } from '../../../../shared/profile/propose/entry.ts';
import type { EntryPickable, EntryPicked } from '../../../messages/wizard-entry.ts';
import { pickElement } from '../pick.ts';
import { fileInputAt } from '../picked.ts';
import { selectorFor } from '../selector.ts';
import { controlAt, controlsOf, factsOf } from './entry-controls.ts';

/** The rule for the control or file input that a person points at. */
export async function pickEntry(
  what: EntryPickable,
  hint: string,
  signal: AbortSignal,
): Promise<EntryPicked> {
  const element = await pickElement(hint, signal);
  return element && rulesOfEntry(element, what);
}

export function rulesOfEntry(element: Element, what: EntryPickable): EntryPicked {
  if (what === 'file' || what === 'attachments') {
    const input = fileInputAt(element);
    const selector = input && selectorFor(input);
    return selector ? { input: selector } : { refused: true };
  }
  const control = controlAt(element, controlsOf());
  const to = control && selectorFor(control);
  return control && to !== undefined
    ? { write: writeRuleFor(what, to, factsOf(control)) }
    : { refused: true };
}
