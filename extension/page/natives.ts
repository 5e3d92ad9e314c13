const world = globalThis;

/**
 * What the browser itself gives, kept from before the page's first script: old pages have globals of their own called
 * `Event` or `JSON`, and libraries put their own in place of others.
 */
export const natives = {
  Event: world.Event,
  MessageEvent: world.MessageEvent,
  CloseEvent: world.CloseEvent,
  ProgressEvent: world.ProgressEvent,
  DOMException: world.DOMException,
  TextEncoder: world.TextEncoder,
  Blob: world.Blob,
  ArrayBuffer: world.ArrayBuffer,
  Request: world.Request,
  Response: world.Response,
  URL: world.URL,
  later: world.setTimeout.bind(world),
  readJson: JSON.parse,
};
