import { readFile } from 'node:fs/promises';
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
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** Shadow roots are saved as `<template shadowrootmode>`, as the HTML standard writes them (13.3). */
function shadowOf(element: ReadableElement): ReadableRoot | null {
  const template = Array.from(element.children).find(
    (child) => child.localName === 'template' && child.getAttribute('shadowrootmode') !== null,
  );
  return (template as unknown as { content?: ReadableRoot } | undefined)?.content ?? null;
}

/** A saved page as reading rules see it. It is parsed only: no script runs and nothing is fetched. */
export async function openSavedPage(
  path: string,
  options: { address: string; charset?: string | undefined; encoding?: Encoding | undefined },
): Promise<{ scope: ReadingScope; close(): Promise<void> }> {
  assertRegularFile(path);
  const bytes = await readFile(path).catch(() => {
    throw new KyguiError('USAGE', { problem: path });
  });
  const window = new Window({
    url: options.address,
    settings: {
      disableJavaScriptFileLoading: true,
      disableCSSFileLoading: true,
      disableIframePageLoading: true,
    },
  });
  const text = decoded(bytes, options.charset ?? charsetOf(bytes));
  const page = new window.DOMParser().parseFromString(text, 'text/html') as unknown as ReadableRoot;
  return {
    scope: { root: page, page, address: options.address, encoding: options.encoding, shadowOf },
    close: () => window.happyDOM.close(),
  };
}
