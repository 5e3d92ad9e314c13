import { type LetterDraft, letterDraftSchema } from '../../../shared/document/letter.ts';
import type { CopyKind } from '../../../shared/document/role.ts';
import type { ReadFields } from '../../../shared/profile/read.ts';
import type { FieldName } from '../../../shared/profile/schema.ts';
import { toDay } from '../../../shared/profile/text.ts';
import type { AttachedFile } from './use-attachments.ts';

/** What the clerk sees and may change before sending. */
export interface LetterEntries {
  number: string;
  notation: string;
  date: string;
  subject: string;
  kind: string;
  signerName: string;
  signerPosition: string;
  priority: number;
  recipients: { code: string; name: string }[];
  toPlaces: string[];
  dueDate: string;
  /** Text of a bút phê. */
  text: string;
  /** Which copy is made, for the role `copy`. */
  copyKind: CopyKind;
}

/** As the register takes it; one that is no kind of document is told by the check before sending. */
const KIND_LONGEST = 100;

const first = (fields: ReadFields, name: FieldName) => fields[name]?.values[0] ?? '';

/** A code of QĐ 20/2020 (`H99.02`, `H37.DN.001`) or of QCVN 102:2016 (`000.00.01.H99`). */
const CODE = '[A-Z]\\d{2}(?:\\.[A-Z\\d]+)*|\\d{3}(?:\\.[A-Z\\d]{2,3})+';
const CODE_FIRST = new RegExp(`^(${CODE})\\s*(?:[-–:]\\s*(.*))?$`, 'u');
const CODE_LAST = new RegExp(`^(.*\\S)\\s*[([]\\s*(${CODE})\\s*[)\\]]$`, 'u');

/** Code and name out of "H99.02 - Sở Nội vụ tỉnh Mẫu", "Sở Nội vụ tỉnh Mẫu (H99.02)", or the code alone. */
function recipient(read: string): { code: string; name: string } {
  const text = read.replace(/^[\s–-]+/u, '');
  const first = CODE_FIRST.exec(text);
  if (first) return { code: first[1] ?? '', name: first[2] ?? '' };
  const last = CODE_LAST.exec(text);
  return last ? { code: last[2] ?? '', name: last[1] ?? '' } : { code: '', name: text };
}

/** Recipients that cannot be reached over the axis because nobody knows their code. */
export const withoutCode = (entries: LetterEntries) => entries.recipients.filter(({ code }) => code === '');

/** What was read from the page, as the entries of the window. */
export function entriesOf(fields: ReadFields): LetterEntries {
  const priority = Number(first(fields, 'priority'));
  return {
    number: first(fields, 'number'),
    notation: first(fields, 'notation'),
    // A field for dates shows nothing else; what it does not show must not be sent.
    date: toDay(first(fields, 'date')) ?? '',
    subject: first(fields, 'subject').replace(/\s+/gu, ' '),
    kind: first(fields, 'kind').slice(0, KIND_LONGEST) || 'Công văn',
    signerName: first(fields, 'signerName'),
    signerPosition: first(fields, 'signerPosition'),
    priority: Number.isInteger(priority) && priority >= 0 && priority <= 4 ? priority : 0,
    recipients: (fields.recipients?.values ?? []).map(recipient),
    toPlaces: fields.toPlaces?.values ?? [],
    dueDate: toDay(first(fields, 'dueDate')) ?? '',
    text: first(fields, 'text'),
    copyKind: 'sao-y',
  };
}

/**
 * The draft that is checked, approved and sent: with all defaults filled in, so that the digest over it is the
 * same on both sides.
 */
export function draftOf(
  entries: LetterEntries,
  document: { documentId: string; name: string; pages: number },
  attached: readonly AttachedFile[] = [],
): LetterDraft {
  return letterDraftSchema.parse({
    number: entries.number,
    notation: entries.notation,
    date: entries.date,
    subject: entries.subject,
    signer: { position: entries.signerPosition, fullName: entries.signerName },
    priority: entries.priority,
    // Type 2: văn bản hành chính (edXML annex, table of kinds); the bridge adds the index of the kind.
    documentType: { type: 2, typeName: entries.kind },
    pageAmount: document.pages,
    recipients: entries.recipients.filter(({ code }) => code !== '').map(({ code }) => ({ code })),
    toPlaces: entries.toPlaces.filter((place) => place.trim() !== ''),
    attachments: [
      { documentId: document.documentId, name: document.name, main: true },
      ...attached.map((file) => ({ ...file, main: false })),
    ],
    ...(entries.dueDate !== '' && { dueDate: entries.dueDate }),
  });
}
