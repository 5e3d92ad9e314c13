/** A request whose files lie in the page's memory, and the addresses that they have there until it is answered. */
export interface CarriedRequest {
  text: string;
  addresses: readonly string[];
}

const DATA = /^\s*data:([^,]*),(.*)$/isu;

/** Bytes of a `data:` address (RFC 2397); undefined when its base64 is none. */
function fileIn(address: string): Blob | undefined {
  const [, head = '', body = ''] = DATA.exec(address) ?? [];
  try {
    const binary = /;\s*base64\s*$/iu.test(head) ? atob(decodeURIComponent(body)) : unescaped(body);
    return new Blob([Uint8Array.from(binary, (character) => character.charCodeAt(0))]);
  } catch {
    return undefined;
  }
}

/** Percent escapes as bytes, whatever encoding they are in. */
const unescaped = (body: string): string =>
  body.replace(/%([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/**
 * Files that stand in the request itself (`data:`) get an address in this page's memory, and go the way of every file
 * that only the page can read: a request is a few words, a file of some megabytes is none.
 */
export function carriedRequest(text: string): CarriedRequest {
  const asItIs = { text, addresses: [] };
  if (!/"\s*data:/iu.test(text)) return asItIs;
  const addresses: string[] = [];
  const kept = (value: unknown): unknown => {
    const file = typeof value === 'string' && DATA.test(value) ? fileIn(value) : undefined;
    if (!file) return value;
    const address = URL.createObjectURL(file);
    addresses.push(address);
    return address;
  };
  try {
    const request = JSON.parse(text) as Record<string, unknown>;
    if (typeof request.FileName === 'string') request.FileName = kept(request.FileName);
    if (Array.isArray(request.Files)) {
      request.Files = request.Files.map((one: unknown) =>
        typeof one === 'object' && one !== null && 'URL' in one ? { ...one, URL: kept(one.URL) } : one,
      );
    }
    return addresses.length === 0 ? asItIs : { text: JSON.stringify(request), addresses };
  } catch {
    return asItIs;
  }
}
