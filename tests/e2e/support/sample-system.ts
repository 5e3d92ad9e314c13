import type { Page } from 'playwright-core';
import { type MakeName, startSample } from '../../sandbox/systems/all.ts';
import type { SampleLetter } from '../../sandbox/systems/letters.ts';
import type { RunningSystem } from '../../sandbox/systems/serve.ts';
import type { Workplace } from './workplace.ts';

/** Starts a system, shows it, and gives the second of its letters, so that "the first on the page" is wrong. */
export async function withSystem(
  desk: Workplace,
  name: MakeName,
  look: (page: Page, system: RunningSystem, letter: SampleLetter) => Promise<void>,
): Promise<void> {
  const system = await startSample(name);
  const page = await desk.browser.context.newPage();
  try {
    const letter = system.letters.all[1];
    if (!letter) throw new Error('the system holds no letters');
    await page.goto(system.url);
    await look(page, system, letter);
  } finally {
    await page.close();
    await system.stop();
  }
}
