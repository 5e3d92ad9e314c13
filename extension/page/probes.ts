import { vgcaProbe } from './address.ts';
import type { Line } from './line.ts';
import { bare, natives } from './natives.ts';
import { standInForXhr } from './xhr-probe.ts';

/** Rejects when the page gives its request up. */
function abandoned(signal: AbortSignal): Promise<never> {
  return new natives.Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), bare({ once: true }));
  });
}

/** The program's presence; any HTTP answer means yes. What a page may see of it depends on how it asked (Fetch, 2.2.6). */
function present(url: string, { mode }: Request): Response {
  const response = new natives.Response('', bare({ status: 200, statusText: 'OK' }));
  const facts =
    mode === 'no-cors' ? { type: 'opaque', status: 0, statusText: '', ok: false } : { type: 'cors', url };
  for (const [name, value] of natives.entries(facts)) natives.define(response, name, bare({ value }));
  return response;
}

function standInForFetch(line: Line): void {
  window.fetch = new Proxy(
    window.fetch,
    bare({
      apply(target: typeof fetch, self: unknown, words: Parameters<typeof fetch>) {
        const input = words[0];
        const url = vgcaProbe(input instanceof natives.Request ? input.url : input);
        if (url === undefined) return natives.apply(target, self, words);
        let request: Request;
        try {
          // The browser's own word on what it was given.
          request = new natives.Request(input, words[1]);
        } catch (invalid) {
          return natives.Promise.reject(invalid);
        }
        const answered = line
          .whoAnswers()
          .then((by) =>
            by === 'theirs' || request.mode === 'same-origin'
              ? natives.apply(target, self, [request])
              : present(url, request),
          );
        return natives.Promise.race([abandoned(request.signal), answered]);
      },
    }),
  );
}

/** Answers the two ways of asking for the signing program's presence; every other request is the browser's. */
export function standInForProbes(line: Line): void {
  standInForFetch(line);
  standInForXhr(line);
}
