const world = globalThis;

/** Members of a kind of object as they were before the page's first script; only what is used here, for the load's sake. */
function membersOf(prototype: object, ...names: string[]): object {
  const members = Object.create(null) as object;
  for (const name of names) {
    let place: object | null = prototype;
    while (place && !Object.hasOwn(place, name)) place = Object.getPrototypeOf(place) as object | null;
    if (place) {
      Object.defineProperty(
        members,
        name,
        Object.getOwnPropertyDescriptor(place, name) as PropertyDescriptor,
      );
    }
  }
  return members;
}
const maps = membersOf(world.Map.prototype, 'get', 'set', 'delete');
const weakMaps = membersOf(world.WeakMap.prototype, 'get', 'set', 'delete');
const sets = membersOf(world.Set.prototype, 'has', 'add');
const lists = membersOf(world.Array.prototype, 'push', 'shift');
const urls = membersOf(
  world.URL.prototype,
  ...['hash', 'hostname', 'href', 'origin', 'pathname', 'port', 'protocol'],
);
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

export type KeptUrl = Pick<URL, 'hash' | 'hostname' | 'href' | 'origin' | 'pathname' | 'port' | 'protocol'>;

/** Collections and addresses whose members the page cannot replace; never handed to it. */
export const kept = {
  map: <K, V>() => natives.setPrototypeOf(new Kept.Map(), maps) as Pick<Map<K, V>, 'get' | 'set' | 'delete'>,
  weakMap: <K extends WeakKey, V>() =>
    natives.setPrototypeOf(new Kept.WeakMap(), weakMaps) as Pick<WeakMap<K, V>, 'get' | 'set' | 'delete'>,
  set: <T>(values?: readonly T[]) =>
    natives.setPrototypeOf(new Kept.Set(values), sets) as Pick<Set<T>, 'has' | 'add'>,
  list: <T>() => natives.setPrototypeOf([], lists) as Pick<T[], 'push' | 'shift' | 'length'>,
  /** @throws TypeError for what is no address */
  url: (text: string, base?: string) => natives.setPrototypeOf(new natives.URL(text, base), urls) as KeptUrl,
};
