import type { z } from 'zod';
import type { LetterSummary, recipientStateSchema } from '../../../shared/protocol/commands/letters.ts';
import { type MessageKey, t } from '../parts/text.ts';

export type RecipientState = z.infer<typeof recipientStateSchema>;
type Tone = '' | 'good' | 'warn' | 'bad';

const PRIORITIES = ['priority1', 'priority2', 'priority3', 'priority4'] as const;
/** Words for an urgent letter; undefined for one that is not. */
export function urgencyName(priority: number): string | undefined {
  const key = PRIORITIES[priority - 1];
  return key && t(key);
}

const STATES: Record<RecipientState, [MessageKey, Tone]> = {
  waiting: ['stateWaiting', ''],
  sending: ['stateSending', ''],
  'outcome-unknown': ['stateUnknown', 'warn'],
  exported: ['stateExported', 'warn'],
  sent: ['stateSent', ''],
  arrived: ['stateArrived', ''],
  refused: ['stateRefused', 'bad'],
  accepted: ['stateAccepted', 'good'],
  assigned: ['stateAssigned', 'good'],
  processing: ['stateProcessing', 'good'],
  finished: ['stateFinished', 'good'],
  'recall-agreed': ['stateRecallAgreed', 'warn'],
  'recall-refused': ['stateRecallRefused', 'warn'],
  failed: ['stateFailed', 'bad'],
};
export const stateName = (state: RecipientState): string => t(STATES[state][0]);
/** The same where it begins a line. */
export function stateTitle(state: RecipientState): string {
  const name = stateName(state);
  return `${name.charAt(0).toLocaleUpperCase()}${name.slice(1)}`;
}
export const stateTone = (state: RecipientState): Tone => STATES[state][1];

const WORST_FIRST: readonly Tone[] = ['bad', 'warn', '', 'good'];
/** Those that need the clerk before the others, each kind in its own order. */
export const worstFirst = <Item extends { state: RecipientState }>(items: readonly Item[]): Item[] =>
  WORST_FIRST.flatMap((tone) => items.filter(({ state }) => stateTone(state) === tone));

const LETTER: Record<LetterSummary['state'], [MessageKey, Tone]> = {
  accepted: ['letterAccepted', ''],
  consented: ['letterConsented', ''],
  signed: ['letterSigned', ''],
  packaged: ['letterPackaged', ''],
  claimed: ['letterClaimed', ''],
  asked: ['letterAsked', 'warn'],
  'outcome-unknown': ['letterUnknown', 'warn'],
  sent: ['letterSent', ''],
  exported: ['letterExported', 'warn'],
  receipted: ['letterReceipted', 'good'],
  arrived: ['letterArrivedNoReceipt', 'good'],
  closed: ['letterClosed', 'good'],
  failed: ['letterFailed', 'bad'],
  cancelled: ['letterCancelled', 'warn'],
};
export const letterStateName = (state: LetterSummary['state']): string => t(LETTER[state][0]);
export const letterStateTone = (state: LetterSummary['state']): Tone => LETTER[state][1];

const STATUS: Record<string, MessageKey> = {
  '01': 'status01',
  '02': 'status02',
  '03': 'status03',
  '04': 'status04',
  '05': 'status05',
  '06': 'status06',
  '13': 'status13',
  '15': 'status15',
  '16': 'status16',
};
/** A letter that we refused, or a request that we declined, is no good news. */
export const statusTone = (code: string): Tone => (code === '02' || code === '16' ? 'bad' : 'good');
/** Words of a status code; an unknown one is shown as it is. */
export function statusName(code: string): string {
  const key = STATUS[code];
  return key ? t(key) : code;
}
