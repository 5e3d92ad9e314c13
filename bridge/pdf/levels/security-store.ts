import { deflateSync } from 'node:zlib';
import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRawStream, PDFRef } from 'pdf-lib';
import type { Draft } from '../append/draft.ts';
import { Changes } from '../append/form.ts';
import { Increment } from '../append/increment.ts';
import { type Cipher, serializeText } from '../append/serialize.ts';
import { FileStream } from '../file/file-stream.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import type { PdfView } from '../file/pdf-view.ts';
import { vriKey } from '../judge/trust/revocation.ts';
import type { ValidationData } from './validation-data.ts';

type ListName = 'Certs' | 'OCSPs' | 'CRLs';

/**
 * Adds validation data to the document's security store (ETSI EN 319 142-1, 5.4.2) as one revision: what is there stays,
 * what is new is added, and the signature's own entry is written under its hash.
 * @param contents decoded /Contents of the signature with its padding, as 5.4.2.3 hashes it; null for the document's
 * store alone.
 */
export async function appendSecurityStore(
  draft: Draft,
  file: PdfFile,
  data: ValidationData,
  contents: Uint8Array | null,
): Promise<void> {
  const increment = new Increment(file);
  const changes = new Changes(increment);
  const view = file.latest;
  const old = view.get(view.catalog, 'DSS');
  const store = old instanceof PDFDict ? old : PDFDict.withContext(file.context);
  const lists = {
    Certs: listWith(increment, store, 'Certs', data.certificates),
    OCSPs: listWith(increment, store, 'OCSPs', data.ocsps),
    CRLs: listWith(increment, store, 'CRLs', data.crls),
  };
  const entries: string[] = ['/Type /DSS'];
  for (const [name, { all }] of Object.entries(lists)) {
    if (all.length > 0) entries.push(`/${name} [${all.map(String).join(' ')}]`);
  }
  const ref = increment.reserve();
  const vri = view.get(store, 'VRI');
  const own = contents ? vriKey(contents) : null;
  const vriEntries = vri instanceof PDFDict ? vri.entries() : [];
  const kept = vriEntries
    .filter(([key]) => key.decodeText() !== own && key.decodeText() !== 'Type')
    .map(([key, value]) => `${key.toString()} ${keptValue(value, increment.cipher(ref.objectNumber, 0))}`);
  if (own) {
    const had = vri instanceof PDFDict ? view.get(vri, own) : undefined;
    kept.push(`/${own} << ${ownEntry(lists, (key) => listed(view, had, key))} >>`);
  }
  if (kept.length > 0) entries.push(`/VRI << ${kept.join(' ')} >>`);
  increment.addBytes(ref, Buffer.from(`<< ${entries.join(' ')} >>`, 'latin1'));
  changes.setCatalogKey('DSS', ref.toString());
  changes.apply();
  await draft.append(increment.bytes());
}

interface StoreList {
  /** What the list held, and what is new in it. */
  all: readonly PDFObject[];
  /** The given data in the list, new or there before. */
  given: readonly PDFObject[];
}

function listWith(
  increment: Increment,
  store: PDFDict,
  name: ListName,
  data: readonly Uint8Array[],
): StoreList {
  const { file } = increment;
  const list = file.latest.get(store, name);
  const all: PDFObject[] = list instanceof PDFArray ? [...list.asArray()] : [];
  const known = all.map((item) => {
    const stream = file.latest.resolve(item);
    return stream instanceof FileStream ? Buffer.from(file.latest.streamBytes(stream).data) : null;
  });
  const given = data.map((bytes): PDFObject => {
    const at = known.findIndex((one) => one?.equals(bytes));
    const same = all[at];
    if (same) return same;
    const dict = PDFDict.withContext(file.context);
    dict.set(PDFName.of('Filter'), PDFName.of('FlateDecode'));
    const ref = increment.add(PDFRawStream.of(dict, deflateSync(bytes)));
    all.push(ref);
    known.push(Buffer.from(bytes));
    return ref;
  });
  return { all, given };
}

/** References in a list of an entry that the signature has already. */
function listed(view: PdfView, entry: PDFObject | undefined, key: string): readonly PDFObject[] {
  const list = entry instanceof PDFDict ? view.get(entry, key) : undefined;
  return list instanceof PDFArray ? list.asArray().filter((item) => item instanceof PDFRef) : [];
}

/** The entry of a signature: what it had stays, as everything in the store does. */
function ownEntry(lists: Record<ListName, StoreList>, before: (key: string) => readonly PDFObject[]): string {
  const parts: string[] = [];
  for (const [key, name] of [
    ['Cert', 'Certs'],
    ['OCSP', 'OCSPs'],
    ['CRL', 'CRLs'],
  ] as const) {
    const all = new Set([...before(key), ...lists[name].given].map(String));
    if (all.size > 0) parts.push(`/${key} [${[...all].join(' ')}]`);
  }
  return parts.join(' ');
}

/**
 * An entry as it was: its reference, or its own text when it stands directly in the store; its strings then get the key
 * of the object that they move into.
 */
function keptValue(value: PDFObject, cipher: Cipher | null): string {
  return value instanceof PDFRef ? value.toString() : serializeText(value, cipher);
}
