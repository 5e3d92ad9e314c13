import type { CDPSession, Page } from 'playwright-core';
import { type ExtensionBrowser, launchWithExtension } from '../e2e/support/browser.ts';
import { type MakeName, startSample } from '../sandbox/systems/all.ts';

/**
 * Main-thread time that the content script takes from a page, at load and afterwards: processor time of all scripts of
 * the page, read and run, as the browser counts it, with the extension's profiles switched on, less the same with them
 * switched off. Two browsers load the page in turn, so that a busy machine slows both; medians are compared. What an
 * extension's empty script costs too (the browser makes a world of its own for it) is not in it.
 */

const LOADS = 16;
/** Shorter than the pause between two drawings of the table; by then the buttons stand. */
const STANDS_MS = 1500;
const AFTER_MS = 4000;
const AFTERS = 3;

const PROFILES = ['table', 'react', 'shadow', 'qlvb', 'webforms', 'angular', 'viewer'].map(
  (make) => `sandbox-${make}`,
);

interface World {
  chrome: {
    storage: { local: { set(items: Record<string, unknown>): Promise<void> } };
    runtime: { sendMessage(message: object): Promise<unknown> };
  };
}

/** Switches all profiles of the sandbox off, as the options page does. */
async function switchOff({ open }: ExtensionBrowser): Promise<void> {
  const page = await open('options');
  await page.evaluate(async (off) => {
    const { chrome } = globalThis as unknown as World;
    await chrome.storage.local.set({ switchedOffProfiles: off });
    await chrome.runtime.sendMessage({ action: 'sites.changed', body: {} });
  }, PROFILES);
  await page.close();
}

/** Processor time of the page's main thread so far, ms: in scripts, and in style and layout. */
interface Spent {
  scripts: number;
  drawing: number;
}

async function spent(session: CDPSession): Promise<Spent> {
  const { metrics } = await session.send('Performance.getMetrics');
  const sum = (...names: string[]) =>
    metrics.filter(({ name }) => names.includes(name)).reduce((total, { value }) => total + value * 1000, 0);
  return {
    scripts: sum('ScriptDuration', 'V8CompileDuration'),
    drawing: sum('LayoutDuration', 'RecalcStyleDuration'),
  };
}

const since = (before: Spent, now: Spent): Spent => ({
  scripts: now.scripts - before.scripts,
  drawing: now.drawing - before.drawing,
});

/** The value below which this part of the values lies. */
const quantile = (values: readonly number[], part: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
const median = (values: readonly number[]) => quantile(values, 0.5);
const print = (name: string, value: number, unit: string) =>
  process.stdout.write(`${JSON.stringify({ name: `content script, ${name}`, value, unit })}\n`);

interface Seat {
  page: Page;
  session: CDPSession;
  loads: Spent[];
  after: number[];
}

async function seat(browser: ExtensionBrowser): Promise<Seat> {
  const page = await browser.context.newPage();
  const session = await browser.context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, session, loads: [], after: [] };
}

/** One load of the page until it stands. */
async function load({ page, session }: Seat, address: string): Promise<Spent> {
  await page.goto('about:blank');
  const before = await spent(session);
  await page.goto(address);
  await page.waitForTimeout(STANDS_MS);
  return since(before, await spent(session));
}

/** Scripts of a page that stands, ms for each second. */
async function stand({ page, session }: Seat): Promise<number> {
  const before = await spent(session);
  await page.waitForTimeout(AFTER_MS);
  return since(before, await spent(session)).scripts / (AFTER_MS / 1000);
}

const [off, on] = [await launchWithExtension(), await launchWithExtension()];
try {
  // Pages that were opened before the first registration are reached in another way.
  await on.worker();
  await off.worker();
  await switchOff(off);
  const makes: MakeName[] = ['table', 'viewer', 'shadow'];
  for (const make of makes) {
    const system = await startSample(make);
    const [without, wanted] = [await seat(off), await seat(on)];
    const seats = [without, wanted];
    for (const one of seats) await load(one, system.url);
    for (let turn = 0; turn < LOADS; turn += 1) {
      for (const one of seats) one.loads.push(await load(one, system.url));
    }
    for (let turn = 0; turn < AFTERS; turn += 1) for (const one of seats) one.after.push(await stand(one));
    const of = ({ loads }: Seat, part: keyof Spent) => loads.map((one) => one[part]);
    const more = (part: keyof Spent) => median(of(wanted, part)) - median(of(without, part));
    const name = make === 'table' ? 'table redrawn every two seconds' : `${make}-like sample`;
    print(`${name}: at load`, more('scripts'), 'ms');
    const high = quantile(of(wanted, 'scripts'), 0.75) - median(of(without, 'scripts'));
    print(`${name}: at load, three of four loads below`, high, 'ms');
    print(`${name}: style and layout of what it puts in`, more('drawing'), 'ms');
    print(`${name}: afterwards`, median(wanted.after) - median(without.after), 'ms per second');
    for (const one of seats) await one.page.close();
    await system.stop();
  }
} finally {
  await off.close();
  await on.close();
}
