import type { HandInName } from '../../../shared/profile/schema.ts';
import type { MessageKey } from './text.ts';

/** What values of a received letter are called, where they are entered into the page's own form. */
export const HAND_IN_WORDS: Record<HandInName, MessageKey> = {
  code: 'fieldCode',
  number: 'fieldNumber',
  notation: 'fieldNotation',
  date: 'fieldDate',
  subject: 'fieldSubject',
  signerName: 'fieldSigner',
  fromCode: 'fieldFromCode',
  fromName: 'fieldFrom',
  toPlaces: 'wizardToPlaces',
  priority: 'fieldPriority',
  dueDate: 'fieldDueDate',
  receivedDate: 'fieldReceivedDate',
  entryNumber: 'entryNumber',
  entryDate: 'entryDate',
};
