/** Whether the programs of a page call the VGCA Sign Service, for which this extension can answer. */

const CALLS =
  /\bvgca_(?:sign|verify|get|show|auth|comment|encrypt|decrypt|license)\w*|(?:127\.0\.0\.1|localhost):8987/u;
const NAMED = /vgca/iu;
const MOST_SCRIPTS = 60;
const LONGEST_SCRIPT = 8 * 1024 * 1024;
/** For all scripts together: a page with slow ones is looked at all the same. */
const WITHIN_MS = 4000;

const ofThisSite = (address: string) => URL.canParse(address) && new URL(address).origin === location.origin;

/** Programs that the page had loaded, those that others brought along too. */
function scripts(): string[] {
  const named = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src);
  const brought = performance
    .getEntriesByType('resource')
    .filter(
      (entry) =>
        (entry as PerformanceResourceTiming).initiatorType === 'script' || /\.m?js(?:$|\?)/u.test(entry.name),
    )
    .map(({ name }) => name)
    .filter((name) => /\.m?js(?:$|\?)/u.test(name));
  return [...new Set([...named, ...brought])].slice(0, MOST_SCRIPTS);
}

async function calls(address: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(address, { signal, cache: 'force-cache' });
    const text = answer.ok ? await answer.text() : '';
    return text.length <= LONGEST_SCRIPT && CALLS.test(text);
  } catch {
    return false;
  }
}

/** Looked for in the page's own text, in names of its scripts, and in scripts of its own site. */
export async function callsVgca(): Promise<boolean> {
  const inline = [...document.querySelectorAll('script:not([src])')].slice(0, 200);
  if (inline.some(({ textContent }) => CALLS.test(textContent ?? ''))) return true;
  if (document.querySelector('[onclick*="vgca_"],[href*="javascript:vgca_"]')) return true;
  const all = scripts();
  if (all.some((address) => NAMED.test(new URL(address, document.baseURI).pathname))) return true;
  const signal = AbortSignal.timeout(WITHIN_MS);
  return (await Promise.all(all.filter(ofThisSite).map((address) => calls(address, signal)))).includes(true);
}
