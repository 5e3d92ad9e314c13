import browser from 'webextension-polyfill';

/** Every page of the host, and port, of a pattern. */
export const wholeHost = (pattern: string): string =>
  pattern.replace(/^([^:]+:\/\/(?:\[[^\]]+\]|[^/]+))\/.*$/u, '$1/*');

/** Every port of the host of a pattern that {@link wholeHost} gave: Firefox knows no ports in match patterns. */
export const anyPort = (pattern: string): string => pattern.replace(/:(?:\d+|\*)\/\*$/u, '/*');

const isTaken = (pattern: string): Promise<boolean> =>
  browser.permissions.contains({ origins: [pattern] }).then(
    () => true,
    () => false,
  );

/**
 * The patterns that the browser takes, each once; one that it takes only without its port goes without it. A single one
 * that it does not take would keep a script from every other site too.
 */
export async function knownToBrowser(patterns: readonly string[]): Promise<string[]> {
  const known = new Set<string>();
  for (const pattern of new Set(patterns)) {
    if (await isTaken(pattern)) known.add(pattern);
    else if (await isTaken(anyPort(pattern))) known.add(anyPort(pattern));
  }
  return [...known];
}
