import browser from 'webextension-polyfill';
import relayScript from '../../content/vgca.iife.ts?script&iife';
import pageScript from '../../page/vgca.iife.ts?script&iife';
import { knownToBrowser, wholeHost } from '../match-patterns.ts';
import { inTurns } from '../turns.ts';
import { servedSites } from './sites.ts';

const PAGE_ID = 'kygui-vgca-page';
const RELAY_ID = 'kygui-vgca-relay';

/** Scripts that are there are changed in place: a page that loads meanwhile must not miss them. */
function register(matches: string[], isThere: boolean): Promise<void> {
  const common = {
    matches,
    allFrames: true,
    matchOriginAsFallback: true,
    runAt: 'document_start' as const,
    persistAcrossSessions: true,
  };
  const scripts = [
    { ...common, id: PAGE_ID, js: [pageScript], world: 'MAIN' },
    { ...common, id: RELAY_ID, js: [relayScript] },
  ] as Parameters<typeof browser.scripting.registerContentScripts>[0];
  return isThere
    ? browser.scripting.updateContentScripts(scripts)
    : browser.scripting.registerContentScripts(scripts);
}

const inTurn = inTurns<typeof PAGE_ID>();

/**
 * Registers both scripts for the hosts of served sites and nowhere else. Registered by the browser, they need no
 * place in the page and run under every content security policy; where a host is wider than its pattern, the
 * worker's word at each call keeps to the pattern.
 */
export const registerVgca = (): Promise<void> => inTurn(PAGE_ID, registerNow);

async function registerNow(): Promise<void> {
  const served = (await servedSites()).filter(({ rule }) => rule.answers !== 'theirs');
  // Frames without an address of their own need every path of the host.
  const matches = await knownToBrowser(served.flatMap(({ addresses }) => addresses.map(wholeHost)));
  const known = await browser.scripting.getRegisteredContentScripts({ ids: [PAGE_ID, RELAY_ID] });
  const ids = known.map(({ id }) => id);
  const isThere = ids.length === 2 && matches.length > 0;
  if (ids.length > 0 && !isThere) await browser.scripting.unregisterContentScripts({ ids });
  if (matches.length === 0) return;
  await register(matches, isThere);
}
