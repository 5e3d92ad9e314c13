import browser from 'webextension-polyfill';
import relayScript from '../../content/vgca.iife.ts?script&iife';
import pageScript from '../../page/vgca.iife.ts?script&iife';
import { servedSites } from './sites.ts';

const PAGE_ID = 'kygui-vgca-page';
const RELAY_ID = 'kygui-vgca-relay';

/** Firefox knows no ports in match patterns; frames without an address of their own need the whole host. */
const wholeHost = (pattern: string) =>
  pattern.replace(/^([^:]+:\/\/(?:\[[^\]]+\]|[^/:]+))(?::(?:\d+|\*))?\/.*$/u, '$1/*');

/**
 * Registers both scripts for the hosts of served sites and nowhere else. Registered by the browser, they need no
 * place in the page and run under every content security policy; where a host is wider than its pattern, the
 * worker's word at each call keeps to the pattern.
 */
export async function registerVgca(): Promise<void> {
  const served = (await servedSites()).filter(({ rule }) => rule.answers !== 'theirs');
  const matches = [...new Set(served.flatMap(({ addresses }) => addresses.map(wholeHost)))];
  const known = await browser.scripting.getRegisteredContentScripts({ ids: [PAGE_ID, RELAY_ID] });
  const ids = known.map(({ id }) => id);
  if (ids.length > 0) await browser.scripting.unregisterContentScripts({ ids });
  if (matches.length === 0) return;
  const common = {
    matches,
    allFrames: true,
    matchOriginAsFallback: true,
    runAt: 'document_start' as const,
    persistAcrossSessions: true,
  };
  await browser.scripting.registerContentScripts([
    { ...common, id: PAGE_ID, js: [pageScript], world: 'MAIN' },
    { ...common, id: RELAY_ID, js: [relayScript] },
  ] as Parameters<typeof browser.scripting.registerContentScripts>[0]);
}
