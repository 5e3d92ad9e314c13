import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { letterDraftSchema } from '../../shared/document/letter.ts';
import type { DocumentPackage } from '../../shared/edxml/model.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { LetterSummary } from '../../shared/protocol/commands/letters.ts';
import { digestOf } from '../store/durable-file.ts';
import type { Store } from '../store/store.ts';
import { insertLetter } from './ledger.ts';
import type { Outbox } from './outbox.ts';

/** The letter that a finished package carries, as far as the list of outgoing letters shows it. */
function draftOf({ messageHeader, traceHeaderList }: DocumentPackage) {
  const { code, promulgationInfo, signerInfo, otherInfo, documentType } = messageHeader;
  const kind = traceHeaderList.bussiness?.bussinessDocType ?? 0;
  return letterDraftSchema.parse({
    number: code.codeNumber,
    notation: code.codeNotation,
    date: promulgationInfo.promulgationDate ?? '',
    subject: messageHeader.subject,
    signer: { position: signerInfo?.position ?? '', fullName: signerInfo?.fullName ?? '' },
    priority: Math.min(4, Math.max(0, otherInfo.priority)),
    documentType,
    recipients: messageHeader.to.map(({ organId }) => ({ code: organId })),
    toPlaces: messageHeader.toPlaces,
    business:
      kind === 1
        ? {
            kind: 'recall',
            target: { documentId: traceHeaderList.bussiness?.documentId ?? '' },
            reason: traceHeaderList.bussiness?.bussinessDocReason ?? '',
          }
        : { kind: 'new' },
    attachments: [],
  });
}

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
  finished: { path: string; package: DocumentPackage; jobKey?: string },
): Promise<LetterSummary> {
  const { store, outbox } = parts;
  const draft = draftOf(finished.package);
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
      content: { draft, from: finished.package.messageHeader.from, files: [] },
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
