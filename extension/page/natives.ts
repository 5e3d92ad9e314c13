const world = globalThis;

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
  Map: world.Map,
  Promise: world.Promise,
  Request: world.Request,
  Response: world.Response,
  Set: world.Set,
  URL: world.URL,
  later: world.setTimeout.bind(world),
  readJson: JSON.parse,
  writeJson: JSON.stringify,
  apply: Reflect.apply,
  construct: Reflect.construct,
  define: Object.defineProperty,
  entries: Object.entries,
  drop: Reflect.deleteProperty,
  setPrototypeOf: Object.setPrototypeOf,
};
