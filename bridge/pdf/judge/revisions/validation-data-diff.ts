import { createHash } from 'node:crypto';
import { PDFArray, PDFDict, PDFName, type PDFObject } from 'pdf-lib';
import { FileStream } from '../../file/file-stream.ts';
import type { PdfView } from '../../file/pdf-view.ts';
import type { Comparison } from './comparison.ts';
import { dictAt, dictOf, entry, keysOf } from './values.ts';

const PATH = 'Root.DSS';
/** ETSI EN 319 142-1, 5.4.2.2; DTS and TimeStampVRI are of the older technical specification. */
const STORE_LISTS = ['Certs', 'OCSPs', 'CRLs'];
const ENTRY_LISTS = ['Cert', 'OCSP', 'CRL'];
const STORE_KEYS = new Set(['Type', 'VRI', ...STORE_LISTS]);
const ENTRY_KEYS = new Set(['Type', 'TU', 'TS', ...ENTRY_LISTS]);
const VRI_NAME = /^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/u;

/**
 * The document security store may come and grow, and answers may take the place of older ones; it may hold nothing but
 * lists of certificates, OCSP answers and revocation lists.
 */
export function compareValidationData(comparison: Comparison): void {
  const { before, after } = comparison;
  const old = dictAt(before, before.catalog, 'DSS');
  const now = dictAt(after, after.catalog, 'DSS');
  if (!now) {
    comparison.strictKey(before.catalog, after.catalog, 'DSS', 'Root', 'CHANGED_VALIDATION_DATA');
    return;
  }
  comparison.keysTwice(old, now, PATH);
  checkForm(comparison, old ?? PDFDict.withContext(now.context), now);
  if (!old) {
    comparison.allow('dss', PATH);
    return;
  }
  for (const key of STORE_LISTS) compareList(comparison, old, now, key, PATH);
  const held = new Set(STORE_LISTS.flatMap((key) => listed(after, now, key)));
  const oldVri = dictAt(before, old, 'VRI');
  const newVri = dictAt(after, now, 'VRI');
  for (const name of oldVri ? keysOf(oldVri) : []) {
    const oldEntry = oldVri ? dictAt(before, oldVri, name) : null;
    if (!oldEntry) continue;
    const newEntry = newVri ? dictAt(after, newVri, name) : null;
    // Some programs write the entry of a signature anew: nothing is lost as long as the store has what it named.
    for (const key of ENTRY_LISTS) {
      const had = listed(before, oldEntry, key).filter((hash) => !held.has(hash));
      const has = newEntry ? listed(after, newEntry, key) : [];
      if (isLess(had, has))
        comparison.refuse('CHANGED_VALIDATION_DATA', 'removed', `${PATH}.VRI.${name}.${key}`);
    }
  }
  const grew =
    oldVri !== newVri ||
    (newVri && keysOf(newVri).some((name) => isAnotherEntry(comparison, name, oldVri, newVri)));
  if (old !== now || grew || !sameLists(comparison, old, now)) comparison.allow('dss', PATH);
}

const isAnotherEntry = (
  { before, after }: Comparison,
  name: string,
  old: PDFDict | null,
  now: PDFDict,
): boolean => (old && dictAt(before, old, name)) !== dictAt(after, now, name);

/** What has not the form of validation data must have stood there before, and be what it was. */
function checkForm(comparison: Comparison, old: PDFDict, store: PDFDict): void {
  const { before, after } = comparison;
  checkEntries(comparison, old, store, PATH, STORE_KEYS, STORE_LISTS);
  const vri = entry(after, store, 'VRI');
  if (!(vri instanceof PDFDict)) {
    if (keysOf(store).includes('VRI')) keptAsItWas(comparison, old, store, 'VRI', PATH);
    return;
  }
  const nothing = PDFDict.withContext(store.context);
  const oldVri = dictAt(before, old, 'VRI') ?? nothing;
  for (const name of keysOf(vri)) {
    if (name === 'Type') continue;
    const one = entry(after, vri, name);
    if (!VRI_NAME.test(name) || !(one instanceof PDFDict)) {
      keptAsItWas(comparison, oldVri, vri, name, `${PATH}.VRI`);
      continue;
    }
    const oldEntry = dictAt(before, oldVri, name) ?? nothing;
    checkEntries(comparison, oldEntry, one, `${PATH}.VRI.${name}`, ENTRY_KEYS, ENTRY_LISTS);
  }
}

function checkEntries(
  comparison: Comparison,
  old: PDFDict,
  now: PDFDict,
  path: string,
  known: ReadonlySet<string>,
  lists: readonly string[],
): void {
  for (const key of keysOf(now)) {
    const fits = lists.includes(key) ? isListOfStreams(comparison.after, now, key) : known.has(key);
    if (!fits) keptAsItWas(comparison, old, now, key, path);
  }
}

function keptAsItWas(comparison: Comparison, old: PDFDict, now: PDFDict, key: string, path: string): void {
  const name = PDFName.of(key);
  const at = `${path}.${key}`;
  if (keysOf(old).includes(key))
    comparison.strict(old.get(name), now.get(name), at, 'CHANGED_VALIDATION_DATA');
  else comparison.refuse('CHANGED_VALIDATION_DATA', 'form', at);
}

function isListOfStreams(view: PdfView, dict: PDFDict, key: string): boolean {
  const list = entry(view, dict, key);
  return list instanceof PDFArray && list.asArray().every((item) => isBlob(view, item));
}

/** Bytes and nothing else: a form, an image or an action smuggled into the store would be a second use of it. */
function isBlob(view: PdfView, item: PDFObject): boolean {
  const stream = view.resolve(item);
  return stream instanceof FileStream && keysOf(stream.dict).every((key) => BLOB_KEYS.has(key));
}

const BLOB_KEYS = new Set(['Type', 'Length', 'DL', 'Filter', 'DecodeParms']);

function compareList(comparison: Comparison, old: PDFDict, now: PDFDict, key: string, path: string): void {
  if (isLess(listed(comparison.before, old, key), listed(comparison.after, now, key)))
    comparison.refuse('CHANGED_VALIDATION_DATA', 'removed', `${path}.${key}`);
}

/**
 * More went than came, by content. Programs of the iText family put fresh answers in the place of old ones; the judge
 * reads those of every revision, so that nothing is hidden by it.
 */
function isLess(had: readonly string[], has: readonly string[]): boolean {
  const before = new Set(had);
  const after = new Set(has);
  const gone = [...before].filter((hash) => !after.has(hash)).length;
  return gone > [...after].filter((hash) => !before.has(hash)).length;
}

function sameLists(comparison: Comparison, old: PDFDict, now: PDFDict): boolean {
  return STORE_LISTS.every(
    (key) => String(listed(comparison.before, old, key)) === String(listed(comparison.after, now, key)),
  );
}

function listed(view: PdfView, dict: PDFDict, key: string): string[] {
  const list = entry(view, dict, key);
  if (!(list instanceof PDFArray)) return [];
  return list.asArray().flatMap((item) => {
    const stream = view.resolve(item);
    if (!(stream instanceof FileStream)) return [];
    return [createHash('sha256').update(view.streamBytes(stream).data).digest('hex')];
  });
}

/** DER blobs of the document security store of a revision. */
export function readValidationData(view: PdfView): {
  certificates: Uint8Array[];
  ocsps: Uint8Array[];
  crls: Uint8Array[];
} {
  const store = dictAt(view, view.catalog, 'DSS');
  const found = { certificates: [] as Uint8Array[], ocsps: [] as Uint8Array[], crls: [] as Uint8Array[] };
  if (!store) return found;
  const gather = (dict: PDFDict, keys: readonly [string, string, string]) => {
    found.certificates.push(...blobs(view, dict, keys[0]));
    found.ocsps.push(...blobs(view, dict, keys[1]));
    found.crls.push(...blobs(view, dict, keys[2]));
  };
  gather(store, ['Certs', 'OCSPs', 'CRLs']);
  const vri = dictAt(view, store, 'VRI');
  for (const name of vri ? keysOf(vri) : []) {
    const one = vri ? dictOf(entry(view, vri, name)) : null;
    if (one) gather(one, ['Cert', 'OCSP', 'CRL']);
  }
  return found;
}

function blobs(view: PdfView, dict: PDFDict, key: string): Uint8Array[] {
  const list = entry(view, dict, key);
  if (!(list instanceof PDFArray)) return [];
  return list.asArray().flatMap((item) => {
    const stream = view.resolve(item);
    return stream instanceof FileStream ? [view.streamBytes(stream).data] : [];
  });
}
