/**
 * Put into a page's own world while the wizard learns, and only then; it is taken away when the wizard is done. With
 * `uploads` it tells of each request that carries a file, before it leaves and when it is answered, and holds back
 * nothing. With `files` it tells what a press of the page's own button asks for: requests go their way, and the PDF in
 * an answer is told by an address in the page's memory; new windows, navigations and forms are only told and not
 * followed. It tells by events of a name that nobody else
 * knows; what it tells was written by the page and is checked where it is heard. Runs by its source alone: it may use
 * nothing outside of itself.
 */
export function watchRequests(eventName: string, wanted: 'uploads' | 'files'): void {
  interface Asked {
    address: string;
    method: string;
    headers: [string, string][];
  }
  const world = window;
  const { fetch: ownFetch, open: ownWindow } = world;
  const prototype = XMLHttpRequest.prototype;
  const { open: ownOpen, send: ownSend, setRequestHeader: ownSet } = prototype;
  const { submit: ownSubmit } = HTMLFormElement.prototype;
  const { click: ownClick } = HTMLAnchorElement.prototype;
  const asked = new WeakMap<XMLHttpRequest, Asked>();
  const over = new AbortController();
  let count = 0;

  const tell = (what: object) =>
    document.dispatchEvent(new CustomEvent(eventName, { detail: JSON.stringify(what) }));
  const whole = (address: string) => new URL(address, document.baseURI).href;
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
    if (body instanceof Blob) return body.size > 0 ? { fields: [], fileName: '' } : undefined;
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
    const what = wanted === 'uploads' ? carried(body) : undefined;
    if (!what) return undefined;
    count += 1;
    tell({ id: count, ...request, address: whole(request.address), ...what });
    return count;
  };
  const end = (id: number, status: number, text: string) => tell({ id, status, text: text.slice(0, 2000) });

  /** Fields of a request that asks for a file; undefined for a body that no profile can say. */
  const asking = (body: unknown): [string, string][] | undefined => {
    if (body === undefined || body === null || body === '') return [];
    if (body instanceof URLSearchParams) return [...body];
    if (typeof body === 'string' && /^[^{[<\s]+=/.test(body)) return [...new URLSearchParams(body)];
    if (!(body instanceof FormData)) return undefined;
    return [...body].filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  };
  const got = (request: Asked, body: unknown, type: string | null) => {
    const fields = asking(body);
    if (wanted !== 'files' || !fields || !/pdf|octet-stream|force-download/i.test(type ?? '')) return;
    tell({ got: true, ...request, address: whole(request.address), fields });
  };
  /** The PDF that an answer is, or carries as base64 in its text. */
  const pdfIn = async (answer: Blob): Promise<Blob | undefined> => {
    if ((await answer.slice(0, 1024).text()).includes('%PDF-')) return answer;
    const text = await answer.text();
    const at = text.indexOf('JVBERi');
    if (at < 0) return undefined;
    // In JSON base64 may be escaped: `\u002B`, `\/`, `\r\n`.
    const literal = text.slice(text.lastIndexOf('"', at), text.indexOf('"', at) + 1);
    const held = /^\s*[[{"]/.test(text) ? String(JSON.parse(literal)) : text.slice(at);
    const [base64 = ''] = /JVBERi[\w+/=\s]+/.exec(held) ?? [];
    const binary = atob(base64);
    return new Blob([Uint8Array.from(binary, (character) => character.charCodeAt(0))]);
  };
  const take = (answered: () => Promise<Blob>) => {
    if (wanted !== 'files') return;
    answered()
      .then(pdfIn)
      .then(
        (file) => file && tell({ bytes: URL.createObjectURL(file) }),
        // An answer that broke off, or whose text only looked like a file.
        () => undefined,
      );
  };
  const shown = (address: string) => {
    const opened = whole(address);
    if (/^https?:/.test(opened)) tell({ got: true, method: 'GET', headers: [], fields: [], address: opened });
    if (/^(?:https?|blob):/.test(opened)) tell({ bytes: opened });
  };

  world.fetch = async function (input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    let id: number | undefined;
    let request: Asked | undefined;
    let body: unknown = init?.body;
    try {
      const made = input instanceof Request ? input : undefined;
      const headers = new Headers(init?.headers ?? made?.headers);
      const method = (init?.method ?? made?.method ?? 'GET').toUpperCase();
      if (made && body === undefined && method !== 'GET' && method !== 'HEAD') {
        const isForm = /multipart/i.test(headers.get('content-type') ?? '');
        body = isForm ? await made.clone().formData() : await made.clone().blob();
      }
      request = { address: made?.url ?? String(input), method, headers: [...headers] };
      id = begin(request, body);
    } catch {
      // What cannot be looked at is not learned from; the page's request goes its way.
    }
    const answer = await Reflect.apply(ownFetch, this ?? world, [input, init]);
    if (request) got(request, body, answer.headers.get('content-type'));
    if (answer.type !== 'opaque') take(() => answer.clone().blob());
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
      if (request) {
        this.addEventListener('loadend', () => {
          got(request, body, this.getResponseHeader('content-type'));
          const { response } = this;
          const isJson = this.responseType === 'json' || this.responseType === 'document';
          take(async () => new Blob([isJson ? (JSON.stringify(response) ?? '') : response]));
          if (id === undefined) return;
          const isText = this.responseType === '' || this.responseType === 'text';
          end(id, this.status, isText ? this.responseText : (JSON.stringify(this.response) ?? ''));
        });
      }
    } catch {
      // The page's request goes its way.
    }
    return Reflect.apply(ownSend, this, [body]);
  };
  if (wanted === 'files') {
    const sent = (form: HTMLFormElement, submitter?: HTMLElement | null) => {
      const fields = asking(submitter ? new FormData(form, submitter) : new FormData(form)) ?? [];
      const method = form.getAttribute('method')?.toUpperCase() === 'POST' ? 'POST' : 'GET';
      const address = new URL(form.getAttribute('action') ?? '', document.baseURI);
      if (method === 'GET') address.search = new URLSearchParams(fields).toString();
      const rest = method === 'GET' ? [] : fields;
      tell({ got: true, method, headers: [], fields: rest, address: address.href });
    };
    world.open = (address?: string | URL) => {
      if (address !== undefined && String(address) !== '') shown(String(address));
      return null;
    };
    HTMLAnchorElement.prototype.click = function () {
      if (this.isConnected) Reflect.apply(ownClick, this, []);
      else shown(this.href);
    };
    HTMLFormElement.prototype.submit = function () {
      sent(this);
    };
    const options = { capture: true, signal: over.signal };
    document.addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        const { submitter, target } = event;
        if (target instanceof HTMLFormElement) sent(target, submitter);
      },
      options,
    );
    // Where the browser tells of navigations, a press leads nowhere while it is watched.
    const { navigation } = world as unknown as { navigation?: EventTarget };
    navigation?.addEventListener(
      'navigate',
      (event) => {
        const { destination, hashChange } = event as Event & {
          destination: { url: string; sameDocument: boolean };
          hashChange: boolean;
        };
        if (hashChange || destination.sameDocument) return;
        event.preventDefault();
        shown(destination.url);
      },
      { signal: over.signal },
    );
  }
  document.addEventListener(
    `${eventName}-over`,
    () => {
      over.abort();
      world.fetch = ownFetch;
      world.open = ownWindow;
      prototype.open = ownOpen;
      prototype.setRequestHeader = ownSet;
      prototype.send = ownSend;
      HTMLFormElement.prototype.submit = ownSubmit;
      HTMLAnchorElement.prototype.click = ownClick;
    },
    { once: true },
  );
}
