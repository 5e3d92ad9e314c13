import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findSecrecyMarkInName, findSecrecyMarks } from '../shared/document/secrecy.ts';
import { KyguiError } from '../shared/errors.ts';
import type { EventFrame } from '../shared/protocol/frames.ts';
import { appendAudit } from './audit/chain.ts';
import type { AuditEntry } from './audit/entry.ts';
import type { AxisTransport } from './axis/transport.ts';
import { systemClock } from './clock/clock.ts';
import { createDirectory, type Directory } from './directory/directory.ts';
import { createDocuments, type Documents } from './documents/documents.ts';
import { packageBuilder } from './edxml/package-builder.ts';
import { readPackageFile } from './edxml/read-file.ts';
import { readLimits } from './edxml/read-limits.ts';
import type { Log } from './logging/log.ts';
import { notEnded } from './logging/not-ended.ts';
import type { Authorities } from './pdf/levels/raise-level.ts';
import type { PdfReaderHost } from './pdf/prepare-host/pdf-reader-host.ts';
import { composeAuthorities } from './program/authorities.ts';
import { composeJudge, composeReader } from './program/compose-pdf.ts';
import { composeStore } from './program/compose-store.ts';
import { composeTokens } from './program/compose-tokens.ts';
import { composeTransport } from './program/compose-transport.ts';
import type { Judge } from './program/judge.ts';
import { type Opened, opening } from './program/opened.ts';
import type { ProgramPlaces } from './program/places.ts';
import { createInbox, type Inbox } from './receiving/inbox.ts';
import type { FileWords } from './scan/file-words.ts';
import { createJobs, type Jobs } from './sending/jobs.ts';
import { createOutbox, type Outbox } from './sending/outbox.ts';
import { type Acts, createRestoreWatch } from './sending/restore-watch.ts';
import { openShelf } from './sending/shelf.ts';
import { type Desk, openDesk } from './settings/desk.ts';
import { effectiveAgency, effectiveSettings } from './settings/effective.ts';
import type { Home } from './settings/home.ts';
import type { AgencySettings, Settings } from './settings/schema.ts';
import { withStoreErrors } from './store/durable-file.ts';
import { openSqliteStore } from './store/sqlite.ts';
import type { Store } from './store/store.ts';
import type { Tokens } from './token/tokens.ts';

/** Sending and receiving; absent until agency and axis are set. */
export interface Exchange {
  agency: AgencySettings;
  transport: AxisTransport;
  outbox: Outbox;
  inbox: Inbox;
  directory: Directory;
}

/** All parts of one person's bridge. */
export interface Bridge {
  /** As the bridge works with them: what IT has set, and beneath it what was filled in on the screens. */
  readonly settings: Settings;
  /** `settings.json` alone: what IT has set. */
  fileSettings: Settings;
  /** What the person has set on the screens. */
  desk: Desk;
  /** True when the agency was changed while letters are exchanged in its old name: the next start takes it up. */
  agencyWaits(): boolean;
  home: Home;
  store: Store;
  documents: Documents;
  jobs: Jobs;
  tokens: Tokens;
  /** Reads foreign files in a process of its own: text, places, pictures. */
  reader: PdfReaderHost;
  judge: Judge;
  authorities: Authorities;
  /** Adds an act of this bridge to its record. */
  record(entry: AuditEntry): Promise<void>;
  exchange: Exchange | null;
  /** This person's bridge, of all that share a database. */
  bridgeId: string;
  /** Counts numbers of the register, so that a restore is noticed; absent where nothing is numbered or sent. */
  acts?: Acts;
  /** Whose chain of the record this bridge writes to. */
  writer: string;
  close(): Promise<void>;
}

export interface ComposeOptions {
  home: Home;
  settings: Settings;
  places: ProgramPlaces;
  /** True for a bridge that runs on: keeps a child process ready for the next file. */
  runsOn?: boolean;
  log: Log;
  /** Told of what changed, to pass on to the screens. */
  announce: (event: EventFrame) => void;
}

/** @throws AXIS_NOT_SET */
export function requireExchange(bridge: Bridge): Exchange {
  if (!bridge.exchange) throw new KyguiError('AXIS_NOT_SET');
  return bridge.exchange;
}

/** Time limit of one call to the axis; a folder answers at once. */
const FOLDER_MS = 10_000;

/** A stamp, not a mention: "bảo mật" in running text says nothing. */
const bearsSecretStamp = ({ pages, names }: FileWords): boolean =>
  [...pages.flatMap(findSecrecyMarks), ...names.flatMap((name) => findSecrecyMarkInName(name) ?? [])].some(
    ({ strength }) => strength === 'stamp',
  );

async function composeExchange(
  options: ComposeOptions & { bridgeId: string },
  store: Store,
  judge: Judge,
  reader: PdfReaderHost,
  opened: Opened,
): Promise<Exchange | null> {
  const { home, settings, log, announce } = options;
  const { agency, axis } = settings;
  const transport = agency ? await composeTransport(settings, agency, log) : null;
  if (!transport || !agency) return null;
  opened.keep(transport, (open) => open.close());
  const directory = createDirectory({
    store,
    transport,
    clock: systemClock,
    ownCode: agency.code,
    givenGroups: settings.directory.groups,
    owner: options.bridgeId,
  });
  const unitName = async (code: string) => (await directory.find(code))?.name ?? null;
  const shared = settings.store.kind !== 'sqlite';
  const folders = await exchangeFolders(home, settings);
  const outbox = await createOutbox({
    store,
    transport,
    packagesDir: folders.packages,
    shared,
    ownCodes: [agency.code, ...agency.oldCodes],
    build: adaptBuilder(settings),
    trustSentList: 'trustSentList' in axis && axis.trustSentList,
    httpTimeoutMs: 'requestTimeoutMs' in axis ? axis.requestTimeoutMs : FOLDER_MS,
    idleMs: settings.poll.outboxSeconds * 1000,
    unitName,
    onChange: ({ outboxId, itemId }) =>
      announce(
        itemId === null
          ? { event: 'outbox.changed', letterId: outboxId }
          : { event: 'inbox.changed', itemId },
      ),
    onTrouble: (error) => log.error({ code: error.code }, 'outbox'),
    // The mark lies where a restore of the rows does not reach it: in the shared folder and this person's own, or beside it.
    ...(shared
      ? { markFiles: [join(home.root, 'sends-mark.json')] }
      : { outsideMark: `${home.root}.sends-mark.json` }),
    onRestored: (count) => log.warn({ code: 'SENDING_RESTORED', count }, 'outbox'),
  });
  opened.keep(outbox, (open) => open.close());
  const inbox = createInbox({
    store,
    transport,
    sending: outbox,
    inboxDir: folders.inbox,
    ...(shared && { reader: options.bridgeId.slice(0, 8) }),
    agency: organisationOf(agency),
    oldCodes: agency.oldCodes,
    readPackage: (path, folder) => readPackageFile(path, folder, readLimits(settings)),
    judge: judge.ifPdf,
    hasSecretMark: async (path) => bearsSecretStamp(await reader.words(path, '')),
    unitName,
    unitCodes: (code) => directory.codesOf(code),
    maxPackageBytes: settings.maxPackageBytes,
    pollMs: settings.poll.inboxSeconds * 1000,
    onChange: ({ itemId, letterId }) => {
      if (itemId) announce({ event: 'inbox.changed', itemId });
      if (letterId) announce({ event: 'outbox.changed', letterId });
      outbox.wake();
    },
    onLine: () => announce({ event: 'axis.changed' }),
  });
  return { agency, transport, outbox, inbox, directory };
}

function adaptBuilder(settings: Settings): Parameters<typeof createOutbox>[0]['build'] {
  const builder = packageBuilder(settings.edxmlProfile);
  return {
    letter: async (letter, path) => {
      const place = letter.draft.place ?? settings.agency?.place;
      const draft = { ...letter.draft, ...(place !== undefined && { place }) };
      await builder.letter({ ...letter, draft }, path);
    },
    status: (status) => builder.status(status),
  };
}

/** The agency as it stands in `From` of every package. */
export function organisationOf(agency: AgencySettings) {
  return {
    organId: agency.code,
    organName: agency.name,
    ...(agency.parent !== undefined && { organizationInCharge: agency.parent }),
    ...(agency.address !== undefined && { organAdd: agency.address }),
    ...(agency.email !== undefined && { email: agency.email }),
    ...(agency.telephone !== undefined && { telephone: agency.telephone }),
    ...(agency.fax !== undefined && { fax: agency.fax }),
    ...(agency.website !== undefined && { website: agency.website }),
  };
}

/** Folders of packages and received files: this person's, or those that the bridges of an agency share. */
async function exchangeFolders(
  home: Home,
  { store }: Settings,
): Promise<{ packages: string; inbox: string }> {
  if (store.kind === 'sqlite') return home;
  await withStoreErrors(() => stat(store.folder));
  return { packages: join(store.folder, 'packages'), inbox: join(store.folder, 'inbox') };
}

/** Opens everything one bridge holds, or leaves nothing open. @throws SETTINGS_INVALID, STORE_… */
export function composeBridge(options: ComposeOptions): Promise<Bridge> {
  return opening((opened) => composeParts(options, opened), notEnded(options.log));
}

async function composeParts(options: ComposeOptions, opened: Opened): Promise<Bridge> {
  const { home, settings: fileSettings, places } = options;
  const desk = await openDesk(home);
  const settings = effectiveSettings(fileSettings, desk.current());
  const store = opened.keep(await composeStore(home, settings), (open) => open.close());
  // What a page handed over lies on this computer, and its rows stay with it.
  const own =
    settings.store.kind === 'sqlite'
      ? store
      : opened.keep(await openSqliteStore(home.database), (open) => open.close());
  const authorities = composeAuthorities(settings);
  const reader = opened.keep(composeReader(places), (open) => open.close());
  const judge = composeJudge(options, authorities);
  const shelf = await openShelf(home.packages);
  const exchange = await composeExchange(
    { ...options, settings, bridgeId: shelf.id },
    store,
    judge,
    reader,
    opened,
  );
  const tokens = opened.keep(composeTokens(options), (open) => open.close());
  const acts =
    exchange?.outbox.acts ??
    // Numbers are given without a way to the axis too, and a restore must be noticed there as well.
    (settings.register.enabled
      ? await createRestoreWatch({
          store,
          transport: { sentList: async () => [] },
          shelf: shelf.id,
          inside: [join(home.packages, 'sends-mark.json')],
          outside: `${home.root}.sends-mark.json`,
        })
      : undefined);
  const signingOnly = {
    shelf,
    recipientsOf: async () => [],
    wake: () => {},
  };
  const outbox = exchange?.outbox ?? signingOnly;
  return {
    jobs: createJobs({
      store,
      outbox,
      // Of this bridge, not of a folder that it shares: another's jobs under way are none of its business.
      owner: shelf.id,
      ...(exchange && { follow: exchange.inbox.stamps }),
      accept: async (path, certificate) => {
        const verdict = await judge.judge(path);
        const newest = verdict.signatures.filter(({ kind }) => kind === 'signature').at(-1);
        return verdict.sound && newest?.thumbprint === certificate;
      },
    }),
    get settings() {
      // Outbox and inbox speak for the agency they were opened with: what is said beside them is the same.
      return exchange ? settings : effectiveSettings(fileSettings, desk.current());
    },
    fileSettings,
    desk,
    agencyWaits: () => {
      const now = JSON.stringify(effectiveAgency(fileSettings, desk.current()));
      return settings.axis.kind !== 'none' && now !== JSON.stringify(settings.agency);
    },
    home,
    store,
    documents: createDocuments({
      store: own,
      folder: home.documents,
      maxFileBytes: settings.maxFileBytes,
      held: settings.unsigned,
      signedDays: settings.sent.days,
    }),
    tokens,
    reader,
    judge,
    authorities,
    bridgeId: shelf.id,
    ...(acts && { acts }),
    writer: outbox.shelf.id,
    async record(entry) {
      await store.transaction((sql) => appendAudit(sql, outbox.shelf.id, entry));
    },
    exchange,
    close: () => opened.close(),
  };
}
