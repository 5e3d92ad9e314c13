import { randomUUID } from 'node:crypto';
import { describeError, ERRORS, type ErrorCode, type ErrorDetails } from '../../../shared/errors.ts';
import type { AxisSandbox } from '../../sandbox/axis/server.ts';
import { type TestOffice, workOff } from './office.ts';

/** What became of one letter, as both sides and the axis have it. */
export interface LetterAccount {
  /** State of letter and recipient, copies on the axis, times entered, codes that came back. */
  found: string;
  state: string;
  recipient: string;
}

/** Two offices at work on one letter, with what their clerks were shown while it travelled. */
export function watchLetter(
  axis: AxisSandbox,
  one: TestOffice,
  two: TestOffice,
  letterId: string,
  code: string,
) {
  const seen = new Map<string, string>();
  const note = (error: { code: string; details: ErrorDetails } | null | undefined) => {
    if (error) seen.set(error.code, sentenceOf(error));
  };
  const letter = () => one.outbox.item(letterId);
  /** A doubt that one look settles is over before anybody reads it on a slow machine: its step stays. */
  const noteLetter = async () => {
    const { error, steps } = await letter();
    note(error);
    if (steps.some(({ step }) => step === 'outcome-unknown') && !seen.has(OPEN))
      note({ code: OPEN, details: {} });
  };
  return {
    /** Sentences by their code of the closed list, in the order in which they were met. */
    seen,
    /** Sent, taken in, accepted, told: what the bridges and a diligent clerk do all day. */
    async goOn(): Promise<void> {
      await one.outbox.tick();
      await noteLetter();
      await workOff(one, 1);
      for (const { error } of (await two.inbox.poll()).errors) note(error);
      const { items } = await two.inbox.list({ limit: 100, filter: 'unanswered' });
      for (const { itemId, kind } of items)
        if (kind === 'new') await two.inbox.answer({ jobKey: randomUUID(), itemId, answer: 'accept' });
      await workOff(two, 1);
      for (const { error } of (await one.inbox.poll()).errors) note(error);
      await noteLetter();
    },
    async account(): Promise<LetterAccount> {
      const { state, recipients, timelines } = await letter();
      const entered = (await two.inbox.list({ limit: 200 })).items.filter((item) => item.code === code);
      const onAxis = axis.dump().packages.filter((sent) => sent.messageType === 'edoc' && sent.code === code);
      const codes = timelines[0]?.entries.flatMap(({ statusCode }) => statusCode ?? []) ?? [];
      const recipient = recipients[0]?.state ?? '';
      const told = [...new Set(codes)].sort().join(' ');
      return {
        found: `${state} ${recipient}, ${onAxis.length} on the axis, ${entered.length} entered, ${told}`,
        state,
        recipient,
      };
    },
  };
}

const OPEN = 'AXIS_OUTCOME_UNKNOWN';

/** The sentence of a code as the clerk reads it. */
export function sentenceOf({ code, details }: { code: string; details: ErrorDetails }): string {
  return `${code}: ${code in ERRORS ? describeError(code as ErrorCode, details, 'vi').says : ''}`;
}
