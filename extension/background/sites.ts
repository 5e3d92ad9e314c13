import browser, { type Tabs } from 'webextension-polyfill';
import type { SiteProfile } from '../../shared/profile/schema.ts';
import siteScript from '../content/site.iife.ts?script&iife';
import { anyPort, knownToBrowser, wholeHost } from './match-patterns.ts';
import { listProfiles, profileFor } from './profiles.ts';

const SCRIPT_ID = 'kygui-site';

/**
 * Registers the content script for the addresses of the profiles and nowhere else: on every other page the
 * extension costs nothing at all.
 */
export async function registerSites(): Promise<void> {
  const { profiles } = await listProfiles();
  const matches = await knownToBrowser(profiles.flatMap(({ profile }) => hostsOf(profile)));
  const known = await browser.scripting.getRegisteredContentScripts({ ids: [SCRIPT_ID] });
  if (matches.length === 0) {
    if (known.length > 0) await browser.scripting.unregisterContentScripts({ ids: [SCRIPT_ID] });
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
  if (known.length > 0) await browser.scripting.updateContentScripts([script]);
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
 * too; where a site was switched off, the script that is there steps aside for one that finds no profile.
 * @param afterUpdate takes away what the script of the version before may have left behind
 */
export async function reachOpenPages(afterUpdate = false): Promise<void> {
  const { profiles, off } = await listProfiles();
  const known = [...profiles, ...off];
  const patterns = await knownToBrowser(known.flatMap(({ profile }) => hostsOf(profile)));
  if (patterns.length === 0) return;
  for (const tab of await browser.tabs.query({ url: patterns })) {
    if (tab.id === undefined) continue;
    const target = { tabId: tab.id, allFrames: true };
    if (afterUpdate) await browser.scripting.executeScript({ target, func: clear }).catch(() => undefined);
    await browser.scripting.executeScript({ target, files: [siteScript] }).catch(() => undefined);
  }
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
