import type { FileRule } from '../../../shared/profile/schema.ts';
import { actsWhenAsked, mayBeFile } from './file-signs.ts';
import { heldTokens } from './held-tokens.ts';
import { addressRule, Unlearned, valueRules } from './request-rule.ts';

/**
 * Pages that draw their file by themselves, with no link and no button for it: its address is one of those that the page
 * has asked since it was opened.
 */

const MOST_TRIED = 8;
/** How far around a place a picture of pages is looked for: text is often laid over it. */
const STEPS = 3;
const ASKED_BY = ['fetch', 'xmlhttprequest'];

/** True for a place of the page on which something is drawn. */
export function isDrawing(element: Element): boolean {
  let at: Element | null = element;
  for (let step = 0; at && step < STEPS; at = at.parentElement, step += 1) {
    if (at.localName === 'canvas' || at.querySelector('canvas')) return true;
  }
  return false;
}

/** Addresses of this site that the page's programs asked, those first that look like one of a file, then the newest. */
function askedAddresses(): string[] {
  const asked = (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
    .filter(({ initiatorType }) => ASKED_BY.includes(initiatorType))
    .map(({ name }) => name)
    .filter((name) => new URL(name).origin === location.origin && !actsWhenAsked(name))
    .reverse();
  const likely = (name: string) => Number(mayBeFile(name));
  return [...new Set(asked)].sort((one, other) => likely(other) - likely(one)).slice(0, MOST_TRIED);
}

/** What an address gives, by its first bytes; `refused` where it wants to know who asks. */
async function look(address: string, authorization?: string): Promise<'pdf' | 'refused' | 'other'> {
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  const response = await fetch(address, { credentials: 'include', headers });
  if (response.status === 401 || response.status === 403) return 'refused';
  const reader = response.ok ? response.body?.getReader() : undefined;
  const { value } = (await reader?.read()) ?? {};
  void reader?.cancel();
  return new TextDecoder('latin1').decode(value?.subarray(0, 1024)).includes('%PDF-') ? 'pdf' : 'other';
}

/** How an address is asked so that it gives a PDF: with the session alone, or with a token that the page keeps. */
async function wayTo(address: string): Promise<[string, string][] | undefined> {
  const plain = await look(address);
  if (plain !== 'refused') return plain === 'pdf' ? [] : undefined;
  for (const token of heldTokens()) {
    const authorization = `Bearer ${token}`;
    if ((await look(address, authorization)) === 'pdf') return [['Authorization', authorization]];
  }
  return undefined;
}

/** The rule that asks for the drawn file; undefined where no address gives a PDF, or nothing tells it for another letter. */
export async function drawnFile(root: ParentNode): Promise<FileRule | undefined> {
  for (const address of askedAddresses()) {
    try {
      const sent = await wayTo(address);
      const at = sent && addressRule(address, root);
      if (!at || at.constant !== undefined) continue;
      return { at, ...(sent.length > 0 && { headers: valueRules(sent, root) }) };
    } catch (failure) {
      if (!(failure instanceof Unlearned || failure instanceof TypeError)) throw failure;
    }
  }
  return undefined;
}
