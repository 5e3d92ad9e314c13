import type { Afterwards, GiveBackRule } from '../../../shared/profile/schema.ts';
import { onFileAsked } from '../asked-file.ts';
import { isElement } from '../places.ts';
import { goingOn, keeps } from './find-form.ts';
import { outcomeBeside } from './find-outcome.ts';
import { selectorFor } from './selector.ts';
import { treesOf } from './trees.ts';

type FormRule = Extract<GiveBackRule, { way: 'form' }>;

/** What a person does to hand a file to the page, seen without a hand in it. */
export interface Presses {
  /** True once she has chosen a file. */
  chosen: boolean;
  /** Selectors of the buttons that she pressed after choosing, in order. */
  after: readonly string[];
  /** True where the last press brought a button that goes on, or was none that keeps and such a one is left. */
  goesOn(): boolean;
  /** The same as a rule; undefined while the page has not asked for a file, or by nothing that can be found again. */
  rule(sent: Sent | undefined): FormRule | undefined;
  /** Where the page says what became of the file: beside what was pressed for it. */
  afterwards: Afterwards | undefined;
}

/** When a chosen file left the page. */
export interface Sent {
  /** Expression for the addresses it was sent to. */
  to: string;
  /** How many presses were made before. */
  before: number;
}

const MOST_FURTHER = 5;
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
  const after: string[] = [];
  let last: Element | undefined;
  const done = new Set<Element>();
  /** What went on before the last press was offered already. */
  let offered = new Set<Element>();
  const presses: Presses = {
    chosen: false,
    after,
    afterwards: undefined,
    goesOn() {
      const left = goingOn().filter((button) => !done.has(button));
      const isKept = last === undefined || keeps(last);
      return left.some((button) => !offered.has(button) || (!isKept && keeps(button)));
    },
    rule(sent) {
      if (input === undefined && opener === undefined) return undefined;
      const [first, ...further] = after.map((press, index) => ({
        press,
        ...(sent?.before === index && { uploaded: sent.to }),
      }));
      return {
        way: 'form',
        ...(opener !== undefined && { open: opener }),
        ...(input !== undefined && { input }),
        ...(first && { submit: first.press }),
        ...(first?.uploaded !== undefined && { uploaded: first.uploaded }),
        ...(further.length > 0 && { further: further.slice(0, MOST_FURTHER) }),
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
      after.length = 0;
      done.clear();
      last = undefined;
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
      after.push(selector);
      last = button;
      done.add(button);
      offered = new Set(goingOn());
      changed();
    },
    { capture: true, signal },
  );
  return presses;
}
