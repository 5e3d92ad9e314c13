import { isVgcaProbe } from './address.ts';
import { natives } from './natives.ts';

/** Pages ask `https://127.0.0.1:8987/` whether the signing program is there; any HTTP answer means yes. */
const PRESENT = { status: 200, statusText: 'OK' } as const;

function standInForFetch(): void {
  window.fetch = new Proxy(window.fetch, {
    apply(target, self, words) {
      const [input] = words;
      const address = input instanceof natives.Request ? input.url : input;
      if (!isVgcaProbe(address)) return Reflect.apply(target, self, words);
      const { signal } = words[1] ?? (input instanceof natives.Request ? input : {});
      if (signal?.aborted) return Promise.reject(signal.reason);
      const response = new natives.Response('', PRESENT);
      Object.defineProperty(response, 'url', { value: new natives.URL(address, document.baseURI).href });
      return Promise.resolve(response);
    },
  });
}

function answer(request: XMLHttpRequest, url: string): void {
  const facts = {
    readyState: 4,
    status: PRESENT.status,
    statusText: PRESENT.statusText,
    responseURL: url,
    responseText: '',
    response: request.responseType === '' || request.responseType === 'text' ? '' : null,
  };
  for (const [name, value] of Object.entries(facts))
    Object.defineProperty(request, name, { value, configurable: true });
  request.dispatchEvent(new natives.Event('readystatechange'));
  for (const type of ['load', 'loadend']) request.dispatchEvent(new natives.ProgressEvent(type));
}

function standInForXhr(): void {
  const { prototype } = XMLHttpRequest;
  /** Requests that were opened for a probe, and whether they answer later. */
  const probes = new WeakMap<XMLHttpRequest, { url: string; later: boolean }>();
  prototype.open = new Proxy(prototype.open, {
    apply(target, self: XMLHttpRequest, words) {
      const was = probes.get(self);
      if (was) {
        probes.delete(self);
        for (const name of ['readyState', 'status', 'statusText', 'responseURL', 'responseText', 'response'])
          Reflect.deleteProperty(self, name);
      }
      if (isVgcaProbe(words[1])) {
        probes.set(self, {
          url: new natives.URL(words[1], document.baseURI).href,
          later: words[2] !== false,
        });
      }
      return Reflect.apply(target, self, words);
    },
  });
  prototype.send = new Proxy(prototype.send, {
    apply(target, self: XMLHttpRequest, words) {
      const probe = probes.get(self);
      if (!probe) return Reflect.apply(target, self, words);
      if (probe.later) natives.later(() => probes.get(self) === probe && answer(self, probe.url), 0);
      else answer(self, probe.url);
      return undefined;
    },
  });
  prototype.abort = new Proxy(prototype.abort, {
    apply(target, self: XMLHttpRequest, words) {
      probes.delete(self);
      return Reflect.apply(target, self, words);
    },
  });
}

/** Answers the two ways of asking for the signing program's presence; every other request is the browser's. */
export function standInForProbes(): void {
  standInForFetch();
  standInForXhr();
}
