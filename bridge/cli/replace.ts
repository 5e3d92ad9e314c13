import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusalsOf } from '../../shared/document/send-rules.ts';
import type { DocumentPackage } from '../../shared/edxml/model.ts';
import { KyguiError } from '../../shared/errors.ts';
import { LEFT_STATES } from '../../shared/protocol/commands/letters.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import { readPackageFile } from '../edxml/read-file.ts';
import { readLimits } from '../edxml/read-limits.ts';
import { writePackageFile } from '../edxml/write-file.ts';
import { keyOf, submitPackage } from '../sending/ready-package.ts';
import { digestOf } from '../store/durable-file.ts';
import { refusalOutcome, statusOutcome, workedOutcome } from './exchange.ts';
import type { Outcome } from './output.ts';
import { packageFindings } from './package-findings.ts';

/** The new letter as a replacement (edXML 5.4): the old one is named with those who received it, each once. */
function replacementOf(
  letter: DocumentPackage,
  old: { documentId: string; receivers: readonly string[] },
  reason: string | undefined,
): DocumentPackage {
  const { bussiness, traceHeaders } = letter.traceHeaderList;
  return {
    ...letter,
    traceHeaderList: {
      traceHeaders,
      bussiness: {
        bussinessDocType: 3,
        bussinessDocReason: reason ?? 'Văn bản thay thế',
        paper: bussiness?.paper ?? false,
        bussinessDocumentInfo: [],
        replacementInfoList: [{ documentId: old.documentId, organIdList: [...old.receivers] }],
        staffInfo: bussiness?.staffInfo ?? [],
      },
    },
  };
}

/**
 * `kygui replace LETTER NEW.edxml [--reason TEXT]`: sends a new, signed letter that takes the place of one that was
 * sent. The same file a second time answers the letter it made.
 * @throws SENDING_NOTHING_TO_RECALL, AXIS_SENDER_UNREGISTERED, STATE_SECRET_MARK and what a sending throws
 */
export async function replaceOutcome(
  bridge: Bridge,
  letterId: string,
  file: string,
  reason: string | undefined,
): Promise<Outcome> {
  const { agency, outbox } = requireExchange(bridge);
  const letter = await outbox.item(letterId);
  if (!LEFT_STATES.includes(letter.state)) throw new KyguiError('SENDING_NOTHING_TO_RECALL');
  const folder = await mkdtemp(join(tmpdir(), 'kygui-replace-'));
  try {
    const read = await readPackageFile(file, folder, readLimits(bridge.settings));
    const paths = read.paths.filter((path) => path !== undefined);
    if (read.kind !== 'edoc' || paths.length !== read.package.attachments.length)
      throw new KyguiError('USAGE', {
        problem: 'NEW.edxml: gói văn bản đọc được trọn vẹn / a whole package',
      });
    const { from, documentId } = read.package.messageHeader;
    if (from.organId !== agency.code)
      throw new KyguiError('AXIS_SENDER_UNREGISTERED', { code: from.organId });
    if (documentId === letter.documentId)
      throw new KyguiError('USAGE', { problem: 'NEW.edxml: trùng số, ký hiệu, ngày / the same DocumentId' });
    const { sha256 } = await digestOf(file);
    const jobKey = keyOf(createHash('sha256').update(`replace/${letterId}/${sha256}`).digest('hex'));
    const known = await bridge.store.read((sql) =>
      sql.get(`SELECT letter_id FROM letter WHERE job_key = ?`, [jobKey]),
    );
    if (known) return statusOutcome(bridge, String(known.letter_id));
    const checks = await packageFindings(bridge, read);
    const refused = refusalsOf(checks);
    if (refused.length > 0) return refusalOutcome(refused, checks);
    const receivers = letter.recipients
      .filter(({ state }) => state !== 'failed' && state !== 'waiting')
      .map(({ code }) => code);
    const replacement = replacementOf(read.package, { documentId: letter.documentId, receivers }, reason);
    const out = join(folder, 'replacement.edxml');
    await writePackageFile(replacement, paths, out, bridge.settings.edxmlProfile);
    const parts = { store: bridge.store, outbox };
    const submitted = await submitPackage(parts, { path: out, package: replacement, checks, jobKey });
    return workedOutcome(bridge, submitted.letterId);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
