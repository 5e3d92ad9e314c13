/**
 * Put into a page's own world while the wizard learns, and only then: tells of each request that carries a PDF, before
 * it leaves and when it is answered, by events of a name that nobody else knows. It changes and holds back nothing.
 * What it tells was written by the page and is checked where it is heard. Runs by its source alone: it may use nothing
 * outside of itself.
 */
export function watchUploads(eventName: string): void {
  interface Asked {
    address: string;
    method: string;
    headers: [string, string][];
  }
  const world = window;
  const { fetch: ownFetch } = world;
  const prototype = XMLHttpRequest.prototype;
  const { open: ownOpen, send: ownSend, setRequestHeader: ownSet } = prototype;
  const asked = new WeakMap<XMLHttpRequest, Asked>();
  let count = 0;

  const tell = (what: object) =>
    document.dispatchEvent(new CustomEvent(eventName, { detail: JSON.stringify(what) }));
  const isPdf = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, 5)) === '%PDF-';

  /** What a body carries; undefined when it carries no file. */
  const carried = (body: unknown): object | undefined => {
    if (body instanceof FormData) {
      const fields: [string, string][] = [];
      const files: { field: string; name: string; pdf: boolean }[] = [];
      body.forEach((value, field) => {
        if (typeof value === 'string') fields.push([field, value]);
        else files.push({ field, name: value.name, pdf: /pdf/i.test(`${value.type} ${value.name}`) });
      });
      const file = files.find(({ pdf }) => pdf) ?? files[0];
      return file && { fields, fileField: file.field, fileName: file.name };
    }
    if (body instanceof Blob) return body.size > 100 ? { fields: [], fileName: '' } : undefined;
    const bytes =
      body instanceof ArrayBuffer
        ? new Uint8Array(body)
        : ArrayBuffer.isView(body)
          ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
          : undefined;
    if (bytes) return isPdf(bytes) ? { fields: [], fileName: '' } : undefined;
    // A PDF as base64 inside of text has no way in a profile: it is told, so that the person is.
    return typeof body === 'string' && body.includes('JVBERi') ? { inText: true } : undefined;
  };
  const begin = (request: Asked, body: unknown): number | undefined => {
    const what = carried(body);
    if (!what) return undefined;
    count += 1;
    tell({ id: count, ...request, address: new URL(request.address, document.baseURI).href, ...what });
    return count;
  };
  const end = (id: number, status: number, text: string) => tell({ id, status, text: text.slice(0, 2000) });

  world.fetch = async function (input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    let id: number | undefined;
    try {
      const request = input instanceof Request ? input : undefined;
      const headers = [...new Headers(init?.headers ?? request?.headers)];
      const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
      const type = new Headers(init?.headers ?? request?.headers).get('content-type') ?? '';
      let { body }: { body?: unknown } = init ?? {};
      if (request && body === undefined && method !== 'GET' && method !== 'HEAD') {
        body = /multipart/i.test(type) ? await request.clone().formData() : await request.clone().blob();
      }
      id = begin({ address: request?.url ?? String(input), method, headers }, body);
    } catch {
      // What cannot be looked at is not learned from; the page's request goes its way.
    }
    const answer = await Reflect.apply(ownFetch, this ?? world, [input, init]);
    if (id !== undefined) {
      const known = id;
      answer
        .clone()
        .text()
        .then(
          (text: string) => end(known, answer.status, text),
          () => end(known, answer.status, ''),
        );
    }
    return answer;
  };
  prototype.open = function (this: XMLHttpRequest, ...words: unknown[]) {
    asked.set(this, { method: String(words[0]).toUpperCase(), address: String(words[1]), headers: [] });
    return Reflect.apply(ownOpen, this, words);
  } as typeof prototype.open;
  prototype.setRequestHeader = function (this: XMLHttpRequest, name: string, value: string) {
    asked.get(this)?.headers.push([String(name), String(value)]);
    return Reflect.apply(ownSet, this, [name, value]);
  };
  prototype.send = function (this: XMLHttpRequest, body?: Document | XMLHttpRequestBodyInit | null) {
    try {
      const request = asked.get(this);
      const id = request && begin(request, body);
      if (id !== undefined) {
        this.addEventListener('loadend', () => {
          const isText = this.responseType === '' || this.responseType === 'text';
          end(id, this.status, isText ? this.responseText : (JSON.stringify(this.response) ?? ''));
        });
      }
    } catch {
      // The page's request goes its way.
    }
    return Reflect.apply(ownSend, this, [body]);
  };
  document.addEventListener(
    `${eventName}-over`,
    () => {
      world.fetch = ownFetch;
      prototype.open = ownOpen;
      prototype.setRequestHeader = ownSet;
      prototype.send = ownSend;
    },
    { once: true },
  );
}
