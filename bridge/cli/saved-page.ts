import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { Window } from 'happy-dom';
import { KyguiError } from '../../shared/errors.ts';
import type { ReadableElement, ReadableRoot, ReadingScope } from '../../shared/profile/readable.ts';
import type { Encoding } from '../../shared/profile/schema.ts';
import { assertRegularFile } from '../files/regular-file.ts';

/** Character set that a saved page names for itself, else UTF-8. */
function charsetOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString('latin1');
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/iu.exec(head)?.[1] ?? 'utf-8';
}

function decoded(bytes: Uint8Array, charset: string): string {
  // Encoding Standard, 14.5: Node's decoder leaves this one out.
  if (charset.toLowerCase() === 'x-user-defined') {
    return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xf700 + byte)).join('');
  }
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** Shadow roots are saved as `<template shadowrootmode>`, as the HTML standard writes them (13.3). */
function savedShadow(element: ReadableElement): ReadableRoot | null {
  const template = Array.from(element.children).find(
    (child) => child.localName === 'template' && child.getAttribute('shadowrootmode') !== null,
  );
  return (template as unknown as { content?: ReadableRoot } | undefined)?.content ?? null;
}

/** Browsers save the document of a frame as a file beside the page; none outside of the page's folder is read. */
function savedFrame(element: ReadableElement, page: string): { path: string; bytes: Uint8Array } | undefined {
  const source = element.getAttribute('src') ?? '';
  if (!['iframe', 'frame'].includes(element.localName) || /^(?:[a-z]+:|\/|$)/iu.test(source))
    return undefined;
  const [relativePath = ''] = source.split(/[?#]/u);
  try {
    const path = resolve(dirname(page), decodeURIComponent(relativePath));
    if (relative(dirname(page), path).startsWith('..')) return undefined;
    assertRegularFile(path);
    return { path, bytes: readFileSync(path) };
  } catch {
    return undefined;
  }
}

/** Chromium's note of where a page was saved from. */
const SAVED_FROM = /^\s*(?:<!doctype[^>]*>\s*)?<!-- saved from url=\(\d+\)(https?:\S+) -->/iu;

/** A saved page as reading rules see it. It is parsed only: no script runs and nothing is fetched. */
export async function openSavedPage(
  path: string,
  options: {
    /** Absent: the one that the browser noted when it saved the page, else `otherwise`. */
    address?: string | undefined;
    otherwise?: string;
    charset?: string | undefined;
    encoding?: Encoding | undefined;
  },
): Promise<{ scope: ReadingScope; close(): Promise<void> }> {
  assertRegularFile(path);
  const bytes = await readFile(path).catch(() => {
    throw new KyguiError('USAGE', { problem: `${path}: không đọc được · cannot be read` });
  });
  if (/^(?:From|MIME-Version): /u.test(Buffer.from(bytes.subarray(0, 20)).toString('latin1'))) {
    throw new KyguiError('USAGE', { problem: `${path}: MHTML, cần lưu dạng HTML · save it as HTML` });
  }
  const text = decoded(bytes, options.charset ?? charsetOf(bytes));
  const address = options.address ?? SAVED_FROM.exec(text)?.[1] ?? options.otherwise ?? 'about:blank';
  const window = new Window({
    url: address,
    settings: {
      disableJavaScriptFileLoading: true,
      disableCSSFileLoading: true,
      disableIframePageLoading: true,
    },
  });
  const parsed = (html: string) =>
    new window.DOMParser().parseFromString(html, 'text/html') as unknown as ReadableRoot;
  const frames = new Map<ReadableElement, ReadableRoot | null>();
  const places = new Map<unknown, string>();
  const insideOf = (element: ReadableElement): ReadableRoot | null => {
    const shadow = savedShadow(element);
    if (shadow) return shadow;
    const known = frames.get(element);
    if (known !== undefined) return known;
    const { ownerDocument } = element as ReadableElement & { ownerDocument?: unknown };
    const frame = savedFrame(element, places.get(ownerDocument) ?? path);
    const inner = frame ? parsed(decoded(frame.bytes, charsetOf(frame.bytes))) : null;
    if (frame) places.set(inner, frame.path);
    frames.set(element, inner);
    return inner;
  };
  const page = parsed(text);
  const { encoding } = options;
  return {
    scope: { root: page, page, address, encoding, shadowOf: insideOf },
    close: () => window.happyDOM.close(),
  };
}
