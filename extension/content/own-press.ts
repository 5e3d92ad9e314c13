/** A row of the page often opens, chooses or edits its letter when it is pressed anywhere; some do so as the press begins. */
const PRESSES = ['pointerdown', 'mousedown', 'click', 'dblclick'] as const;
/**
 * Where a press ends is left to the page: it may be the end of a drag of its own. Of keys only those are kept that press
 * a control: grids take Space and Enter for their rows and call off what the browser does with them; arrows and Tab are
 * the page's way on.
 */
const KEYS = ['keydown', 'keyup'] as const;

const keep = (event: Event): void => event.stopPropagation();
const keepKey = (event: KeyboardEvent): void => {
  if (event.key === ' ' || event.key === 'Enter') event.stopPropagation();
};

/** Keeps what presses a control of ours from the page around it. */
export function keepPresses(control: HTMLElement): void {
  for (const type of PRESSES) control.addEventListener(type, keep);
  for (const type of KEYS) control.addEventListener(type, keepKey);
}
