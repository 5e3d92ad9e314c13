import { launchWithExtension } from '../e2e/support/browser.ts';
import { callPlugin, replyOf, serveSites } from '../e2e/support/vgca.ts';
import { startVgcaSystem } from '../sandbox/vgca/server.ts';

/**
 * What the drop-in for the VGCA Sign Service costs a page: its script before the page's first one, and a call's own
 * time from the page through content script and worker and back. No person and no bridge in it.
 */
const ROUNDS = 15;
const row = (name: string, values: number[], unit: string) => {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  process.stdout.write(`${JSON.stringify({ name, value, unit })}\n`);
};

/** Time on the page's main thread that the trace gives to a script of the extension, ms. */
interface TraceEvent {
  name: string;
  dur?: number;
  args?: { data?: { url?: string } };
}

const browser = await launchWithExtension();
const system = await startVgcaSystem();
try {
  await serveSites(browser, [{ addresses: [`${system.url}/*`] }]);
  const page = await browser.context.newPage();
  const session = await browser.context.newCDPSession(page);
  const cost: { page: number[]; relay: number[] } = { page: [], relay: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const events: TraceEvent[] = [];
    const collect = ({ value }: { value: unknown[] }) => void events.push(...(value as TraceEvent[]));
    session.on('Tracing.dataCollected', collect);
    const over = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
    await session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: ['devtools.timeline', 'v8', 'disabled-by-default-v8.compile'] },
    });
    await page.goto(system.url);
    await session.send('Tracing.end');
    await over;
    session.off('Tracing.dataCollected', collect);
    const spent = (part: string) =>
      events
        .filter(({ name, args }) => name === 'EvaluateScript' && args?.data?.url?.includes(part))
        .reduce((sum, { dur = 0 }) => sum + dur / 1000, 0);
    cost.page.push(spent('/page/vgca'));
    cost.relay.push(spent('/content/vgca'));
  }
  row("stand-in in the page's own world, main thread at load", cost.page, 'ms');
  row('its content script, main thread at load', cost.relay, 'ms');

  const call: number[] = [];
  const refused: number[] = [];
  const native: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let begun = performance.now();
    await replyOf(page, await callPlugin(page, 'vgca_get_version'));
    call.push(performance.now() - begun);
    begun = performance.now();
    await replyOf(page, await callPlugin(page, 'vgca_sign_pdf', '{"FileName":"http://10.0.0.1/a.pdf"}'));
    refused.push(performance.now() - begun);
    native.push(
      await page.evaluate(() => {
        const start = performance.now();
        for (let count = 0; count < 200; count++) new WebSocket('ws://127.0.0.1:9/').close();
        return ((performance.now() - start) / 200) * 1000;
      }),
    );
  }
  row('a VGCA call of its own (GetVersion): function to callback', call, 'ms');
  row('a VGCA call that is refused for its address: function to callback', refused, 'ms');
  row(
    "another WebSocket of the page, opened through the stand-in (with the browser's own work)",
    native,
    'µs',
  );
} finally {
  await browser.close();
  await system.stop();
}
process.exit();
