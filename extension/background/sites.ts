import browser, { type Tabs } from 'webextension-polyfill';
import type { SiteProfile } from '../../shared/profile/schema.ts';
import siteScript from '../content/site.iife.ts?script&iife';
import { anyPort, knownToBrowser, wholeHost } from './match-patterns.ts';
import { listProfiles, profileFor } from './profiles.ts';
import { inTurns } from './turns.ts';

const SCRIPT_ID = 'kygui-site';

/** Registrations follow one another: two at once would both find nothing registered, and one would fail. */
const turns = inTurns<typeof SCRIPT_ID>();

/**
 * Registers the content script for the addresses of the profiles and nowhere else: on every other page the
 * extension costs nothing at all.
 */
export const registerSites = (): Promise<void> => turns(SCRIPT_ID, registerNow);

/**
 * What is known of sites has changed: the content script is registered anew, and pages that are open hear of it.
 * @param afterUpdate takes away what the script of the version before may have left behind
 */
export async function renewSites(afterUpdate = false): Promise<void> {
  const before = await turns(SCRIPT_ID, async () => {
    const script = await registered();
    await registerNow();
    return script?.matches ?? [];
  });
  await reachOpenPages(before, afterUpdate);
}

const registered = async () => (await browser.scripting.getRegisteredContentScripts({ ids: [SCRIPT_ID] }))[0];

async function registerNow(): Promise<void> {
  const { profiles } = await listProfiles();
  // Where only entry forms are known nothing stands on the page until one is filled in.
  const withLetters = profiles.filter(({ profile }) => profile.pages.length > 0);
  const matches = await knownToBrowser(withLetters.flatMap(({ profile }) => hostsOf(profile)));
  const known = await registered();
  if (matches.length === 0) {
    if (known) await browser.scripting.unregisterContentScripts({ ids: [SCRIPT_ID] });
    return;
  }
  const script = {
    id: SCRIPT_ID,
    js: [siteScript],
    matches,
    allFrames: true,
    runAt: 'document_idle' as const,
    persistAcrossSessions: true,
  };
  if (known) await browser.scripting.updateContentScripts([script]);
  else await browser.scripting.registerContentScripts([script]);
}

/**
 * Every page of the hosts of a profile: a single-page application may start at its log-in page and come to its letters
 * without loading anew. The profile's own pattern is checked again by the worker.
 */
const hostsOf = ({ addresses }: Pick<SiteProfile, 'addresses'>): string[] =>
  addresses.map((pattern) => anyPort(wholeHost(pattern)));

/**
 * Pages that were open before the extension was installed or updated, or before a site was switched on, get the script
 * too; where a site was switched off, or its profile is gone, the script that is there steps aside for one that finds no
 * profile.
 * @param before patterns of the sites that had the script until now
 */
async function reachOpenPages(before: readonly string[], afterUpdate: boolean): Promise<void> {
  const { profiles, off } = await listProfiles();
  const known = [...profiles, ...off];
  const patterns = await knownToBrowser([...before, ...known.flatMap(({ profile }) => hostsOf(profile))]);
  if (patterns.length === 0) return;
  const tabs = await browser.tabs.query({ url: patterns });
  // Side by side: the browser keeps a script waiting for a page that does not come to rest.
  const reach = async (tabId: number) => {
    const target = { tabId, allFrames: true };
    if (afterUpdate) await browser.scripting.executeScript({ target, func: clear }).catch(() => undefined);
    await browser.scripting.executeScript({ target, files: [siteScript] }).catch(() => undefined);
  };
  await Promise.all(tabs.flatMap(({ id }) => (id === undefined ? [] : [reach(id)])));
}

/** Runs in the page. A script that its extension has left cannot be spoken to, and Firefox ends it as it stands. */
function clear(): void {
  for (const host of document.querySelectorAll('kygui-button, kygui-tick, kygui-bar')) host.remove();
}

/**
 * A browser that lets extensions work "on click" only (Chromium) gives a page free for as long as it stands when the
 * toolbar button is pressed on it: then its buttons come, as they do everywhere else by themselves.
 */
export async function reachPressedTab(tab: Tabs.Tab): Promise<void> {
  if (tab.id === undefined || tab.url === undefined || !/^https?:/u.test(tab.url)) return;
  const { protocol, hostname } = new URL(tab.url);
  const isFree = await browser.permissions.contains({ origins: [`${protocol}//${hostname}/*`] });
  if (isFree || !(await profileFor(tab.url))) return;
  await browser.scripting
    .executeScript({ target: { tabId: tab.id, allFrames: true }, files: [siteScript] })
    .catch(() => undefined);
}
