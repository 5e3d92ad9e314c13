const world = globalThis;

/** What objects of a kind can do, all they inherit with it, as it was before the page's first script. */
function copyOf(prototype: object | null): object | null {
  if (prototype === null) return null;
  const above = copyOf(Object.getPrototypeOf(prototype));
  return Object.create(above, Object.getOwnPropertyDescriptors(prototype)) as object;
}
const maps = copyOf(world.Map.prototype);
const weakMaps = copyOf(world.WeakMap.prototype);
const sets = copyOf(world.Set.prototype);
const lists = copyOf(world.Array.prototype);
const urls = copyOf(world.URL.prototype);
const Kept = { Map: world.Map, WeakMap: world.WeakMap, Set: world.Set };

/**
 * What the browser itself gives, kept from before the page's first script: old pages have globals of their own called
 * `Event`, `URL` or `Map`, and libraries put their own in place of others.
 */
export const natives = {
  Event: world.Event,
  MessageEvent: world.MessageEvent,
  CloseEvent: world.CloseEvent,
  ProgressEvent: world.ProgressEvent,
  DOMException: world.DOMException,
  TypeError: world.TypeError,
  TextEncoder: world.TextEncoder,
  Blob: world.Blob,
  ArrayBuffer: world.ArrayBuffer,
  Promise: world.Promise,
  Request: world.Request,
  Response: world.Response,
  URL: world.URL,
  isUrl: world.URL.canParse,
  later: world.setTimeout.bind(world),
  readJson: JSON.parse,
  writeJson: JSON.stringify,
  apply: Reflect.apply,
  construct: Reflect.construct,
  define: Object.defineProperty,
  entries: Object.entries,
  has: Object.hasOwn,
  drop: Reflect.deleteProperty,
  setPrototypeOf: Object.setPrototypeOf,
};

/**
 * An object that inherits nothing: proxies, descriptors and dictionaries are read with all that a page put into
 * `Object.prototype`.
 */
export const bare = <T extends object>(object: T): T => natives.setPrototypeOf(object, null) as T;

/** Collections and addresses whose members the page cannot replace; never handed to it. */
export const kept = {
  map: <K, V>() => natives.setPrototypeOf(new Kept.Map(), maps) as Map<K, V>,
  weakMap: <K extends WeakKey, V>() => natives.setPrototypeOf(new Kept.WeakMap(), weakMaps) as WeakMap<K, V>,
  set: <T>(values?: readonly T[]) => natives.setPrototypeOf(new Kept.Set(values), sets) as Set<T>,
  list: <T>() => natives.setPrototypeOf([], lists) as T[],
  /** @throws TypeError for what is no address */
  url: (text: string, base?: string) => natives.setPrototypeOf(new natives.URL(text, base), urls) as URL,
};
