/** What a read asks for (Chrome, `storage.StorageArea.get`): everything, some names, or names with what they are else. */
type Wanted = null | undefined | string | readonly string[] | Readonly<Record<string, unknown>>;

/**
 * A storage area of the browser over a map, for tests: what is read or written is a copy.
 * @param keep what the browser makes of a value; throws what it does not take
 */
export function storageArea(
  held: Map<string, unknown>,
  keep: (value: unknown, key: string) => unknown = (value) => structuredClone(value),
) {
  const known = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => held.has(name)).map((name) => [name, held.get(name)]));
  return {
    async get(wanted?: Wanted): Promise<Record<string, unknown>> {
      if (wanted === null || wanted === undefined) return structuredClone(known([...held.keys()]));
      if (typeof wanted === 'string') return structuredClone(known([wanted]));
      if (Array.isArray(wanted)) return structuredClone(known(wanted));
      return structuredClone({ ...wanted, ...known(Object.keys(wanted)) });
    },
    async set(items: Readonly<Record<string, unknown>>): Promise<void> {
      for (const [key, value] of Object.entries(items)) held.set(key, keep(value, key));
    },
    async remove(keys: string | readonly string[]): Promise<void> {
      for (const key of [keys].flat()) held.delete(key);
    },
  };
}
