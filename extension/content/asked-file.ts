import type { ReadingScope } from '../../shared/profile/readable.ts';
import { eventually, one } from './controls.ts';
import { isElement } from './places.ts';

/**
 * Hears of each file input by which the page asks for a file: its press is what opens the dialog of the browser. Inputs
 * that stand nowhere on the page are heard of while `page/lend-file-inputs` gives them a place on it.
 */
export function onFileAsked(
  hear: (input: HTMLInputElement, press: Event) => void,
  signal: AbortSignal,
): void {
  window.addEventListener(
    'click',
    (press) => {
      const [at] = press.composedPath();
      if (!isElement(at) || at.localName !== 'input') return;
      const input = at as HTMLInputElement;
      if (input.type === 'file') hear(input, press);
    },
    { capture: true, signal },
  );
}

/** Presses the page's own button and gives the file input by which it asks for a file; no dialog opens. */
export async function askedInput(
  opener: string | undefined,
  scope: ReadingScope,
): Promise<HTMLInputElement | undefined> {
  const button = opener === undefined ? undefined : one(opener, scope);
  if (!button) return undefined;
  const over = new AbortController();
  let asked: HTMLInputElement | undefined;
  onFileAsked((input, press) => {
    press.preventDefault();
    asked ??= input;
  }, over.signal);
  try {
    button.click();
    return await eventually(() => asked);
  } finally {
    over.abort();
  }
}
