import { copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';
import { auditRowSchema } from '../audit/entry.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import { readPackageFile } from '../edxml/read-file.ts';
import { keptLimits } from '../edxml/read-limits.ts';
import { nameWorkFolder, workFolder } from '../files/work-folder.ts';
import { frozenPackage } from '../sending/ready-package.ts';
import { digestOf } from '../store/durable-file.ts';
import type { Outcome } from './output.ts';

/**
 * One letter for the archives, as a folder that needs no program of ours to be read: the package as it crossed the
 * axis, the files in it, our verdict on each signed one, receipts and statuses as they came, every step, the rows of
 * the record, and `manifest.json` with the SHA-256 of every file.
 */
interface Archive {
  folder: string;
  copy(from: string, name: string): Promise<void>;
  text(name: string, text: string): Promise<void>;
  json(name: string, value: unknown): Promise<void>;
}

function archiveIn(folder: string): Archive {
  const place = async (name: string) => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  };
  const text = async (name: string, words: string) =>
    writeFile(await place(name), words, { flag: 'wx', mode: 0o600 });
  return {
    folder,
    text,
    json: (name, value) => text(name, `${JSON.stringify(value, null, 2)}\n`),
    copy: async (from, name) => copyFile(from, await place(name)),
  };
}

/** The package, its files, and the verdict on those that the judge can read. */
async function addPackage(archive: Archive, bridge: Bridge, path: string, prefix = ''): Promise<void> {
  await archive.copy(path, `${prefix}package.edxml`);
  const read = await readPackageFile(
    path,
    join(archive.folder, `${prefix}files`),
    await keptLimits(path, bridge.settings),
  );
  if (read.kind !== 'edoc') return;
  for (const file of read.paths) {
    if (file === undefined) continue;
    const verdict = await bridge.judge.ifPdf(file);
    if (verdict) await archive.json(`${prefix}verdicts/${basename(file)}.json`, verdict);
  }
}

/** Rows of the record that name one of the ids; each carries its hash, so it can be found again in the whole. */
async function addRecord(archive: Archive, bridge: Bridge, ids: readonly string[]): Promise<void> {
  const lines: string[] = [];
  for (const id of ids) {
    const rows = await bridge.store.read((sql) =>
      sql.all(`SELECT * FROM audit WHERE entry LIKE ? ORDER BY writer, seq`, [`%"${id}"%`]),
    );
    for (const row of rows)
      lines.push(
        JSON.stringify(
          auditRowSchema.parse({ ...row, seq: Number(row.seq), entry: JSON.parse(String(row.entry)) }),
        ),
      );
  }
  await archive.text('record.jsonl', [...new Set(lines)].map((line) => `${line}\n`).join(''));
}

/** Null when no outgoing letter has this id. */
async function addOutgoing(archive: Archive, bridge: Bridge, letterId: string): Promise<object | null> {
  const { outbox } = requireExchange(bridge);
  const row = await bridge.store.read((sql) =>
    sql.get(`SELECT job_key FROM letter WHERE letter_id = ?`, [letterId]),
  );
  if (!row) return null;
  const letter = await outbox.item(letterId);
  const path = await frozenPackage({ store: bridge.store, outbox }, letterId);
  if (path !== null) await addPackage(archive, bridge, path);
  await archive.json('letter.json', letter);
  const { receipt, statuses } = await bridge.store.read(async (sql) => ({
    receipt: await sql.get(`SELECT receipt FROM outbox WHERE outbox_id = ?`, [letterId]),
    statuses: await sql.all(
      `SELECT arrival.path FROM received_status JOIN arrival ON arrival.doc_id = received_status.doc_id
        WHERE received_status.letter_id = ? ORDER BY arrival.received_at`,
      [letterId],
    ),
  }));
  if (receipt?.receipt) await archive.text('receipt.txt', String(receipt.receipt));
  for (const [index, status] of statuses.entries())
    await archive.copy(String(status.path), `statuses/${index + 1}.edxml`);
  await addRecord(archive, bridge, [letterId, String(row.job_key)]);
  return { direction: 'outgoing', letterId, documentId: letter.documentId, state: letter.state };
}

/** Null when no incoming letter has this id. */
async function addIncoming(archive: Archive, bridge: Bridge, itemId: string): Promise<object | null> {
  const { inbox, outbox } = requireExchange(bridge);
  const { arrivals, answers } = await bridge.store.read(async (sql) => ({
    arrivals: await sql.all(
      `SELECT path, doc_id FROM arrival WHERE item_id = ? AND message_type = 'edoc' ORDER BY received_at`,
      [itemId],
    ),
    answers: await sql.all(
      `SELECT inbox_answer.outbox_id, outbox.receipt FROM inbox_answer
        JOIN outbox ON outbox.outbox_id = inbox_answer.outbox_id WHERE inbox_answer.item_id = ? ORDER BY seq`,
      [itemId],
    ),
  }));
  const known = await bridge.store.read((sql) =>
    sql.get(`SELECT document_id FROM inbox_item WHERE item_id = ?`, [itemId]),
  );
  if (!known) return null;
  await archive.json('letter.json', await inbox.item(itemId));
  for (const [index, arrival] of arrivals.entries())
    await addPackage(archive, bridge, String(arrival.path), index === 0 ? '' : `again-${index}/`);
  for (const [index, answer] of answers.entries()) {
    const path = await frozenPackage({ store: bridge.store, outbox }, String(answer.outbox_id));
    if (path !== null) await archive.copy(path, `answers/${index + 1}.edxml`);
    if (answer.receipt) await archive.text(`answers/${index + 1}.receipt.txt`, String(answer.receipt));
  }
  await addRecord(archive, bridge, [itemId, ...arrivals.map(({ doc_id: docId }) => String(docId))]);
  return { direction: 'incoming', itemId, documentId: String(known.document_id) };
}

async function filesBelow(folder: string): Promise<{ path: string; sha256: string; size: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: { path: string; sha256: string; size: number }[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.push({
      path: file.slice(folder.length + 1).replaceAll('\\', '/'),
      ...(await digestOf(file)),
    });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `kygui export ID -o FOLDER`: the folder appears whole or not at all, also after a power cut, and an existing one stays as it is. */
export async function exportOutcome(bridge: Bridge, id: string, output: string): Promise<Outcome> {
  const folder = resolve(output);
  if (await stat(folder).catch(() => null)) throw new KyguiError('RECORD_UNWRITABLE', { reason: 'EEXIST' });
  let work = '';
  try {
    work = await workFolder(folder);
    const archive = archiveIn(work);
    const what = (await addOutgoing(archive, bridge, id)) ?? (await addIncoming(archive, bridge, id));
    if (!what) throw new KyguiError('SENDING_UNKNOWN_LETTER');
    const files = await filesBelow(work);
    const manifest = {
      format: 'kygui-archive/1',
      ...what,
      agency: bridge.settings.agency?.code,
      exportedAt: await bridge.store.now(),
      files,
    };
    await archive.json('manifest.json', manifest);
    await nameWorkFolder(work, folder);
    const { sha256 } = await digestOf(join(folder, 'manifest.json'));
    return {
      json: { output: folder, ...manifest, manifestSha256: sha256 },
      lines: [`${folder}: ${files.length} tệp · ${files.length} files`, `manifest.json SHA-256 ${sha256}`],
    };
  } catch (thrown) {
    if (work !== '') await rm(work, { recursive: true, force: true });
    const code = (thrown as NodeJS.ErrnoException).code;
    if (thrown instanceof KyguiError || (thrown as NodeJS.ErrnoException).syscall === undefined) throw thrown;
    throw new KyguiError('RECORD_UNWRITABLE', { reason: code ?? 'write' }, { cause: thrown });
  }
}
