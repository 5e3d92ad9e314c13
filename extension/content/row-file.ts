import { readIdentity } from '../../shared/profile/identity.ts';
import { type FoundFile, readFile } from '../../shared/profile/read.ts';
import { findAll, type ReadingScope } from '../../shared/profile/readable.ts';
import type { KnownPage } from '../messages/page.ts';
import { eventually, one } from './controls.ts';
import { rootsOf } from './places.ts';
import { pageScope } from './scope.ts';

/**
 * Files that a list shows in a panel, dialog or viewer beside its rows, once a button of the row is pressed. The panel
 * does not say whose file it shows: only what comes after the press of one row, with nothing else happening meanwhile,
 * is the file of that row.
 */

/** How long an answer that came too late for its row may still come into the panel. */
const LATE_WITHIN_MS = 60_000;

/** How long a panel is given to close: many only hide, and still name the file. */
const SHUT_WITHIN_MS = 1000;
/** How long a panel has to show the same before it is believed: a new address, or the one of before drawn anew. */
const SETTLED_MS = 500;
const REDRAWN_MS = 3000;

/** Whose file each address is, as far as rows were opened: it is never another row's. */
const owners = new Map<string, string>();
const OWNERS_MOST = 2000;
/** A press that brought nothing in time: until then its file may still come, and would be taken for another row's. */
let lateUntil = 0;
/** Presses follow one another: there is one panel for all rows. */
let turn: Promise<unknown> = Promise.resolve();

/** Files of the page's memory that were kept here when their panel was closed. */
const kept = new Set<string>();

/** A file of the page's memory goes with its panel: it is kept until it was poured. */
async function keptFile(file: FoundFile): Promise<FoundFile> {
  if (!file.address.startsWith('blob:')) return file;
  const address = URL.createObjectURL(await (await fetch(file.address)).blob());
  kept.add(address);
  return { ...file, address };
}

/** The file was taken: what was kept of it goes. */
export function releaseFile({ address }: FoundFile): void {
  if (kept.delete(address)) URL.revokeObjectURL(address);
}

/** The row as the page draws it now; undefined where it is gone, or nothing tells it from another. */
function rowNow(page: KnownPage, scope: ReadingScope, row: string): ReadingScope | undefined {
  const alike = rootsOf(page, scope.encoding)
    .map((root) => pageScope(root, scope.encoding))
    .filter((other) => JSON.stringify(readIdentity(page, other)) === row);
  return alike.length === 1 || page.identity ? alike[0] : undefined;
}

/** True when a person pressed something while the file was waited for: the panel may be hers. */
function watchPerson(): { came(): boolean; end(): void } {
  const over = new AbortController();
  let hasCome = false;
  const hear = (event: Event) => {
    hasCome ||= event.isTrusted;
  };
  document.addEventListener('click', hear, { capture: true, signal: over.signal });
  return { came: () => hasCome, end: () => over.abort() };
}

/**
 * True once the page has drawn anew, or set again, what names the file: a panel that shows the row's file already
 * shows the same address after the press.
 */
function watchPanel({ at }: KnownPage['file'], { page, shadowOf }: ReadingScope) {
  const ways = Array.isArray(at) ? at : [at];
  const found = () =>
    ways.flatMap(({ selector }) =>
      selector === undefined ? [] : (findAll({ shadowOf }, page, selector) as unknown as Element[]),
    );
  const before = new Set(found());
  let isDrawn = false;
  const look = (records: MutationRecord[]) => {
    const elements = found();
    isDrawn ||= records.some(({ type, target, addedNodes }) =>
      type === 'attributes'
        ? elements.some((one) => one === target)
        : [...addedNodes].some((added) => elements.some((one) => !before.has(one) && added.contains(one))),
    );
  };
  const observer = new MutationObserver(look);
  const attributeFilter = ways.flatMap(({ attribute }) => attribute ?? []);
  const attributes = attributeFilter.length > 0 && { attributeFilter };
  observer.observe(document, { subtree: true, childList: true, ...attributes });
  return {
    isDrawn: () => {
      look(observer.takeRecords());
      return isDrawn;
    },
    end: () => observer.disconnect(),
  };
}

/** What came after a press, once it has stayed the same for a while: a panel may show the file of before on its way. */
function settled(
  read: () => FoundFile | undefined,
  before: string | undefined,
  row: string,
  isDrawn: () => boolean,
) {
  let last: string | undefined;
  let since = 0;
  return () => {
    const now = read();
    if (now?.address !== last) {
      last = now?.address;
      since = performance.now();
    }
    if (!now || (owners.get(now.address) ?? row) !== row) return undefined;
    const isNew = now.address !== before;
    const isLong = performance.now() - since >= (isNew ? SETTLED_MS : REDRAWN_MS);
    return isLong && (isNew || isDrawn()) ? now : undefined;
  };
}

async function open(page: KnownPage, scope: ReadingScope): Promise<FoundFile | undefined> {
  const row = JSON.stringify(readIdentity(page, scope));
  const within = row === '{}' ? undefined : rowNow(page, scope, row);
  if (!within) return undefined;
  const { file } = page;
  const read = () => readFile(file, within);
  const whole = pageScope(document, scope.encoding);
  const shut = async () => {
    const shown = read()?.address;
    const button = file.shut === undefined || shown === undefined ? undefined : one(file.shut, whole);
    if (!button) return;
    button.click();
    await eventually(() => (read()?.address === shown ? undefined : true), SHUT_WITHIN_MS);
  };
  const there = read();
  if (there && owners.get(there.address) === row) return keptFile(there);
  if (performance.now() < lateUntil) return undefined;
  await shut();
  const before = read()?.address;
  const button = file.open === undefined ? undefined : one(file.open, within);
  if (!button) return undefined;
  const person = watchPerson();
  const panel = watchPanel(file, within);
  try {
    button.click();
    const found = await eventually(settled(read, before, row, panel.isDrawn));
    if (!found || person.came()) {
      lateUntil = performance.now() + LATE_WITHIN_MS;
      return undefined;
    }
    const file = await keptFile(found);
    if (owners.size >= OWNERS_MOST) owners.clear();
    owners.set(found.address, row);
    await shut();
    return file;
  } finally {
    person.end();
    panel.end();
  }
}

/** The file behind a press within one row, one row after the other. Undefined when it does not come, or may be another's. */
export function fileBehindRow(
  page: KnownPage,
  scope: ReadingScope,
  signal?: AbortSignal,
): Promise<FoundFile | undefined> {
  const mine = turn.then(() => (signal?.aborted ? undefined : open(page, scope)));
  turn = mine.catch(() => undefined);
  return mine;
}
