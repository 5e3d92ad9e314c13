import type { CDPSession, Page } from 'playwright-core';
import { type ExtensionBrowser, launchWithExtension } from '../e2e/support/browser.ts';
import { type MakeName, startSample } from '../sandbox/systems/all.ts';

/**
 * Main-thread time that the content script takes from a page, at load and afterwards: CPU time of all scripts of the
 * page as the browser counts it, with the extension's profiles switched on, less the same with them switched off.
 */

const LOADS = 11;
/** Shorter than the pause between two drawings of the table; by then the buttons stand. */
const STANDS_MS = 1500;
const AFTER_MS = 8000;

interface World {
  chrome: { storage: { local: { set(items: Record<string, unknown>): Promise<void> } } };
}

/** Switches all profiles of the sandbox on or off, as the options page does. */
async function switchProfiles({ open }: ExtensionBrowser, isOn: boolean): Promise<void> {
  const page = await open('options');
  await page.evaluate(
    async (off) => {
      const { chrome } = globalThis as unknown as World & {
        chrome: { runtime: { sendMessage(message: object): Promise<unknown> } };
      };
      await chrome.storage.local.set({ switchedOffProfiles: off });
      await chrome.runtime.sendMessage({ action: 'sites.changed', body: {} });
    },
    isOn
      ? []
      : [
          'sandbox-table',
          'sandbox-react',
          'sandbox-shadow',
          'sandbox-qlvb',
          'sandbox-webforms',
          'sandbox-angular',
          'sandbox-viewer',
        ],
  );
  await page.close();
}

async function scriptMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN) * 1000;
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const print = (name: string, value: number, unit: string) =>
  process.stdout.write(`${JSON.stringify({ name: `content script, ${name}`, value, unit })}\n`);

interface Cost {
  load: number;
  after: number;
}

/** CPU time of all scripts of the page: of one load until it stands, and of a second afterwards. */
async function costOf(page: Page, address: string): Promise<Cost> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const loads: number[] = [];
  for (let turn = 0; turn < LOADS; turn += 1) {
    await page.goto('about:blank');
    const before = await scriptMs(session);
    await page.goto(address);
    await page.waitForTimeout(STANDS_MS);
    loads.push((await scriptMs(session)) - before);
  }
  const before = await scriptMs(session);
  await page.waitForTimeout(AFTER_MS);
  const after = ((await scriptMs(session)) - before) / (AFTER_MS / 1000);
  await session.detach();
  return { load: median(loads), after };
}

const browser = await launchWithExtension();
try {
  // Pages that were opened before the first registration are reached in another way.
  await browser.worker();
  const makes: MakeName[] = ['table', 'viewer', 'shadow'];
  for (const make of makes) {
    const system = await startSample(make);
    const costs: Cost[] = [];
    for (const isOn of [false, true]) {
      await switchProfiles(browser, isOn);
      const page = await browser.context.newPage();
      await page.goto(system.url);
      costs.push(await costOf(page, system.url));
      await page.close();
    }
    const [without, wanted] = costs;
    if (!without || !wanted) throw new Error('not measured');
    const name = make === 'table' ? 'table redrawn every two seconds' : `${make}-like sample`;
    print(`${name}: at load`, wanted.load - without.load, 'ms');
    print(`${name}: afterwards`, wanted.after - without.after, 'ms per second');
    await system.stop();
  }
} finally {
  await browser.close();
}
