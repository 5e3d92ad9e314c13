import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { Window } from 'happy-dom';
import { KyguiError } from '../../shared/errors.ts';
import type { ReadableElement, ReadableRoot, ReadingScope } from '../../shared/profile/readable.ts';
import type { Encoding } from '../../shared/profile/schema.ts';
import { assertRegularFile } from '../files/regular-file.ts';
import { ArchiveDamaged, isWebArchive, readWebArchive, type WebArchive } from './mhtml.ts';
import { renderedText, withRawTextHeld } from './saved-text.ts';

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

/** Shadow roots are saved as `<template shadowrootmode>` (HTML standard, 13.3); Chromium's archives say `shadowmode`. */
function savedShadow(element: ReadableElement): ReadableRoot | null {
  const template = Array.from(element.children).find(
    (child) =>
      child.localName === 'template' &&
      (child.getAttribute('shadowrootmode') ?? child.getAttribute('shadowmode')) !== null,
  );
  return (template as unknown as { content?: ReadableRoot } | undefined)?.content ?? null;
}

interface SavedDocument {
  bytes: Uint8Array;
  charset?: string | undefined;
  /** What the addresses of its own frames are taken from: its file, or its address in an archive. */
  place: string;
}

/** Browsers save the document of a frame as a file beside the page; none outside of the page's folder is read. */
function frameFile(source: string, page: string): SavedDocument | undefined {
  if (/^(?:[a-z]+:|\/|$)/iu.test(source)) return undefined;
  const [relativePath = ''] = source.split(/[?#]/u);
  try {
    const path = resolve(dirname(page), decodeURIComponent(relativePath));
    if (relative(dirname(page), path).startsWith('..')) return undefined;
    assertRegularFile(path);
    return { place: path, bytes: readFileSync(path) };
  } catch {
    return undefined;
  }
}

/** The document of a frame that lies in the same archive. */
function framePart(archive: WebArchive, source: string, place: string): SavedDocument | undefined {
  const address = URL.canParse(source, place) ? new URL(source, place).href : source;
  const found = source === '' ? undefined : (archive.part(source) ?? archive.part(address));
  return found && { ...found, place: found.location };
}

/** @throws USAGE */
function archiveOf(path: string, bytes: Uint8Array): WebArchive | undefined {
  if (!isWebArchive(bytes)) return undefined;
  try {
    return readWebArchive(bytes);
  } catch (failure) {
    if (!(failure instanceof ArchiveDamaged)) throw failure;
    throw new KyguiError('USAGE', {
      problem: `${path}: tệp MHTML hỏng, cần lưu lại trang · damaged MHTML, save the page again (${failure.message})`,
    });
  }
}

/** Chromium's note of where a page was saved from. */
const SAVED_FROM = /^\s*(?:<!doctype[^>]*>\s*)?<!-- saved from url=\(\d+\)(https?:\S+) -->/iu;

const webAddressIn = (location: string): string | undefined =>
  /^https?:/iu.test(location) && URL.canParse(location) ? location : undefined;

/** Frames in frames that are looked into: an archive may name a page as a frame of itself. */
const DEEPEST_FRAME = 5;

export interface SavedPage {
  scope: ReadingScope;
  /** The documents of its frames, where an archive tells the address of each: pages of their own. */
  frames(): ReadingScope[];
  /** What the archive calls `cid:…`, under the address that it was saved from. */
  webAddress(address: string): string;
  close(): Promise<void>;
}

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
): Promise<SavedPage> {
  assertRegularFile(path);
  const bytes = await readFile(path).catch(() => {
    throw new KyguiError('USAGE', { problem: `${path}: không đọc được · cannot be read` });
  });
  const archive = archiveOf(path, bytes);
  const textOf = (saved: Omit<SavedDocument, 'place'>, charset = saved.charset) =>
    decoded(saved.bytes, charset ?? charsetOf(saved.bytes));
  const text = textOf(archive?.page ?? { bytes }, options.charset);
  const savedFrom = archive ? webAddressIn(archive.page.location) : SAVED_FROM.exec(text)?.[1];
  const address = options.address ?? savedFrom ?? options.otherwise ?? 'about:blank';
  const window = new Window({
    url: address,
    settings: {
      disableJavaScriptFileLoading: true,
      disableCSSFileLoading: true,
      disableIframePageLoading: true,
    },
  });
  Object.defineProperty(window.HTMLElement.prototype, 'innerText', {
    configurable: true,
    get(this: Parameters<typeof renderedText>[0]) {
      return renderedText(this);
    },
  });
  const parsed = (html: string) =>
    new window.DOMParser().parseFromString(withRawTextHeld(html), 'text/html') as unknown as ReadableRoot;
  const frames = new Map<ReadableElement, ReadableRoot | null>();
  const places = new Map<unknown, string>();
  const frameOf = (source: string, place: string | undefined) =>
    archive ? framePart(archive, source, place ?? archive.page.location) : frameFile(source, place ?? path);
  const insideOf = (element: ReadableElement): ReadableRoot | null => {
    const shadow = savedShadow(element);
    if (shadow) return shadow;
    const known = frames.get(element);
    if (known !== undefined) return known;
    const { ownerDocument } = element as ReadableElement & { ownerDocument?: unknown };
    const frame = ['iframe', 'frame'].includes(element.localName)
      ? frameOf(element.getAttribute('src') ?? '', places.get(ownerDocument))
      : undefined;
    const inner = frame ? parsed(textOf(frame)) : null;
    if (frame) places.set(inner, frame.place);
    frames.set(element, inner);
    return inner;
  };
  const page = parsed(text);
  const { encoding } = options;
  const scopeOf = (root: ReadableRoot, at: string): ReadingScope => ({
    root,
    page: root,
    address: at,
    encoding,
    shadowOf: insideOf,
  });
  const framesIn = (root: ReadableRoot, depth: number): ReadingScope[] =>
    Array.from(root.querySelectorAll('iframe,frame')).flatMap((element) => {
      const inner = depth < DEEPEST_FRAME ? insideOf(element) : null;
      const at = inner && webAddressIn(places.get(inner) ?? '');
      return inner ? [...(at ? [scopeOf(inner, at)] : []), ...framesIn(inner, depth + 1)] : [];
    });
  return {
    scope: scopeOf(page, address),
    frames: () => framesIn(page, 0),
    webAddress: (at) => (at.startsWith('cid:') && webAddressIn(archive?.part(at)?.location ?? '')) || at,
    close: () => window.happyDOM.close(),
  };
}
