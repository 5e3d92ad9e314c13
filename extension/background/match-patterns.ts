import browser from 'webextension-polyfill';

/** Every page of the host, and port, of a pattern. */
export const wholeHost = (pattern: string): string =>
  pattern.replace(/^([^:]+:\/\/(?:\[[^\]]+\]|[^/]+))\/.*$/u, '$1/*');

/** Every port of the host of a pattern that {@link wholeHost} gave. */
export const anyPort = (pattern: string): string => pattern.replace(/:(?:\d+|\*)\/\*$/u, '/*');

/** Firefox takes a pattern with a port without a word, and no page ever matches it. */
const knowsPorts = (): boolean => !browser.runtime.getURL('').startsWith('moz-extension:');

const isTaken = (pattern: string): Promise<boolean> =>
  browser.permissions.contains({ origins: [pattern] }).then(
    () => true,
    () => false,
  );

/**
 * The patterns that the browser takes, each once, without their ports where it knows none. A single one that it does
 * not take would keep a script from every other site too.
 */
export async function knownToBrowser(patterns: readonly string[]): Promise<string[]> {
  const meant = knowsPorts() ? patterns : patterns.map(anyPort);
  const known: string[] = [];
  for (const pattern of new Set(meant)) if (await isTaken(pattern)) known.push(pattern);
  return known;
}
