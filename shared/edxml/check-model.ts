import type { Finding } from './finding.ts';
import type { DocumentPackage, StatusPackage } from './model.ts';
import { checkTraces } from './rules/check-business.ts';
import { checkFiles, type NamedFile } from './rules/check-files.ts';
import {
  checkCode,
  checkDates,
  checkDocumentId,
  checkKind,
  checkOrganisation,
  checkReceivers,
  checkWords,
} from './rules/check-header.ts';
import { checkSecrecy } from './rules/check-secrecy.ts';
import { Findings } from './rules/findings.ts';

/** What a draft knows beside the package that is made of it. */
export interface DraftParts {
  /** Its files in its own order. */
  files: readonly NamedFile[];
  paperReason?: string | undefined;
}

/**
 * Checks a document package's values: presence, lengths, ranges, kind, ids, names, state-secret markings, dates against
 * `today` (`YYYY-MM-DD` in Vietnam). The same rules for packages that are read and for drafts (`draft`) that will
 * become one. Findings name parts as validators of the axis do.
 */
export function checkDocument(model: DocumentPackage, today: string, draft?: DraftParts): Finding[] {
  const findings = new Findings();
  const { messageHeader: header, attachments } = model;
  const files =
    draft?.files ??
    attachments.map(({ attachmentName, description }, index) => ({
      name: attachmentName,
      description,
      main: index === 0,
    }));
  checkOrganisation(findings, 'From', 'MessageHeader/From', header.from);
  checkReceivers(findings, header.to);
  checkDocumentId(findings, header);
  checkCode(findings, header.code);
  checkDates(findings, header, today);
  checkKind(findings, header.documentType);
  checkWords(findings, header);
  checkTraces(findings, model);
  checkFiles(findings, files, draft !== undefined);
  checkSecrecy(findings, model, files, draft?.paperReason);
  return findings.list;
}

/** Checks a status package's values. */
export function checkStatus(model: StatusPackage): Finding[] {
  const findings = new Findings();
  checkOrganisation(findings, 'From', 'MessageHeader/From', model.from);
  findings.need('MessageHeader/ResponseFor/OrganId', model.responseFor.organId);
  findings.need('MessageHeader/ResponseFor/Code', model.responseFor.code);
  findings.need('MessageHeader/ResponseFor/DocumentId', model.responseFor.documentId);
  findings.need('MessageHeader/StatusCode', model.statusCode);
  findings.text('MessageHeader/StatusCode', model.statusCode);
  findings.need('MessageHeader/Description', model.description);
  findings.text('MessageHeader/Description', model.description);
  findings.need('MessageHeader/Timestamp', model.timestamp);
  return findings.list;
}
