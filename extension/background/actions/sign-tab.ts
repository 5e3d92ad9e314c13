import browser, { type Tabs } from 'webextension-polyfill';
import { z } from 'zod';
import { roleSchema } from '../../../shared/document/role.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { Job } from '../../messages/job.ts';
import { windowAction } from '../action.ts';
import { advance } from '../advance.ts';
import { bringPour } from '../bring-script.ts';
import { focusWindow, openWindow } from '../consent-window.ts';
import { isPageOnly } from '../fetch-file.ts';
import { allJobs, changeJob, isUndecided, readJob, writeJob } from '../jobs.ts';
import type { BridgeLink } from '../link.ts';
import { newJob } from '../new-job.ts';
import { missPour } from '../receive-file.ts';
import { shownPdf, siteDocument } from '../shown-pdf.ts';
import { shownTab } from '../shown-tab.ts';

type ShownTab = Pick<Tabs.Tab, 'id' | 'url' | 'title'>;

/** The job whose window was opened, or came forward. */
interface Opened {
  jobKey: string;
}

function lastPart(address: URL): string {
  const part = address.pathname.split('/').at(-1) ?? '';
  let name = part;
  try {
    name = decodeURIComponent(part);
  } catch {
    // A name that is not percent-encoded UTF-8 is shown as it stands.
  }
  return /\.pdf$/iu.test(name) ? name.slice(-200) : `${name.slice(0, 190) || 'van-ban'}.pdf`;
}

/** Opens the consent window for the PDF that a tab shows; without a profile nothing goes back into the page. */
export async function startTabJob(
  tab: ShownTab,
  link: BridgeLink,
  role: Job['role'] = 'plain',
): Promise<Opened> {
  const { id } = tab;
  if (id === undefined) throw new KyguiError('SITE_NO_PDF');
  const underway = opening.get(id);
  if (underway) return underway;
  const turn = openShown(tab, id, role, link).finally(() => opening.delete(id));
  opening.set(id, turn);
  return turn;
}

/** Address and origin of what the tab shows; undefined where it belongs to no site. */
async function documentOf(
  { url }: ShownTab,
  tabId: number,
): Promise<{ address: string; origin: string } | undefined> {
  const known = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  if (known && /^https?:$/u.test(known.protocol)) return { address: known.href, origin: known.origin };
  return siteDocument(tabId);
}

/** What the tab shows is signed; one PDF that its page shows in a frame too. */
async function openShown(tab: ShownTab, tabId: number, role: Job['role'], link: BridgeLink): Promise<Opened> {
  const page = await documentOf(tab, tabId);
  if (!page) throw new KyguiError('SITE_NO_PDF');
  const { origin } = page;
  const [href = ''] = page.address.split('#');
  const address = (await shownPdf(tabId, origin)) ?? href;
  const inMemory = isPageOnly(address);
  if (!inMemory && !/^https?:/u.test(address)) throw new KyguiError('SITE_NO_PDF');
  const job = newJob({
    source: {
      tabId,
      frameId: 0,
      origin,
      tabOrigin: null,
      // Who pours a file of its memory in is known by its whole address.
      address: inMemory ? page.address : href,
      title: (tab.title ?? '').slice(0, 200),
    },
    role,
    file: { address, name: inMemory ? 'van-ban.pdf' : lastPart(new URL(address)) },
  });
  return openOnce(job, link);
}

/** Presses whose window does not stand yet, by tab: the second press of a double click joins the first. */
const opening = new Map<number, Promise<Opened>>();

/** A window that is still being decided in, for the same document and work, comes forward instead of a second one. */
async function openOnce(job: Job, link: BridgeLink): Promise<Opened> {
  const { tabId, address } = job.source;
  const open = (await allJobs()).find(
    ({ source, file, role, profileId, step, windowId }) =>
      source.tabId === tabId &&
      source.address === address &&
      file.address === job.file.address &&
      role === job.role &&
      profileId === '' &&
      windowId !== null &&
      isUndecided(step),
  );
  if (open?.windowId && (await focusWindow(open.windowId))) return { jobKey: open.key };
  await writeJob(job);
  // The file is on its way while the window opens.
  if (isPageOnly(job.file.address)) void askPage(job);
  else void advance(job.key, link);
  await changeJob(job.key, { windowId: await openWindow('consent', { job: job.key }) });
  return { jobKey: job.key };
}

async function askPage({ key, source, file }: Job): Promise<void> {
  const brought = await bringPour({ tabId: source.tabId, frameId: 0 }, key, file.address);
  if (!brought) await missPour(await readJob(key));
}

/** Signs what the active tab of a window shows; for the panel and for sites that no profile knows. */
export const signTab = windowAction({
  name: 'tab.sign',
  body: z.object({ windowId: z.int().optional(), tabId: z.int().optional(), role: roleSchema.optional() }),
  async run({ windowId, tabId, role }, { link }) {
    const tab =
      tabId === undefined ? await shownTab(windowId) : await browser.tabs.get(tabId).catch(() => undefined);
    if (!tab) throw new KyguiError('SITE_NO_PDF');
    return startTabJob(tab, link, role);
  },
});
