import { namedBy, saidBy, strike } from './list-keys.ts';
import { thoseSaying } from './same-value.ts';

/** Longer lists are not walked: of what was not seen nobody can say that it says something else. */
const STEPS_MOST = 160;
/** What a page is given to mark the next option, and one that seems to be the last. */
const STEP_MS = 30;
const LAST_MS = 100;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** An option that was passed; libraries draw it anew at each step, so that its id alone stays. */
interface Passed {
  id: string;
  says: string[];
}

/** Goes on by one key until the list ends or begins again; undefined where nothing is marked, or the list is too long. */
async function runThrough(
  combobox: HTMLElement,
  key: 'ArrowDown' | 'ArrowUp',
  passed: Map<string, Passed>,
): Promise<'end' | 'round' | undefined> {
  const mark = () => namedBy(combobox, 'aria-activedescendant');
  const mine = new Set<string>();
  for (let step = 0; step < STEPS_MOST; step += 1) {
    const before = mark();
    if (before) {
      mine.add(before.id);
      passed.set(before.id, { id: before.id, says: saidBy(before) });
    }
    strike(combobox, key);
    await pause(STEP_MS);
    if (before && mark()?.id === before.id) await pause(LAST_MS);
    const now = mark();
    if (!now) return undefined;
    if (now.id === before?.id) return 'end';
    if (mine.has(now.id)) return 'round';
  }
  return undefined;
}

/**
 * Walks a list whose options are drawn where no press reaches them: passes all of them, goes back to the only one that
 * says it, and takes that. `wasChosen` tells by its text an option that the list
 * showed as its choice before: the walk itself may change what is shown.
 */
export async function walkTo(
  combobox: HTMLElement,
  wanted: string,
  wasChosen: (says: string) => boolean,
  isHere: () => boolean,
): Promise<'taken' | 'held' | 'several' | 'none'> {
  const passed = new Map<string, Passed>();
  const down = await runThrough(combobox, 'ArrowDown', passed);
  const up = down === 'end' ? await runThrough(combobox, 'ArrowUp', passed) : down;
  const options = [...passed.values()];
  if (options.some(({ says }) => says.some(wasChosen))) return 'held';
  if (up === undefined) return 'none';
  const [option, another] = thoseSaying(options, ({ says }) => says, wanted);
  if (!option) return 'none';
  if (another) return 'several';
  const marked = () => namedBy(combobox, 'aria-activedescendant')?.id;
  for (let step = 0; step < options.length && marked() !== option.id; step += 1) {
    strike(combobox, 'ArrowDown');
    await pause(STEP_MS);
  }
  if (marked() !== option.id || !isHere()) return 'none';
  strike(combobox, 'Enter');
  return 'taken';
}
