import { launchWithExtension } from '../e2e/support/browser.ts';
import { openLongInbox } from '../e2e/support/long-inbox.ts';

/**
 * The panel with 10,000 incoming letters, scrolled as by a wheel that is never let go of: 120 pixels in each frame,
 * through 1,500 frames, with the pages that are loaded on the way. Counted by the browser's own frame times: what is
 * later than one frame of a 60 hertz screen (16.7 ms, and half of one more for the clock) was dropped.
 */
const LETTERS = 10_000;
const FRAMES = 1500;
const DROPPED_MS = 25;

const row = (name: string, value: number, unit: string) =>
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 100) / 100, unit })}\n`);

const browser = await launchWithExtension();
try {
  const page = await browser.context.newPage();
  await openLongInbox(page, LETTERS);
  const { gaps, work, rows, height } = await page.evaluate(async (frames) => {
    const scroller = document.querySelector('.panel-main');
    if (!scroller) throw new Error('no list');
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const gaps: number[] = [];
    const work: number[] = [];
    let rows = 0;
    for (let warm = 0; warm < 60; warm += 1) await frame();
    let before = await frame();
    for (let index = 0; index < frames; index += 1) {
      scroller.scrollTop += 120;
      const now = await frame();
      gaps.push(now - before);
      before = now;
      // From the start of the frame to where everything of it is done and the next task begins.
      await new Promise<void>((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve();
        channel.port2.postMessage(null);
      });
      work.push(performance.now() - now);
      rows = Math.max(rows, document.querySelectorAll('.list-row').length);
    }
    return { gaps, work, rows, height: scroller.scrollTop };
  }, FRAMES);
  const at = (values: number[], share: number) =>
    [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
  const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000;
  row('panel with 10,000 letters, frames a second while scrolling', gaps.length / seconds, 'frames/s');
  row('panel, frames that came late', gaps.filter((gap) => gap > DROPPED_MS).length, `of ${FRAMES}`);
  row('panel, work of one frame, p50', at(work, 0.5), 'ms');
  row('panel, work of one frame, p99', at(work, 0.99), 'ms');
  row('panel, most rows in the page', rows, 'rows');
  row('panel, scrolled', height, 'px');
} finally {
  await browser.close();
}
process.exit();
