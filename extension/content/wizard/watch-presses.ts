import type { Afterwards, GiveBackRule } from '../../../shared/profile/schema.ts';
import { onFileAsked } from '../asked-file.ts';
import { isElement } from '../places.ts';
import { outcomeBeside } from './find-outcome.ts';
import { selectorFor } from './selector.ts';
import { treesOf } from './trees.ts';

type FormRule = Extract<GiveBackRule, { way: 'form' }>;

/** What a person does to hand a file to the page, seen without a hand in it. */
export interface Presses {
  /** True once she has chosen a file. */
  chosen: boolean;
  /** Selector of the button that she pressed after choosing. */
  submit: string | undefined;
  /** The same as a rule; undefined while the page has not asked for a file, or by nothing that can be found again. */
  rule(uploaded: string | undefined): FormRule | undefined;
  /** Where the page says what became of the file: beside what was pressed for it. */
  afterwards: Afterwards | undefined;
}

const PRESSABLE = 'a,button,input,label,[onclick],[role=button]';

/** `rootOf` gives the part of the page that selectors are looked for in; `changed` is told of every choice and press. */
export function watchPresses(
  rootOf: (element: Element) => ParentNode,
  changed: () => void,
  signal: AbortSignal,
): Presses {
  const before = new Set(treesOf().flatMap((tree) => [...tree.querySelectorAll('input[type=file]')]));
  const pressed: string[] = [];
  let input: string | undefined;
  let opener: string | undefined;
  const presses: Presses = {
    chosen: false,
    submit: undefined,
    afterwards: undefined,
    rule(uploaded) {
      const { submit } = presses;
      if (input === undefined && opener === undefined) return undefined;
      return {
        way: 'form',
        ...(opener !== undefined && { open: opener }),
        ...(input !== undefined && { input }),
        ...(submit !== undefined && { submit }),
        ...(submit !== undefined && uploaded !== undefined && { uploaded }),
      };
    },
  };
  onFileAsked((asked) => {
    // One that stands nowhere on the page was put beside its body for this.
    const isLent = asked.parentElement === document.documentElement;
    input = isLent ? undefined : selectorFor(asked, rootOf(asked));
    if (input === undefined) opener = pressed.at(-1);
    else opener = before.has(asked) ? undefined : pressed[0];
    const choice = () => {
      presses.chosen = true;
      presses.submit = undefined;
      changed();
    };
    asked.addEventListener('change', choice, { capture: true, signal });
  }, signal);
  window.addEventListener(
    'click',
    (event) => {
      const [at] = event.composedPath();
      const button = event.isTrusted && isElement(at) ? at.closest(PRESSABLE) : null;
      if (!button || button.matches('input[type=file]')) return;
      const selector = selectorFor(button, rootOf(button));
      if (selector === undefined) return;
      pressed.push(selector);
      presses.afterwards = outcomeBeside(button);
      if (!presses.chosen) return;
      presses.submit = selector;
      changed();
    },
    { capture: true, signal },
  );
  return presses;
}
