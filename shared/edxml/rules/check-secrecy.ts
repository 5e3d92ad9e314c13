import { findSecrecyMarkInName, findSecrecyMarks, type SecrecyMark } from '../../document/secrecy.ts';
import type { DocumentPackage } from '../model.ts';
import type { NamedFile } from './check-files.ts';
import type { Findings } from './findings.ts';

const RULES = {
  stamp: 'R.Document.Secrecy',
  possible: 'R.Document.SecrecyPossible',
  mention: 'R.Document.SecrecyMention',
} as const;

/** The gravest of the marks at one place; the marks' words are not repeated. */
function reportMarks(findings: Findings, path: string, marks: readonly SecrecyMark[]): void {
  for (const strength of ['stamp', 'possible', 'mention'] as const) {
    if (!marks.some((mark) => mark.strength === strength)) continue;
    findings.report(RULES[strength], path);
    return;
  }
}

/** State-secret markings in everything that a letter says of itself. */
export function checkSecrecy(
  findings: Findings,
  { messageHeader: header, traceHeaderList }: DocumentPackage,
  files: readonly NamedFile[],
  paperReason?: string,
): void {
  const named = (path: string, text: string | undefined) => {
    const mark = text === undefined ? undefined : findSecrecyMarkInName(text);
    if (mark !== undefined) reportMarks(findings, path, [mark]);
  };
  named('MessageHeader/Subject', header.subject);
  // The subject stands in for a summary that nobody wrote.
  if (header.content !== undefined && header.content !== header.subject)
    reportMarks(findings, 'MessageHeader/Content', findSecrecyMarks(header.content));
  named('MessageHeader/OtherInfo/SphereOfPromulgation', header.otherInfo.sphereOfPromulgation);
  named('MessageHeader/DocumentType/TypeName', header.documentType.typeName);
  for (const appendix of header.otherInfo.appendixes) named('MessageHeader/OtherInfo/Appendixes', appendix);
  for (const reason of new Set([traceHeaderList.bussiness?.bussinessDocReason, paperReason]))
    named('Bussiness/BussinessDocReason', reason);
  for (const [index, place] of header.toPlaces.entries())
    named(`MessageHeader/ToPlaces/Place[${index + 1}]`, place);
  for (const [index, { name, description }] of files.entries()) {
    named(`Attachment[${index + 1}]/AttachmentName`, name);
    if (description !== name) named(`Attachment[${index + 1}]/Description`, description);
  }
}
