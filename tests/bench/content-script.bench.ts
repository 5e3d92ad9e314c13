import type { CDPSession, Page } from 'playwright-core';
import { type ExtensionBrowser, launchWithExtension } from '../e2e/support/browser.ts';
import { type MakeName, startSample } from '../sandbox/systems/all.ts';

/**
 * Main-thread time that the content script takes from a page, at load and afterwards: processor time of all scripts of
 * the page, read and run, with what follows their promises, as the browser's own trace tells it, with the extension's
 * profiles switched on, less the same with them switched off. Two browsers load the page in turn, so that a busy
 * machine slows both; medians are compared. What an extension's empty script costs too (the browser makes a world of
 * its own for it) is not in it.
 */

const LOADS = 8;
/** Each in a tab of its own, whose process has not yet read the scripts. */
const FIRST_LOADS = 5;
/** Shorter than the pause between two drawings of the table; by then the buttons stand. */
const STANDS_MS = 1200;
const AFTER_MS = 6000;
const AFTERS = 2;

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
    await chrome.runtime.sendMessage({ action: 'sites.switch', body: { id: '-', on: true } });
  }, PROFILES);
  await page.close();
}

/** Processor time of the page's main thread, ms: in scripts, and in style and layout. */
interface Spent {
  scripts: number;
  drawing: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds: begin, length, and processor time of the thread. */
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string; data?: { url?: string } };
}

/** Unlike `Performance.getMetrics`, they tell of what follows a promise too: the answer to a message is such. */
const SCRIPTS = ['EvaluateScript', 'v8.compile', 'FunctionCall', 'v8.callFunction', 'RunMicrotasks'];
const DRAWING = ['UpdateLayoutTree', 'Layout'];

/** Processor time of events of these names, ms; one within another counts once. */
function timeIn(events: readonly TraceEvent[], names: readonly string[]): number {
  let total = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { name, ts, dur = 0, tdur = 0 } of events) {
    if (!names.includes(name) || ts < end) continue;
    end = ts + dur;
    total += tdur / 1000;
  }
  return total;
}

/** What the main threads of the sample's frames spend meanwhile. The browser's own viewer of PDFs is none of them. */
async function spent({ session, processes }: Seat, act: () => Promise<unknown>): Promise<Spent> {
  const events: TraceEvent[] = [];
  const take = ({ value }: { value: object[] }) => events.push(...(value as TraceEvent[]));
  session.on('Tracing.dataCollected', take);
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  const includedCategories = ['devtools.timeline', 'v8', 'v8.execute'];
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories, excludedCategories: ['*'] },
  });
  await act();
  await session.send('Tracing.end');
  await ended;
  session.off('Tracing.dataCollected', take);
  for (const { name, pid, args } of events) {
    if (name === 'CommitLoad' && args?.data?.url?.startsWith('http')) processes.add(pid);
  }
  const sum: Spent = { scripts: 0, drawing: 0 };
  const threads = events.filter(({ pid, args }) => args?.name === 'CrRendererMain' && processes.has(pid));
  for (const thread of threads) {
    const own = events
      .filter(({ ph, pid, tid }) => ph === 'X' && pid === thread.pid && tid === thread.tid)
      .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
    sum.scripts += timeIn(own, SCRIPTS);
    sum.drawing += timeIn(own, DRAWING);
  }
  return sum;
}

/** The value below which this part of the values lies. */
const quantile = (values: readonly number[], part: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
const median = (values: readonly number[]) => quantile(values, 0.5);
const print = (name: string, value: number, unit: string) =>
  process.stdout.write(`${JSON.stringify({ name: `content script, ${name}`, value, unit })}\n`);

interface Seat {
  page: Page;
  session: CDPSession;
  /** Of the frames of the sample. */
  processes: Set<number>;
  loads: Spent[];
  after: number[];
}

async function seat(browser: ExtensionBrowser): Promise<Seat> {
  const page = await browser.context.newPage();
  const session = await browser.context.newCDPSession(page);
  return { page, session, processes: new Set(), loads: [], after: [] };
}

/** One load of the page until it stands. */
async function load(one: Seat, address: string): Promise<Spent> {
  const { page } = one;
  await page.goto('about:blank');
  return spent(one, async () => {
    await page.goto(address);
    await page.waitForTimeout(STANDS_MS);
  });
}

/** Scripts of a page that stands, ms for each second. */
async function stand(one: Seat): Promise<number> {
  const { scripts } = await spent(one, () => one.page.waitForTimeout(AFTER_MS));
  return scripts / (AFTER_MS / 1000);
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
    const first: [Spent[], Spent[]] = [[], []];
    for (let turn = 0; turn < FIRST_LOADS; turn += 1) {
      for (const [which, browser] of [off, on].entries()) {
        const fresh = await seat(browser);
        first[which]?.push(await load(fresh, system.url));
        await fresh.page.close();
      }
    }
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
    const [firstOff, firstOn] = first.map((loads) => median(loads.map(({ scripts }) => scripts)));
    print(`${name}: at the first load of a tab`, (firstOn ?? 0) - (firstOff ?? 0), 'ms');
    print(`${name}: style and layout of what it puts in`, more('drawing'), 'ms');
    print(`${name}: afterwards`, median(wanted.after) - median(without.after), 'ms per second');
    for (const one of seats) await one.page.close();
    await system.stop();
  }
} finally {
  await off.close();
  await on.close();
}
