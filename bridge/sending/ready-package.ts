import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { draftOfPackage } from '../../shared/edxml/draft-of-package.ts';
import type { DocumentPackage } from '../../shared/edxml/model.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { LetterSummary } from '../../shared/protocol/commands/letters.ts';
import { digestOf } from '../store/durable-file.ts';
import type { Store } from '../store/store.ts';
import { insertLetter } from './ledger.ts';
import type { Outbox } from './outbox.ts';

/**
 * Where the frozen package of a letter lies; null when it has none yet.
 * @throws SENDING_FILE_CHANGED when its bytes are no longer those that were sent
 */
export async function frozenPackage(
  parts: { store: Store; outbox: Outbox },
  letterId: string,
): Promise<string | null> {
  const row = await parts.store.read((sql) =>
    sql.get(`SELECT package_path, package_sha256, package_size FROM outbox WHERE outbox_id = ?`, [letterId]),
  );
  if (!row?.package_path) return null;
  return parts.outbox.shelf.frozen({
    path: String(row.package_path),
    sha256: String(row.package_sha256),
    size: Number(row.package_size),
  });
}

/** The letter that these bytes made before, if they did. */
export async function submittedBefore(
  parts: { store: Store; outbox: Outbox },
  path: string,
): Promise<LetterSummary | null> {
  const jobKey = keyOf((await digestOf(path)).sha256);
  const known = await parts.store.read((sql) =>
    sql.get(`SELECT letter_id FROM letter WHERE job_key = ?`, [jobKey]),
  );
  return known ? parts.outbox.item(String(known.letter_id)) : null;
}

/** A job key that is the same for the same digest (UUID version 8, RFC 9562 5.8): one package is one letter. */
export function keyOf(sha256: string): string {
  return `${sha256.slice(0, 8)}-${sha256.slice(8, 12)}-8${sha256.slice(13, 16)}-8${sha256.slice(17, 20)}-${sha256.slice(20, 32)}`;
}

/**
 * Puts a package that somebody built earlier into the outbox, byte for byte. The same file a second time answers
 * the letter it made; so does a second package under the same `jobKey`. @throws EDXML_DRAFT_INVALID when it names no letter, SENDING_RECIPIENT_MISSING
 */
export async function submitPackage(
  parts: { store: Store; outbox: Outbox },
  finished: { path: string; package: DocumentPackage; jobKey?: string; checks?: readonly Finding[] },
): Promise<LetterSummary> {
  const { store, outbox } = parts;
  const draft = { ...draftOfPackage(finished.package), attachments: [] };
  if (draft.recipients.length === 0) throw new KyguiError('SENDING_RECIPIENT_MISSING');
  const letterId = randomUUID();
  const jobKey = finished.jobKey ?? keyOf((await digestOf(finished.path)).sha256);
  const known = await store.read((sql) =>
    sql.get(`SELECT letter_id FROM letter WHERE job_key = ?`, [jobKey]),
  );
  if (known) return outbox.item(String(known.letter_id));
  const frozen = await outbox.shelf.freeze(`${letterId}.edxml`, (path) => copyFile(finished.path, path));
  const recipients = await outbox.recipientsOf(draft);
  await store.transaction(async (sql) => {
    const at = await sql.now();
    const inserted = await insertLetter(sql, {
      letterId,
      jobKey,
      shelf: outbox.shelf.id,
      content: {
        draft,
        from: finished.package.messageHeader.from,
        files: [],
        ...(finished.checks && { checks: [...finished.checks] }),
      },
      recipients,
      steps: [
        { step: 'accepted', at },
        { step: 'packaged', at },
      ],
      ready: true,
    });
    if (!inserted) return;
    await sql.run(
      `UPDATE outbox SET package_path = ?, package_sha256 = ?, package_size = ? WHERE outbox_id = ?`,
      [frozen.path, frozen.sha256, frozen.size, letterId],
    );
  });
  outbox.wake();
  const written = await store.read((sql) =>
    sql.get(`SELECT letter_id FROM letter WHERE job_key = ?`, [jobKey]),
  );
  return outbox.item(String(written?.letter_id ?? letterId));
}
