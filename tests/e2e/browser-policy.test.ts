// @needs chromium
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSample } from '../sandbox/systems/all.ts';
import { page as answer, type RunningSystem, startSystem } from '../sandbox/systems/serve.ts';
import { startVgcaSystem, type VgcaSystem } from '../sandbox/vgca/server.ts';
import { EXTENSION_ID, type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { type PrivatePolicy, privatePolicy, privatePolicyProblem } from './support/browser-policy.ts';
import { label } from './support/clerk.ts';
import { judgeScreen, keepPicture } from './support/screens.ts';
import { callPlugin, replyOf, untilServed } from './support/vgca.ts';

/** What IT sets by the policy of the real browser, and what pages and screens make of it. No bridge is needed. */

const problem = privatePolicyProblem();
if (problem !== null) process.stderr.write(`browser-policy.test.ts: 4 tests left out: ${problem}\n`);

const GUIDE = readFileSync(new URL('../../docs/it-guide.md', import.meta.url), 'utf8');
/** Chromium looks at its folder of policies again some seconds after a change. */
const PATIENCE = { timeout: 90_000 };

/** A profile that knows nothing but where its buttons go; how many tells it from the others. */
const profile = (id: string, path: string, buttons: 1 | 2) => ({
  format: 1,
  id,
  name: { vi: `Hệ thống ${id}`, en: `System ${id}` },
  addresses: [`http://127.0.0.1/${path}/*`],
  pages: [
    {
      id: 'thu',
      when: { exists: ['body'] },
      file: { at: { selector: 'a', attribute: 'href' } },
      fields: {},
      buttons: (['approve', 'issue'] as const)
        .slice(0, buttons)
        .map((role) => ({ role, at: 'body', position: 'first' })),
    },
  ],
});

let policy: PrivatePolicy;
let browser: ExtensionBrowser;
let table: RunningSystem;
let plain: RunningSystem;
let ours: VgcaSystem;
let theirs: VgcaSystem;
let pages: { table: Page; plain: Page };
let options: Page;

/** The build's profile for any system of this computer: it would stand above the others. */
const OF_BUILD = 'sandbox-qlvb';
const OF_IT = [JSON.stringify(profile('cua-cntt', 'la', 2)), JSON.stringify(profile('bang-cntt', 'bang', 1))];
const buttonsOf = (page: Page) => () => page.locator('kygui-button').count();

/** What the diagnosis page says of a check. */
async function diagnosed(name: 'checkPolicy' | 'checkProfiles'): Promise<string> {
  const page = await browser.open('diagnosis');
  try {
    await page.locator('.spinner').waitFor({ ...PATIENCE, state: 'detached' });
    const [passed, failed] = [page.locator('dl.passed > div'), page.locator('.note')];
    const check = passed.or(failed).filter({ hasText: label(name) });
    return (await check.first().textContent(PATIENCE)) ?? '';
  } finally {
    await page.close();
  }
}

describe.skipIf(problem !== null)('policy of the browser', () => {
  beforeAll(async () => {
    [table, plain, ours, theirs] = await Promise.all([
      startSample('table'),
      startSystem(
        () => ({ start: '/la/', answer: () => answer('<!doctype html><a href="tep.pdf">tep.pdf</a>') }),
        1,
      ),
      startVgcaSystem(),
      startVgcaSystem(),
    ]);
    policy = await privatePolicy();
    await policy.set({
      profiles: OF_IT,
      switchedOffProfiles: [OF_BUILD],
      vgcaBareDigests: false,
      vgcaSites: [
        { addresses: [`${ours.url}/*`], answers: 'ours' },
        { addresses: [`${theirs.url}/*`], answers: 'theirs' },
      ],
    });
    browser = await launchWithExtension({ executablePath: policy.executablePath });
    options = await browser.open('options');
    const open = async ({ url }: RunningSystem) => {
      const page = await browser.context.newPage();
      await page.goto(url);
      return page;
    };
    pages = { table: await open(table), plain: await open(plain) };
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([table, plain, ours, theirs].map((system) => system?.stop()));
    await policy?.remove();
  });

  test('the build stands above IT, IT above the clerk; what IT has set is shown locked', async () => {
    await options.evaluate(
      async (own) => {
        const { chrome } = globalThis as unknown as {
          chrome: {
            storage: { local: { set(items: object): Promise<void> } };
            runtime: { sendMessage(message: object): Promise<unknown> };
          };
        };
        await chrome.storage.local.set({
          profiles: own,
          vgcaSites: [{ addresses: ['http://127.0.0.1/x/*'] }],
        });
        await chrome.runtime.sendMessage({ action: 'sites.switch', body: { id: '-', on: true } });
      },
      [profile('cua-toi', 'la', 1)],
    );
    await pages.table.bringToFront();
    await expect.poll(buttonsOf(pages.table), PATIENCE).toBe(3);
    await pages.plain.reload();
    await pages.plain.bringToFront();
    await expect.poll(buttonsOf(pages.plain), PATIENCE).toBe(2);
    await options.bringToFront();
    await options.reload();
    const row = (id: string) => options.locator('#sites .site-row', { hasText: `Hệ thống ${id}` });
    await row('cua-cntt').getByText(label('lockedByIt')).waitFor(PATIENCE);
    expect(await row('cua-cntt').getByRole('checkbox').isDisabled()).toBe(true);
    expect(await row('cua-toi').getByRole('checkbox').isEnabled()).toBe(true);
    const vgca = options.locator('#vgca');
    await vgca.getByText(ours.url).waitFor(PATIENCE);
    const digests = vgca.getByRole('checkbox', { name: label('vgcaDigests') });
    expect(await digests.isDisabled()).toBe(true);
    await judgeScreen(options, 'settings-policy');
    await vgca.scrollIntoViewIfNeeded();
    await keepPicture(options, 'settings-policy-vgca');
    expect(await diagnosed('checkPolicy')).toContain(
      'profiles, switchedOffProfiles, vgcaBareDigests, vgcaSites',
    );
  });

  test('calls to the VGCA Sign Service are answered on the sites that IT gave to Ký Gửi, and left alone on the others', async () => {
    await untilServed(browser, ours.url);
    const page = await browser.context.newPage();
    await page.goto(ours.url);
    expect(await replyOf(page, await callPlugin(page, 'vgca_get_version'))).toMatchObject({ Status: 0 });
    await page.goto(theirs.url);
    const heard = await page.evaluate(
      () =>
        new Promise<string>((done) => {
          const socket = new WebSocket('wss://127.0.0.1:8987/GetVersion');
          socket.onopen = () => done('open');
          socket.onerror = () => done('error');
        }),
    );
    expect(heard).toBe('error');
    await page.close();
  });

  test('IT switches a site and a profile of the build off while their pages are open: the buttons go, and the panel says why', async () => {
    await policy.set({
      profiles: OF_IT,
      switchedOffProfiles: [OF_BUILD, 'sandbox-table'],
      switchedOffSites: [`${new URL(plain.url).origin}/*`],
      vgcaAnswers: 'off',
    });
    await pages.plain.bringToFront();
    await expect.poll(buttonsOf(pages.plain), PATIENCE).toBe(0);
    await pages.table.bringToFront();
    await expect.poll(buttonsOf(pages.table), PATIENCE).toBe(1);
    // A panel in a tab of its own: the page it speaks of is the one that was shown before it.
    const panel = await browser.open('panel');
    await pages.plain.bringToFront();
    await panel.bringToFront();
    await panel.getByText(label('siteOffByItNext')).waitFor(PATIENCE);
    await judgeScreen(panel, 'panel-site-off');
    await panel.close();
    await options.bringToFront();
    await options.reload();
    const build = options.locator('#sites .site-row', { hasText: 'Hệ thống mẫu bảng vẽ lại' });
    await build.getByText(label('lockedByIt')).waitFor(PATIENCE);
    expect(await build.getByRole('checkbox').isChecked()).toBe(false);
    await options.locator('#vgca-for-all', { hasText: label('vgcaOff') }).waitFor(PATIENCE);
    await judgeScreen(options, 'settings-policy-off');
  });

  test('mistakes of a policy are told by their place and cost nothing beside them; the text of the guide has none', async () => {
    await policy.set({
      profiles: [OF_IT[1], '{', JSON.stringify({ ...profile('hong', 'hong', 1), pages: [] })],
      switchedOffProfiles: [OF_BUILD, 'sandbox-table'],
      switchedOffSites: ['qlvb.example.vn'],
      vgcaAnswers: 'nobody',
    });
    // Nothing is switched off any more on the page that IT gave a profile; the profile itself is gone, hers counts.
    await pages.plain.bringToFront();
    await expect.poll(buttonsOf(pages.plain), PATIENCE).toBe(1);
    expect(await buttonsOf(pages.table)()).toBe(1);
    const wrong = await diagnosed('checkPolicy');
    for (const name of ['switchedOffSites[0]', 'vgcaAnswers']) expect(wrong).toContain(name);
    expect(await diagnosed('checkProfiles')).toContain('policy profiles[1]');

    const [text = ''] = [...GUIDE.matchAll(/```json\n(.*?)```/gsu)]
      .map(([, block = '']) => block)
      .filter((block) => block.includes('"3rdparty"'));
    await policy.put(text);
    const { extensions } = (JSON.parse(text) as { '3rdparty': { extensions: Record<string, object> } })[
      '3rdparty'
    ];
    const names = Object.keys(extensions[EXTENSION_ID] ?? {}).sort();
    await expect
      .poll(
        async () =>
          (await diagnosed('checkPolicy')).split(/[:.,]\s*/u).filter((word) => names.includes(word)),
        PATIENCE,
      )
      .toEqual(names);
    expect(await diagnosed('checkProfiles')).not.toContain('policy profiles');
  });
});
