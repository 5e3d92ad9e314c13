import { findSecrecyMarkInName, findSecrecyMarks, type SecrecyMark } from '../document/secrecy.ts';
import type { ReadResult } from './model.ts';

const WEIGHT = { stamp: 2, possible: 1, mention: 0 } as const;

/**
 * The gravest state-secret marking in what a received package says of itself: subject, summary, kind, sphere, names
 * and descriptions of files, Description of a status. The files' own text is not looked at here.
 */
export function packageSecrecy(read: ReadResult): SecrecyMark | undefined {
  const marks =
    read.kind === 'status'
      ? findSecrecyMarks(read.package.description)
      : [
          ...[
            read.package.messageHeader.subject,
            read.package.messageHeader.documentType.typeName,
            read.package.messageHeader.otherInfo.sphereOfPromulgation ?? '',
            ...read.package.messageHeader.otherInfo.appendixes,
            read.package.traceHeaderList.bussiness?.bussinessDocReason ?? '',
            ...read.attachments.flatMap((one) => [
              one.originalName,
              one.unwrappedFrom ?? '',
              one.description ?? '',
            ]),
          ].flatMap((text) => findSecrecyMarkInName(text) ?? []),
          ...findSecrecyMarks(read.package.messageHeader.content ?? ''),
        ];
  return marks.reduce<SecrecyMark | undefined>(
    (gravest, mark) =>
      gravest === undefined || WEIGHT[mark.strength] > WEIGHT[gravest.strength] ? mark : gravest,
    undefined,
  );
}
