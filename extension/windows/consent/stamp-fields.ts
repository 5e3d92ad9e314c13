import type { Role } from '../../../shared/document/role.ts';
import { type StampFields, stampFieldsSchema } from '../../../shared/document/stamp-fields.ts';
import type { Job } from '../../messages/job.ts';
import type { LetterEntries } from './letter-draft.ts';

/** Roles that print a number or a date: of the letter, of the copy, or of the incoming register. */
const NUMBERED: ReadonlySet<Role> = new Set(['issue', 'appendix', 'copy', 'receive']);
/** Roles whose stamp is the clerk's own words: a bút phê, or the initials where no picture of them is set. */
export const WORDED: ReadonlySet<Role> = new Set(['comment', 'initial']);
const DATED: ReadonlySet<Role> = new Set(['issue', 'copy', 'receive']);

type Name = keyof StampFields & keyof LetterEntries;

/**
 * What is stamped, or helps to find the place. `unfit` names an entry of the window that is too long or of another form
 * than can be stamped; what the window does not show is a hint alone, and one that does not fit is left out.
 */
export function stampFields(
  { role, send }: Pick<Job, 'role' | 'send'>,
  entries: LetterEntries,
): { fields: StampFields; unfit: Name | null } {
  const wanted: [name: Name, value: string, shown: boolean][] = [
    ['number', NUMBERED.has(role) ? entries.number : '', true],
    ['notation', entries.notation, NUMBERED.has(role) || send],
    ['date', DATED.has(role) ? entries.date : '', true],
    ['text', WORDED.has(role) ? entries.text : '', true],
    ['signerName', entries.signerName, false],
    ['copyKind', role === 'copy' ? entries.copyKind : '', true],
  ];
  const fits = ([name, value]: (typeof wanted)[number]) =>
    stampFieldsSchema.shape[name].safeParse(value).success;
  const filled = wanted.filter(([, value]) => value !== '');
  return {
    fields: Object.fromEntries(filled.filter(fits)),
    unfit: filled.find((one) => one[2] && !fits(one))?.[0] ?? null,
  };
}
