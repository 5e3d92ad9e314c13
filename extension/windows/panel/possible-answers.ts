import type { z } from 'zod';
import type { inboxAnswerSchema } from '../../../shared/protocol/commands/letters.ts';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';

export type Answer = z.infer<typeof inboxAnswerSchema>;

/** What has been answered to an item of the inbox, as far as the next answer depends on it. */
export type Answered = Pick<CommandAnswer<'inbox.item'>, 'kind'> & {
  answers: readonly { statusCode: string }[];
};

/** Codes that answer a request to recall, update or replace (edXML 6): one of them, once. */
const REPLIES: readonly string[] = ['15', '16'];
const REQUESTS: readonly Answered['kind'][] = ['recall', 'update', 'recall-request'];

/**
 * Answers that make sense now: the axis' codes only go forward (01 → 02 or 03 → 04 → 05 → 06), a request is answered
 * once. A replacement is both: a letter to be entered, and a request for the one it replaces.
 */
export function possibleAnswers({ kind, answers }: Answered): Answer[] {
  if (kind === 'unreadable') return [];
  const codes = answers.map(({ statusCode }) => statusCode);
  const replies: Answer[] = codes.some((code) => REPLIES.includes(code)) ? [] : ['agree', 'decline'];
  if (REQUESTS.includes(kind)) return replies;
  const steps = stepsAfter(codes.filter((code) => !REPLIES.includes(code)).at(-1));
  return kind === 'replace' ? [...steps, ...replies] : steps;
}

function stepsAfter(last: string | undefined): Answer[] {
  switch (last) {
    case undefined:
    case '01':
      return ['accept', 'refuse'];
    case '03':
      return ['assign', 'process', 'finish'];
    case '04':
      return ['process', 'finish'];
    case '05':
      return ['finish'];
    default:
      return [];
  }
}
