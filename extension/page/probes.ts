import { isVgcaProbe } from './address.ts';
import type { Line } from './line.ts';
import { natives } from './natives.ts';

/** Pages ask `https://127.0.0.1:8987/` whether the signing program is there; any HTTP answer means yes. */
const PRESENT = { status: 200, statusText: 'OK' } as const;

/** Rejects when the page gives its request up. */
function abandoned(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    else signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function standInForFetch(line: Line): void {
  window.fetch = new Proxy(window.fetch, {
    apply(target, self, words) {
      const [input, options] = words;
      const asked = input instanceof natives.Request ? input : undefined;
      const address = asked?.url ?? input;
      if (!isVgcaProbe(address)) return Reflect.apply(target, self, words);
      const answered = line.whoAnswers().then((by) => {
        if (by === 'theirs') return Reflect.apply(target, self, words);
        const response = new natives.Response('', PRESENT);
        const url = new natives.URL(address, document.baseURI).href;
        Object.defineProperties(response, { url: { value: url }, type: { value: 'cors' } });
        return response;
      });
      return Promise.race([abandoned(options?.signal ?? asked?.signal), answered]);
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

function standInForXhr(line: Line): void {
  const { prototype } = XMLHttpRequest;
  /** Requests that were opened for a probe, and whether they answer later. */
  const probes = new WeakMap<XMLHttpRequest, { url: string; later: boolean; sent: boolean }>();
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
          sent: false,
        });
      }
      return Reflect.apply(target, self, words);
    },
  });
  prototype.send = new Proxy(prototype.send, {
    apply(target, self: XMLHttpRequest, words) {
      const probe = probes.get(self);
      if (!probe) return Reflect.apply(target, self, words);
      probe.sent = true;
      // A request that holds the page up cannot wait for a word from outside of it.
      if (!probe.later) answer(self, probe.url);
      else {
        void line.whoAnswers().then((by) => {
          if (probes.get(self) !== probe) return;
          if (by !== 'theirs') answer(self, probe.url);
          else {
            probes.delete(self);
            Reflect.apply(target, self, words);
          }
        });
      }
      return undefined;
    },
  });
  prototype.abort = new Proxy(prototype.abort, {
    apply(target, self: XMLHttpRequest, words) {
      const wasSent = probes.get(self)?.sent && self.readyState !== 4;
      probes.delete(self);
      Reflect.apply(target, self, words);
      if (wasSent)
        for (const type of ['abort', 'loadend']) self.dispatchEvent(new natives.ProgressEvent(type));
    },
  });
}

/** Answers the two ways of asking for the signing program's presence; every other request is the browser's. */
export function standInForProbes(line: Line): void {
  standInForFetch(line);
  standInForXhr(line);
}
