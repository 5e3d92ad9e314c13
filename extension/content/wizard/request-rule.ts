import { withoutTime } from '../../../shared/profile/identity.ts';
import type { GiveBackRule, ValueRule } from '../../../shared/profile/schema.ts';
import { type IsWritten, isTelling, sourceOf } from './value-source.ts';

/** A request with a file that the page sent, as the script in its world saw it. */
export interface SeenUpload {
  address: string;
  method: 'POST' | 'PUT';
  headers: [string, string][];
  fields: [string, string][];
  /** Field of the multipart form with the file; without it the file was the body. */
  fileField?: string | undefined;
  fileName: string;
}

export type RequestRule = Extract<GiveBackRule, { way: 'request' }>;

/** What the browser writes itself, or the form's own boundary. */
const NOT_KEPT = /^(?:content-length|accept|accept-language|cache-control|pragma)$/iu;
/** A file that goes in pieces cannot be sent as one. */
const IN_PIECES = /chunk|offset|^range$|content-range|part-?number|blocknum/iu;
/** Headers that are the same for every letter. */
const CONSTANT_NAME = /^(?:content-type|x-requested-with)$/iu;
const SCHEME = /^(Bearer|Token|JWT)\s+(\S.*)$/iu;
const ID_NAME = /(?:^|[_-])(?:id|key|ma|code)$|[a-z](?:Id|Key)$/u;

/** The field whose value nothing of the page holds. */
export class Unlearned extends Error {
  readonly field: string;
  constructor(field: string) {
    super(field);
    this.field = field.slice(0, 100);
  }
}

const SECRET_NAME = /authorization|token|secret|session|[cx]srf|api-?key|password/iu;
const looksSecret = (value: string) => value.split(/\s+/u).some((part) => /^[\w+/=.~-]{16,}$/u.test(part));

/** What is the same for every letter, and no secret of this session. */
const isConstant = (name: string, value: string) =>
  CONSTANT_NAME.test(name) ||
  (value.length <= 60 &&
    !ID_NAME.test(name) &&
    !SECRET_NAME.test(name) &&
    !looksSecret(value) &&
    !/\d{4,}/u.test(value));

function valueRule(name: string, value: string, root: ParentNode, isWritten?: IsWritten): ValueRule {
  if (CONSTANT_NAME.test(name)) return { constant: value };
  const [, scheme, bare] = SCHEME.exec(value) ?? [];
  if (scheme !== undefined && bare !== undefined) {
    const found = sourceOf(bare, name, root, isWritten);
    if (found) return { ...found, into: `${scheme} {}` };
  }
  const found = value === '' ? undefined : sourceOf(value, name, root, isWritten);
  if (found) return found;
  if (value !== '' && !isConstant(name, value)) throw new Unlearned(name);
  return { constant: value };
}

/** Rules for what goes along with a request, by name. @throws Unlearned */
export const valueRules = (
  pairs: readonly (readonly [string, string])[],
  root: ParentNode,
  isWritten?: IsWritten,
): Record<string, ValueRule> =>
  Object.fromEntries(
    pairs
      .filter(([name]) => !NOT_KEPT.test(name))
      .map(([name, value]) => [name, valueRule(name, value, root, isWritten)]),
  );

/** Parts of an address that may be of this letter alone, with where they stand. */
function* partsOf(address: string): Generator<{ value: string; from: number; name: string }> {
  for (const { 0: match, 1: part = '', index } of address.matchAll(/\/([^/?#]+)/gu)) {
    const from = index + match.length - part.length;
    yield { value: part, from, name: '' };
    // `items(4101)`, `4101.pdf`: the key is a part of the part.
    for (const inner of part.matchAll(/\d{3,}|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/giu)) {
      if (inner[0] !== part) yield { value: inner[0], from: from + inner.index, name: '' };
    }
  }
  for (const { 0: match, 1: name = '', 2: value = '', index } of address.matchAll(
    /[?&]([^=&#]+)=([^&#]*)/gu,
  )) {
    yield { value, from: index + match.length - value.length, name };
  }
}

/** The rule that builds an address anew. @throws Unlearned */
export function addressRule(address: string, root: ParentNode, isWritten?: IsWritten): ValueRule {
  const url = new URL(withoutTime(address));
  const path = url.pathname + url.search;
  // Some pages carry the whole address.
  for (const whole of [address, path]) {
    const found = whole.length < 8 ? undefined : sourceOf(whole, '', root, isWritten);
    if (found && found.pattern === undefined && found.selector !== undefined) return { ...found, as: 'url' };
  }
  let unknown: string | undefined;
  for (const { value, from, name } of partsOf(path)) {
    const plain = decodeURIComponent(value);
    const mayBe = isTelling(plain) && /\d/u.test(plain);
    const found =
      mayBe || (ID_NAME.test(name) && plain !== '') ? sourceOf(plain, name, root, isWritten) : undefined;
    if (found) {
      return { ...found, into: `${path.slice(0, from)}{}${path.slice(from + value.length)}`, as: 'url' };
    }
    unknown ??= mayBe && !isConstant(name, plain) ? name || path.slice(0, 60) : undefined;
  }
  if (unknown !== undefined) throw new Unlearned(unknown);
  return { constant: path, as: 'url' };
}

/**
 * The rule that sends a signed file as the page sent its own. `root` is the letter's part of the page, or the document.
 * @throws Unlearned when a value of the request is nowhere on the page.
 */
export function requestRule(
  upload: SeenUpload,
  root: ParentNode,
  fileName?: ValueRule,
  isWritten?: IsWritten,
): RequestRule {
  const { headers, fields, fileField, method } = upload;
  const pieces = [...headers, ...fields].find(([name]) => IN_PIECES.test(name));
  if (pieces) throw new Unlearned(pieces[0]);
  const isForm = fileField !== undefined;
  const kept = headers.filter(([name]) => !(isForm && /^content-type$/iu.test(name)));
  const sentHeaders = valueRules(kept, root, isWritten);
  const values = fields.map(([name, value]) => [name, value === upload.fileName ? '' : value] as const);
  const named = fields.filter(([, value]) => value !== '' && value === upload.fileName);
  const names = Object.fromEntries(named.map(([name]) => [name, fileName ?? { constant: 'van-ban.pdf' }]));
  return {
    way: 'request',
    address: addressRule(upload.address, root, isWritten),
    method,
    ...(isForm && { fileField }),
    ...(isForm && fields.length > 0 && { fields: { ...valueRules(values, root, isWritten), ...names } }),
    ...(Object.keys(sentHeaders).length > 0 && { headers: sentHeaders }),
  };
}

/** Names under which an answer gives what a further request has to say. */
const GIVES =
  /"\w*(?:id|key|guid|uuid|token|path|url|ma|tep|file|meta_?data|object)\w*"\s*:\s*(?:"([^"]{8,})"|(\d{4,}))/giu;

/** True when an answer names something new by a key that the request did not carry: the page has more to do with it. */
export const namesMore = (answer: string, carried: string): boolean =>
  [...answer.matchAll(GIVES)].some(([, text, number]) => {
    const value = text ?? number ?? '';
    return /\d/u.test(value) && !carried.includes(value);
  });

/** An expression for the addresses of requests of the same kind, whatever keys stand in them. */
export function kindOfAddress(address: string): string {
  const { pathname } = new URL(address);
  const parts = pathname.split('/').map((part) => (/\d/u.test(part) ? '[^/?#]+' : escapeAll(part)));
  return `^[a-z]+://[^/]+${parts.join('/')}(?:[?#]|$)`.slice(0, 300);
}

const GOOD_NAME =
  /"(ok|success|succeeded|is_?success|status|result|code|error_?code|err|error)"\s*:\s*(true|false|"[\w ]{1,20}"|-?\d{1,3})/giu;

/** What a good answer holds, as far as this one says it: `{"ok":true}`, `{"code":0}`. */
export function goodAnswer(text: string): string | undefined {
  for (const [, name = '', value = ''] of text.matchAll(GOOD_NAME)) {
    const isFault = /err/iu.test(name);
    const plain = value.replace(/"/gu, '').toLowerCase();
    const says = isFault ? ['0', 'false'] : ['true', 'ok', 'success', 'done', '0', '1', '200', '201'];
    if (says.includes(plain)) return `"${name}"\\s*:\\s*${escapeValue(value)}(?![\\w])`;
  }
  return undefined;
}

const escapeValue = (value: string) => value.replace(/[-.]/gu, (sign) => (sign === '.' ? '\\.' : sign));

/** How many values of a request a part of the page holds: which of several letters it was for. */
export function fits(upload: SeenUpload, part: Element): number {
  const values = [...partsOf(new URL(upload.address).pathname + new URL(upload.address).search)].map(
    ({ value }) => value,
  );
  const telling = [...values, ...upload.fields.map(([, value]) => value)].filter(isTelling);
  const text = part.outerHTML.slice(0, 50_000);
  return telling.filter((value) =>
    new RegExp(`(?<![\\p{L}\\d])${escapeAll(value)}(?![\\p{L}\\d])`, 'u').test(text),
  ).length;
}

const escapeAll = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/gu, (sign) => `\\${sign}`);
