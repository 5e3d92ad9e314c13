import { type FoundFile, holds, readFields, readFile, readText } from '../../../shared/profile/read.ts';
import {
  findAll,
  findFirst,
  type ReadableElement,
  type ReadingScope,
} from '../../../shared/profile/readable.ts';
import type {
  Encoding,
  FieldRule,
  GiveBackRule,
  PageRule,
  ValueRule,
} from '../../../shared/profile/schema.ts';
import { FIELD_LIMIT, type Trial } from '../../messages/wizard.ts';
import { fileInput, one } from '../controls.ts';
import { pageScope } from '../scope.ts';
import { fetchInPage, findAttachments, findDocumentFile } from '../take.ts';
import { isVisible } from './trees.ts';

/** Largest file that a trial reads to its end, bytes. */
const TRIAL_LIMIT = 64 * 1024 * 1024;
const TOKEN_KEY = /token|jwt|auth|session|user|login/iu;
const JWT = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/u;

type Headers = Record<string, ValueRule>;

/** Where pages keep the token of their requests: what lies in their storage and looks like one. */
function tokenHeaders(): Headers[] {
  const found: Headers[] = [];
  const header = (storage: ValueRule['storage']): Headers => ({
    Authorization: { storage, into: 'Bearer {}' },
  });
  for (const area of ['local', 'session'] as const) {
    try {
      const held = area === 'local' ? localStorage : sessionStorage;
      for (const key of Object.keys(held).slice(0, 200)) {
        const value = held.getItem(key) ?? '';
        if (key.length > 200 || value.length > 20_000) continue;
        if (JWT.test(value) || (TOKEN_KEY.test(key) && /^[\w.~+/-]{8,}=*$/u.test(value)))
          found.push(header({ area, key }));
        for (const path of tokenPaths(value)) found.push(header({ area, key, path }));
      }
    } catch {
      // Storage switched off for this page.
    }
  }
  return found.slice(0, 8);
}

function tokenPaths(text: string): string[] {
  if (!text.startsWith('{')) return [];
  try {
    return Object.entries(JSON.parse(text) as Record<string, unknown>)
      .filter(([name, value]) => typeof value === 'string' && value.length >= 8 && /token|jwt/iu.test(name))
      .map(([name]) => name)
      .filter((name) => !name.includes('.'));
  } catch {
    return [];
  }
}

type State = NonNullable<Trial['file']>['state'];

/** Asks for the file as a press would, and looks at its first bytes. */
async function look(file: FoundFile, scope: ReadingScope): Promise<{ state: State; bytes: number }> {
  const address = new URL(file.address, location.href);
  if (!/^(?:blob|data):$/u.test(address.protocol) && address.origin !== location.origin)
    return { state: 'other-site', bytes: 0 };
  const taken = await fetchInPage(file, scope).catch(() => 'failed' as const);
  if (typeof taken === 'string') return { state: 'refused', bytes: 0 };
  if (taken.size > TRIAL_LIMIT) return { state: 'pdf', bytes: taken.size };
  const start = await taken.slice(0, 1024).text();
  return { state: start.includes('%PDF-') ? 'pdf' : 'not-pdf', bytes: taken.size };
}

async function tryFile(
  page: PageRule,
  scope: ReadingScope,
): Promise<Pick<Trial, 'file' | 'headers' | 'attachments'>> {
  const found = await findDocumentFile(page, scope);
  if (!found) return { file: null, headers: undefined, attachments: [] };
  const attachments = findAttachments(page, scope, found)
    .slice(0, 50)
    .map((one) => one.name.slice(0, FIELD_LIMIT));
  const name = found.name.slice(0, FIELD_LIMIT);
  const first = await look(found, scope);
  if (first.state === 'pdf' || first.state === 'other-site' || page.file.headers) {
    return { file: { name, ...first }, headers: undefined, attachments };
  }
  for (const headers of tokenHeaders()) {
    const again = readFile({ ...page.file, headers }, scope);
    if (!again) continue;
    const second = await look(again, scope);
    if (second.state === 'pdf') return { file: { name, ...second }, headers, attachments };
  }
  return { file: { name, ...first }, headers: undefined, attachments };
}

/** True when the way back finds what it needs; nothing of it is sent. */
function isReady(rule: GiveBackRule, scope: ReadingScope): boolean {
  if (rule.way === 'form') {
    const there = rule.input !== undefined && fileInput(rule.input, scope) !== undefined;
    return there || (rule.open !== undefined && one(rule.open, scope) !== undefined);
  }
  if (rule.way === 'viewer') {
    return [rule.viewer, rule.content, rule.name, rule.submit].every(
      (selector) => selector === undefined || one(selector, scope) !== undefined,
    );
  }
  const values = [rule.address, ...Object.values(rule.fields ?? {}), ...Object.values(rule.headers ?? {})];
  const isEmpty = (value: FieldRule) => !Array.isArray(value) && value.constant === '';
  return values.every((value) => isEmpty(value) || readText(value, scope) !== undefined);
}

/** A dry run: reads everything as a press of the button would, and changes nothing. */
export async function tryPage(page: PageRule, encoding: Encoding | undefined): Promise<Trial> {
  const whole = pageScope(document, encoding);
  const [button] = page.buttons;
  // Rows in which no button would stand are no letters: makers keep one to measure their columns by.
  const isLetter = (row: ReadableElement) =>
    button === undefined ||
    (findFirst(whole, row, button.at) !== undefined && holds(button.when, { ...whole, root: row }));
  const roots =
    page.each === undefined
      ? [document as ParentNode]
      : (findAll(whole, whole.root, page.each).filter(isLetter) as unknown as ParentNode[]);
  // Of tabs with a letter each, the one that the person sees.
  const root = roots.find((one) => one === document || isVisible(one as Element)) ?? roots[0];
  const scope = pageScope(root ?? document, encoding);
  const fields: Trial['fields'] = {};
  for (const [name, read] of Object.entries(root ? readFields(page.fields, scope) : {})) {
    const values = read.values.slice(0, 50).map((value) => value.slice(0, FIELD_LIMIT));
    fields[name as keyof typeof fields] = { values, expected: read.expected };
  }
  const tried = root ? await tryFile(page, scope) : { file: null, headers: undefined, attachments: [] };
  return {
    address: location.href.slice(0, 8000),
    holds: holds(page.when, whole),
    letters: Math.min(roots.length, 10_000),
    fields,
    file: tried.file,
    ...(tried.headers && { headers: tried.headers }),
    identity: (page.identity && root && readText(page.identity, scope)?.slice(0, FIELD_LIMIT)) ?? null,
    attachments: tried.attachments,
    places: button ? Math.min(findAll(scope, scope.root, button.at).length, 10_000) : 0,
    back: root !== undefined && page.giveBack !== undefined && isReady(page.giveBack, scope),
  };
}
