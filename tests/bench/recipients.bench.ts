import { label } from '../e2e/support/clerk.ts';
import { logIn, openDocument, pressForConsent } from '../e2e/support/qlvb.ts';
import { openWorkplace } from '../e2e/support/workplace.ts';

/**
 * Typing in the recipient field of the consent window with 123,000 units: from each key to the list that answers it,
 * drawn by the browser (the frame after it). Real Chromium, the extension's worker, the encrypted channel, the bridge's
 * whole directory, groups and last recipients. A key whose answer was overtaken counts until the next one that is drawn.
 */
const UNITS = 123_000;
const TYPED = [
  'UBND xã Bình Châu Mẫu',
  'ubnd xa binh chau',
  'truong tieu hoc my duc',
  'H120.15',
  'uy ban nhan dan phuong tan',
  'chi cục Vĩnh Long',
];
/** A quick typist: some 120 words a minute. */
const KEY_MS = 90;

const row = (name: string, value: number, unit: string) =>
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 10) / 10, unit })}\n`);

interface Measured {
  latencies: number[];
}

const place = await openWorkplace({ units: { directoryUnits: UNITS } });
try {
  const { page, browser, sandbox } = place;
  const code = await place.letter({ number: '401', waitsFor: 'clerk' });
  await logIn(page, sandbox.qlvb.url, 'vanthu');
  await openDocument(page, sandbox.qlvb.url, code);
  const consent = await pressForConsent(browser.context, page);
  const input = consent.getByRole('combobox', { name: label('addRecipient') });
  await input.waitFor({ timeout: 60_000 });
  // Until the directory is there, nothing is found; its first loading is not typing.
  for (;;) {
    await input.fill('');
    await input.pressSequentially('H120.15', { delay: KEY_MS });
    const offer = consent.locator('.offer', { hasText: 'H120.15' }).first();
    if (
      await offer.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      )
    )
      break;
  }
  await consent.locator('.side-foot .primary').waitFor();
  await consent.waitForTimeout(3000);
  await input.fill('');
  await consent.evaluate(() => {
    const world = globalThis as unknown as Measured;
    world.latencies = [];
    let waiting: { text: string; at: number }[] = [];
    const field = document.querySelector<HTMLInputElement>('[role=combobox]');
    const list = document.querySelector<HTMLElement>('.suggestions');
    if (!field || !list) throw new Error('no recipient field');
    field.addEventListener(
      'input',
      (event) => {
        const text = field.value.trim();
        // A blank behind the last word asks for nothing new.
        if (text !== (waiting.at(-1)?.text ?? list.dataset.answers))
          waiting.push({ text, at: event.timeStamp });
      },
      { capture: true },
    );
    new MutationObserver(() => {
      const index = waiting.findLastIndex(({ text }) => text === list.dataset.answers);
      const answered = waiting.slice(0, index + 1);
      waiting = waiting.slice(index + 1);
      // After the next frame has been made, what was changed stands on the screen.
      requestAnimationFrame(() =>
        setTimeout(() => {
          const now = performance.now();
          for (const { at } of answered) world.latencies.push(now - at);
        }),
      );
    }).observe(list, { attributes: true, attributeFilter: ['data-answers'] });
  });
  for (const text of TYPED) {
    await input.pressSequentially(text, { delay: KEY_MS });
    await consent.waitForTimeout(300);
    await input.fill('');
    await consent.waitForTimeout(300);
  }
  const latencies = (await consent.evaluate(() => (globalThis as unknown as Measured).latencies)).sort(
    (one, other) => one - other,
  );
  const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)] ?? Number.NaN;
  row('recipient field, key to list drawn, p50', at(0.5), 'ms');
  row('recipient field, key to list drawn, p95', at(0.95), 'ms');
  row('recipient field, key to list drawn, max', at(1), 'ms');
  row('recipient field, keys', latencies.length, 'keys');
} finally {
  await place.close();
}
process.exit();
