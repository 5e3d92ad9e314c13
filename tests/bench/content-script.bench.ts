import type { CDPSession, Page } from 'playwright-core';
import { EXTENSION_ID, launchWithExtension } from '../e2e/support/browser.ts';
import { type MakeName, startSample } from '../sandbox/systems/all.ts';

/** Main-thread time that the content script takes from a page, by the browser's own profiler, at load and afterwards. */

const LOADS = 7;
/** Shorter than the pause between two drawings of the table. */
const LOAD_MS = 1500;
const AFTER_MS = 8000;
const SAMPLE_MICROSECONDS = 100;

interface Profile {
  nodes: { id: number; callFrame: { url: string } }[];
  samples: number[];
  timeDeltas: number[];
}

/** Milliseconds in scripts of the extension, and how many samples there were of anything. */
function ownMs({ nodes, samples, timeDeltas }: Profile): number {
  const own = new Set(
    nodes.filter(({ callFrame }) => callFrame.url.includes(EXTENSION_ID)).map(({ id }) => id),
  );
  return samples.reduce((sum, id, index) => sum + (own.has(id) ? (timeDeltas[index] ?? 0) : 0), 0) / 1000;
}

async function profiled(session: CDPSession, work: () => Promise<unknown>): Promise<number> {
  await session.send('Profiler.start');
  await work();
  const { profile } = await session.send('Profiler.stop');
  return ownMs(profile as unknown as Profile);
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const print = (name: string, value: number, unit: string) =>
  process.stdout.write(`${JSON.stringify({ name: `content script, ${name}`, value, unit })}\n`);

async function measure(page: Page, name: string, address: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
  const loads: number[] = [];
  for (let turn = 0; turn < LOADS; turn += 1) {
    loads.push(
      await profiled(session, async () => {
        await page.goto(address);
        await page.waitForTimeout(LOAD_MS);
      }),
    );
  }
  const after = await profiled(session, () => page.waitForTimeout(AFTER_MS));
  const buttons = await page.locator('kygui-button').count();
  const standing = buttons === 0 ? '' : `, ${buttons} buttons`;
  print(`${name}: at load${standing}`, median(loads), 'ms');
  print(`${name}: afterwards`, after / (AFTER_MS / 1000), 'ms per second');
  await session.detach();
}

const browser = await launchWithExtension();
try {
  // Pages that were opened before the first registration are reached in another way.
  await browser.worker();
  const makes: MakeName[] = ['table', 'react', 'shadow'];
  for (const make of makes) {
    const system = await startSample(make);
    const page = await browser.context.newPage();
    await page.goto(system.url);
    await page.waitForTimeout(LOAD_MS);
    await measure(
      page,
      make === 'table' ? 'table redrawn every two seconds' : `${make}-like sample`,
      system.url,
    );
    await page.close();
    await system.stop();
  }
} finally {
  await browser.close();
}
