import { vgcaProbe } from './address.ts';
import type { Line } from './line.ts';
import { bare, kept, natives } from './natives.ts';

const { dispatchEvent } = EventTarget.prototype;

/** What a request shows of itself while it is a probe; its own properties lie over the browser's. */
interface Shown {
  readyState: number;
  status: number;
  statusText: string;
  responseURL: string;
  response?: unknown;
}

/** A request that was opened for a probe. */
interface Probe {
  url: string;
  /** False for one that holds the page up until it is answered. */
  later: boolean;
  step: 'opened' | 'sent' | 'over';
}

const NOTHING: Shown = { readyState: 0, status: 0, statusText: '', responseURL: '' };
const SHOWN = ['readyState', 'status', 'statusText', 'responseURL', 'response'] as const;

function hide(request: XMLHttpRequest): void {
  for (const name of SHOWN) natives.drop(request, name);
}

function show(request: XMLHttpRequest, facts: Shown): void {
  hide(request);
  for (const name of SHOWN) {
    if (natives.has(facts, name))
      natives.define(request, name, bare({ value: facts[name], configurable: true }));
  }
}

const changed = (request: XMLHttpRequest): unknown =>
  natives.apply(dispatchEvent, request, [new natives.Event('readystatechange')]);

function fire(request: XMLHttpRequest, ...types: string[]): void {
  for (const type of types) natives.apply(dispatchEvent, request, [new natives.ProgressEvent(type)]);
}

/** An answer without a body; what is text or JSON of it the browser itself says of a request that has none. */
function emptyOf({ responseType }: XMLHttpRequest): Pick<Shown, 'response'> {
  if (responseType === 'blob') return { response: new natives.Blob([]) };
  return responseType === 'arraybuffer' ? { response: new natives.ArrayBuffer(0) } : {};
}

/** Answers probes by `XMLHttpRequest` step by step as the browser does (XMLHttpRequest, 3.5.6). */
export function standInForXhr(line: Line): void {
  const { prototype } = XMLHttpRequest;
  const probes = kept.weakMap<XMLHttpRequest, Probe>();

  /** False as soon as a listener gave the request up, or opened it for something else. */
  const stillIs = (request: XMLHttpRequest, probe: Probe, step: Probe['step']) =>
    probes.get(request) === probe && probe.step === step;

  const answer = (request: XMLHttpRequest, probe: Probe): void => {
    const facts: Shown = { readyState: 2, status: 200, statusText: 'OK', responseURL: probe.url };
    if (probe.later) {
      fire(request, 'loadstart');
      if (!stillIs(request, probe, 'sent')) return;
      show(request, facts);
      changed(request);
      if (!stillIs(request, probe, 'sent')) return;
    }
    probe.step = 'over';
    show(request, { ...facts, readyState: 4, ...emptyOf(request) });
    changed(request);
    for (const type of ['load', 'loadend']) if (probes.get(request) === probe) fire(request, type);
  };

  prototype.open = new Proxy(
    prototype.open,
    bare({
      apply(target: XMLHttpRequest['open'], self: XMLHttpRequest, words: unknown[]) {
        const was = probes.get(self);
        const state = was && self.readyState;
        const opened = natives.apply(target, self, words);
        probes.delete(self);
        if (was) hide(self);
        const url = vgcaProbe(words[1]);
        if (url !== undefined) probes.set(self, { url, later: words[2] !== false, step: 'opened' });
        // The browser saw nothing of what came after the first opening.
        if (was && state !== 1) changed(self);
        return opened;
      },
    }),
  );
  prototype.send = new Proxy(
    prototype.send,
    bare({
      apply(target: XMLHttpRequest['send'], self: XMLHttpRequest, words: unknown[]) {
        const probe = probes.get(self);
        if (!probe) return natives.apply(target, self, words);
        if (probe.step !== 'opened') {
          throw new natives.DOMException(
            "Failed to execute 'send' on 'XMLHttpRequest': The object's state must be OPENED.",
            'InvalidStateError',
          );
        }
        probe.step = 'sent';
        // A request that holds the page up cannot wait for a word from outside of it.
        if (!probe.later) answer(self, probe);
        else {
          void line.whoAnswers().then((by) => {
            if (!stillIs(self, probe, 'sent')) return;
            if (by !== 'theirs') answer(self, probe);
            else {
              probes.delete(self);
              natives.apply(target, self, words);
            }
          });
        }
        return undefined;
      },
    }),
  );
  prototype.abort = new Proxy(
    prototype.abort,
    bare({
      apply(target: XMLHttpRequest['abort'], self: XMLHttpRequest, words: unknown[]) {
        const probe = probes.get(self);
        natives.apply(target, self, words);
        if (!probe || probe.step === 'opened') return;
        const isPending = probe.step === 'sent';
        probe.step = 'over';
        if (isPending) {
          show(self, { ...NOTHING, readyState: 4 });
          changed(self);
          fire(self, 'abort', 'loadend');
        }
        if (probes.get(self) === probe) show(self, NOTHING);
      },
    }),
  );
}
