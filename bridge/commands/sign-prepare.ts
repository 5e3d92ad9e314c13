import { sendRuleOf } from '../../shared/document/send-rules.ts';
import { KyguiError } from '../../shared/errors.ts';
import { approvalDigest } from '../../shared/protocol/approval.ts';
import type { CommandAnswer } from '../../shared/protocol/commands.ts';
import { type Bridge, organisationOf } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';
import { stampName } from '../settings/effective.ts';
import { documentFindings } from './document-findings.ts';
import { AXIS_ORIGIN, entryOf } from './inbox.ts';
import { attachedFiles, attachmentFindings } from './letter-attachments.ts';
import { letterFileFindings } from './letter-files.ts';
import { type Printed, rawLetterFindings, settled } from './letter-findings.ts';
import type { PreparedDocument, PreparedJob, PreparedJobs } from './prepared-jobs.ts';
import { reservationOf } from './register.ts';
import { stampFor } from './stamps.ts';

type Item = CommandAnswer<'sign.prepare'>['items'][number];

/** Fixes what would be signed and shows it: bytes, role, places, pictures, findings. Nothing is signed here. */
export function signPrepare(bridge: Bridge, prepared: PreparedJobs): NonNullable<Handlers['sign.prepare']> {
  const { documents, tokens, desk } = bridge;
  return async (body, context) => {
    const { settings } = bridge;
    if (prepared.isCarriedOut(body.jobKey)) throw new KyguiError('SENDING_JOB_ORDER', { state: 'signing' });
    const { certificate, token } = await tokens.find(body.certificate);
    const entry = await entryOf(
      bridge,
      body.jobKey,
      await Promise.all(
        body.documents.map(async ({ documentId, role, fields }) => {
          const { origin } = await documents.find(documentId);
          if (origin === AXIS_ORIGIN && role !== 'receive') throw new KyguiError('RECEIVING_STAMP_ELSEWHERE');
          return { documentId, origin, number: fields.number, date: fields.date };
        }),
      ),
    );
    const shown: PreparedDocument[] = [];
    const items: Item[] = [];
    const main = body.letter?.attachments.find((attachment) => attachment.main)?.documentId;
    let printed: Printed | undefined;
    for (const [index, asked] of body.documents.entries()) {
      context.sendEvent({
        event: 'job.progress',
        jobKey: body.jobKey,
        step: 'judging',
        done: index,
        total: body.documents.length,
      });
      const stored = await documents.find(asked.documentId);
      const { findings, pages } = await documentFindings(bridge, stored, asked.role, body.letter, {
        thumbprint: certificate.thumbprint,
        commonName: certificate.subject.commonName,
      });
      if (stored.documentId === main)
        printed = { pages, stamped: { number: asked.fields.number, day: asked.fields.date } };
      const signature = await bridge.reader.prepare(stored.path, {
        role: asked.role,
        fields: { ...asked.fields, ...(settings.agency && { agencyName: stampName(settings.agency) }) },
        ...(await stampFor({ stamps: settings.stamps, desk }, asked.role, certificate)),
        ...(asked.visible !== undefined && { visible: asked.visible }),
        ...(asked.placements && { placements: asked.placements }),
        signerName: certificate.subject.commonName,
        time: Date.now(),
      });
      // The file on the disk may have been exchanged since it came: what was looked at is what is signed.
      if (signature.sha256 !== stored.sha256) throw new KyguiError('DOCUMENT_CHANGED');
      shown.push({
        documentId: stored.documentId,
        name: stored.name,
        role: asked.role,
        prepared: signature,
        findings,
      });
      items.push({
        documentId: stored.documentId,
        name: stored.name,
        sha256: stored.sha256,
        role: asked.role,
        placements: signature.placements,
        drawings: signature.drawings.map(({ page, rect, sha256 }) => ({ page, rect, sha256 })),
        findings,
      });
    }
    const attached = body.letter ? await attachedFiles(bridge, body.letter, body.documents) : [];
    const raw = body.letter
      ? [
          ...(await attachmentFindings(bridge, attached)),
          ...letterFileFindings(body.letter, body.documents),
          ...(await rawLetterFindings(bridge, body.letter, printed)),
        ]
      : [];
    const ofFiles = shown.flatMap(({ findings }) => findings);
    const met = new Set(ofFiles.map(({ id }) => sendRuleOf(id)));
    const looked = {
      files: true,
      printed: printed !== undefined,
      scanned: settings.sending.scan !== undefined,
    };
    // A rule that a file breaks is told beside that file; the letter's list does not call it kept.
    const ofLetter = body.letter
      ? settled(bridge, raw, looked).filter(({ id, result }) => result !== 'pass' || !met.has(sendRuleOf(id)))
      : [];
    const digest = approvalDigest({ certificate: certificate.thumbprint, items, letter: body.letter });
    const { reservation, findings: ofRegister } = await reservationOf(bridge, body);
    ofLetter.push(...ofRegister);
    prepared.keep({
      jobKey: body.jobKey,
      origin: body.origin,
      certificate: certificate.thumbprint,
      documents: shown,
      attached,
      letter: body.letter,
      letterFindings: ofLetter,
      entry,
      reservation,
      approvalDigest: digest,
      preparedAt: Date.now(),
    });
    const pins = await tokens.pinsNeeded(certificate.thumbprint, items.length);
    return {
      jobKey: body.jobKey,
      items,
      letterFindings: ofLetter,
      approvalDigest: digest,
      pinsNeeded: pins.count,
      triesLeft: token.triesLeft,
      lastTry: token.lastTry,
    };
  };
}

/** What the outbox needs of a letter whose files are signed in the same job, with what the rules said of it. */
export function letterOf(
  bridge: Bridge,
  {
    letter,
    documents,
    attached,
    letterFindings,
  }: Pick<PreparedJob, 'letter' | 'documents' | 'attached' | 'letterFindings'>,
) {
  const { agency } = bridge.settings;
  if (!letter || !agency) return undefined;
  const checks = [...documents.flatMap(({ findings }) => findings), ...letterFindings];
  const files = Object.fromEntries(
    attached.map(({ stored: { documentId, path, sha256 } }) => [documentId, { path, sha256 }]),
  );
  return { draft: letter, from: organisationOf(agency), files, checks };
}
