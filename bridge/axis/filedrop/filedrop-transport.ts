import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeKey } from '../../../shared/document/code.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { type Clock, systemClock } from '../../clock/clock.ts';
import { readAtMost } from '../../files/read-at-most.ts';
import { sendFailure } from '../http/failure.ts';
import { digestOf } from '../outgoing-digest.ts';
import type { AxisItem, AxisTransport, MessageType, SentRow } from '../transport.ts';
import { filesBelow, folderFailure, isSettled, startOf, writeWhole } from './folder.ts';
import { docIdOf, type Manifest, manifestSchema, type Receipt, receiptSchema } from './manifest.ts';

export interface FiledropOptions {
  /** `out/CODE/` is carried to the receiver CODE; what others bring is put into `in/`. */
  folder: string;
  /** Our agency, named in receipts. */
  agency: string;
  maxPackageBytes?: number;
  clock?: Pick<Clock, 'now'>;
  /** Told of files in `in/` that are neither packages nor receipts; they are left as they are. */
  onOddity?: (operation: string, file: string) => void;
}

interface Found {
  docId: string;
  messageType: MessageType;
  path: string;
  /** Null for a bare `.edxml` that somebody put there without its manifest. */
  manifest: Manifest | null;
}

const QUIET_MS = 5000;
const HEAD_BYTES = 1 << 20;

/**
 * The way for agencies without a line: packages and receipts as files that people carry on a disk or by e-mail.
 * Sending is idempotent, because the transport id follows from the package. Receipts come back through `in/`.
 */
export function createFiledropTransport(options: FiledropOptions): AxisTransport {
  const clock = options.clock ?? systemClock;
  const inbox = join(options.folder, 'in');
  const outbox = join(options.folder, 'out');
  const sentFolder = join(options.folder, 'sent');
  /** What was taken stays on the disk: after a restore it is read again from here. */
  const takenFolder = join(options.folder, 'taken', 'done');

  const manifestOf = async (path: string): Promise<Manifest | null> => {
    const parsed = manifestSchema.safeParse(await readJson(path));
    return parsed.success ? parsed.data : null;
  };
  /** Packages in `in/`: those with a manifest, and bare `.edxml` files once their copying has ended. */
  const found = async (folder = inbox): Promise<Found[]> => {
    const items = new Map<string, Found>();
    const files = await filesBelow(folder);
    const taken = new Set<string>();
    const packages = files.filter((file) => file.endsWith('.edxml'));
    for (const file of files.filter((name) => name.endsWith('.package.json'))) {
      const manifest = await manifestOf(file);
      const path = file.replace(/\.package\.json$/u, '.edxml');
      if (manifest === null || !packages.includes(path)) {
        options.onOddity?.('list', basename(file));
        continue;
      }
      taken.add(path);
      // A copy that is still growing, or was cut short, is not there yet.
      if ((await stat(path)).size !== manifest.size) continue;
      items.set(manifest.docId, { docId: manifest.docId, messageType: manifest.messageType, path, manifest });
    }
    for (const path of packages.filter((file) => !taken.has(file))) {
      if (!(await isSettled(path, Date.parse(clock.now()), QUIET_MS))) continue;
      const docId = (await sha256Of(path)).slice(0, 24);
      const status = /<(?:\w+:)?StatusCode[\s>]/u.test(await startOf(path, HEAD_BYTES));
      if (!items.has(docId))
        items.set(docId, { docId, messageType: status ? 'status' : 'edoc', path, manifest: null });
    }
    for (const file of files) {
      if (!/\.(?:edxml|package\.json|receipt\.json|part)$/u.test(file))
        options.onOddity?.('list', basename(file));
    }
    return [...items.values()];
  };
  const itemsOf = (items: readonly Found[], messageType: MessageType, status: string): AxisItem[] =>
    items
      .filter((one) => one.messageType === messageType)
      .map(({ docId, manifest }) => ({
        docId,
        messageType,
        from: manifest?.from ?? '',
        to: manifest === null ? '' : options.agency,
        status,
      }));
  const item = async (docId: string): Promise<Found> => {
    const one = [...(await found()), ...(await found(takenFolder))].find(
      (candidate) => candidate.docId === docId,
    );
    if (one === undefined) throw new KyguiError('AXIS_ITEM_UNKNOWN', { operation: 'fetch' });
    return one;
  };

  async function* packageBytes(docId: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    try {
      const { path, manifest } = await item(docId);
      const hash = createHash('sha256');
      for await (const piece of createReadStream(path, { signal })) {
        hash.update(piece);
        yield piece;
      }
      if (manifest !== null && hash.digest('hex') !== manifest.sha256) {
        throw new KyguiError('AXIS_PACKAGE_UNREADABLE', { operation: 'fetch', problem: 'sha256' });
      }
    } catch (thrown) {
      throw folderFailure(thrown);
    }
  }

  return {
    kind: 'filedrop',
    repeatable: true,
    list: async (messageType) => itemsOf(await orFolderFailure(() => found()), messageType, 'initial'),
    listAgain: async (messageType) =>
      itemsOf(await orFolderFailure(() => found(takenFolder)), messageType, 'done'),
    fetch: (docId, signal) => packageBytes(docId, signal),
    async send(outgoing, signal) {
      try {
        for (const code of outgoing.to) safeName(code);
        await digestOf(outgoing, options.maxPackageBytes ?? 60 * 1_048_576);
        const manifest: Manifest = {
          format: 'kygui-package',
          version: 1,
          docId: docIdOf(outgoing),
          messageType: outgoing.messageType,
          from: outgoing.from,
          to: [...outgoing.to],
          size: outgoing.size,
          sha256: outgoing.sha256,
          at: clock.now(),
        };
        const raw = JSON.stringify(manifest, null, 2);
        for (const code of outgoing.to) {
          signal?.throwIfAborted();
          const path = join(outbox, safeName(code), manifest.docId);
          await writeWhole(`${path}.edxml`, outgoing.bytes());
          await writeWhole(`${path}.package.json`, [Buffer.from(raw, 'utf8')]);
        }
        await writeWhole(join(sentFolder, `${manifest.docId}.package.json`), [Buffer.from(raw, 'utf8')]);
        return { docId: manifest.docId, raw, exported: true };
      } catch (thrown) {
        const failure = folderFailure(thrown);
        // A second try writes the same files: what is half there is never a second letter.
        throw failure instanceof KyguiError ? sendFailure(failure, false, false) : failure;
      }
    },
    acknowledge: (docId, status, description) =>
      orFolderFailure(async () => {
        if (status === 'processing') return;
        const one = (await found()).find((candidate) => candidate.docId === docId);
        // Said before and moved away: saying it again is no fault.
        if (one === undefined) return;
        if (one.manifest !== null) {
          const receipt: Receipt = {
            format: 'kygui-receipt',
            version: 1,
            docId,
            // Of the file itself, not of what came with it: this is what lies here.
            sha256: await sha256Of(one.path),
            by: options.agency,
            status,
            description: description ?? '',
            at: clock.now(),
          };
          const name = `${docId}-${safeName(options.agency)}.receipt.json`;
          await writeWhole(join(outbox, safeName(one.manifest.from), name), [
            Buffer.from(JSON.stringify(receipt)),
          ]);
        }
        const target = join(options.folder, 'taken', status);
        await mkdir(target, { recursive: true });
        // The package goes first: left alone it would be listed again, as a bare file; a manifest alone is not.
        const manifestPath = one.path.replace(/\.edxml$/u, '.package.json');
        await rename(one.path, join(target, `${docId}.edxml`));
        if (one.manifest !== null) await rename(manifestPath, join(target, `${docId}.package.json`));
      }),
    sentList: (filter) =>
      orFolderFailure(async () => {
        const receipts: Receipt[] = [];
        for (const file of await filesBelow(inbox)) {
          if (!file.endsWith('.receipt.json')) continue;
          const parsed = receiptSchema.safeParse(await readJson(file));
          if (parsed.success) receipts.push(parsed.data);
          else options.onOddity?.('sentList', basename(file));
        }
        const rows: SentRow[] = [];
        for (const file of await filesBelow(sentFolder)) {
          const manifest = await manifestOf(file);
          if (manifest === null || manifest.messageType !== filter.messageType) continue;
          if (filter.docId !== undefined && manifest.docId !== filter.docId) continue;
          for (const toCode of manifest.to) {
            const receipt = receipts.find(
              ({ docId, sha256, by }) =>
                docId === manifest.docId && sha256 === manifest.sha256 && codeKey(by) === codeKey(toCode),
            );
            rows.push({
              senderDocId: manifest.docId,
              receiverDocId: receipt === undefined ? null : manifest.docId,
              fromCode: manifest.from,
              toCode,
              sendStatus: 'done',
              sendStatusText: '',
              receiveStatus: receipt?.status ?? 'initial',
              receiveStatusText: receipt?.description ?? '',
              sentTime: manifest.at,
              title: '',
              notation: '',
              sha256: manifest.sha256,
            });
          }
        }
        return rows;
      }),
    // A unit without a line has no directory to ask; codes come with the letters it receives.
    // biome-ignore lint/correctness/useYield: the contract is a stream, and this one only says no
    async *directory() {
      throw new KyguiError('AXIS_UNSUPPORTED', { kind: 'filedrop', operation: 'directory' });
    },
    close: async () => undefined,
  };
}

/** Agency codes become folder names: nothing that a path could be made of. */
function safeName(code: string): string {
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/u.test(code) || code.includes('..')) {
    throw new KyguiError('AXIS_VALUE_UNSENDABLE', { field: 'to' });
  }
  return code;
}

async function orFolderFailure<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    throw folderFailure(thrown);
  }
}

/** Room for a letter to every agency of the country; what a stranger's disk brings may be larger than our memory. */
const JSON_BYTES = 8 << 20;

/** Null for what is no JSON, or too large to be one of ours. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readAtMost(path, JSON_BYTES))?.toString('utf8') ?? 'null');
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}
