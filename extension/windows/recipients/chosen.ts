import type { DirectoryEntry } from '../../../shared/protocol/commands/directory.ts';

/** A recipient as a letter or a group has it; without a code it is not settled who is meant. */
export interface Recipient {
  code: string;
  name: string;
}

/** What the directory says of a recipient. */
export interface Fact {
  /** Null: no such code, or no unit that alone bears the name. */
  unit: DirectoryEntry | null;
  proposals: readonly DirectoryEntry[];
}
export type Facts = ReadonlyMap<string, Fact>;

export const keyOf = ({ code, name }: Recipient): string => (code === '' ? `name:${name}` : `code:${code}`);

/** The unit's present code: an old code and a new one of the same unit are one recipient. */
const unitCode = (recipient: Recipient, facts: Facts): string =>
  facts.get(keyOf(recipient))?.unit?.code ?? recipient.code;

export const holds = (recipients: readonly Recipient[], code: string, facts: Facts): boolean =>
  recipients.some((one) => one.code !== '' && (one.code === code || unitCode(one, facts) === code));

/** The list with units added behind; those that it has already are told, never doubled. */
export function joined(
  recipients: readonly Recipient[],
  added: readonly Recipient[],
  facts: Facts,
): { recipients: Recipient[]; fresh: Recipient[]; doubled: Recipient[] } {
  const fresh: Recipient[] = [];
  const doubled: Recipient[] = [];
  for (const { code, name } of added) {
    const isThere = holds(recipients, unitCode({ code, name }, facts), facts) || holds(fresh, code, facts);
    (isThere ? doubled : fresh).push({ code, name });
  }
  return { recipients: [...recipients, ...fresh], fresh, doubled };
}

/** One recipient exchanged for another in its place; when that one is there already, it only goes. */
export function replaced(
  recipients: readonly Recipient[],
  old: Recipient,
  by: Recipient,
  facts: Facts,
): Recipient[] {
  const others = recipients.filter((one) => keyOf(one) !== keyOf(old));
  if (holds(others, by.code, facts)) return others;
  return recipients.map((one) => (keyOf(one) === keyOf(old) ? by : one));
}

/** How a recipient stands: `choose` must be chosen among units, `closed` and `unknown` cannot be sent to. */
export type Standing = 'good' | 'choose' | 'closed' | 'unknown' | 'asking';

export function standingOf(recipient: Recipient, facts: Facts): Standing {
  const fact = facts.get(keyOf(recipient));
  if (recipient.code === '') return fact || recipient.name === '' ? 'choose' : 'asking';
  if (!fact) return 'good';
  if (!fact.unit) return 'unknown';
  return fact.unit.closed ? 'closed' : 'good';
}

/** The unit that takes the place of a closed one, when the directory tells. */
export function heirOf(recipient: Recipient, facts: Facts): Recipient | null {
  const unit = facts.get(keyOf(recipient))?.unit;
  if (!unit?.closed || unit.successor === null) return null;
  return { code: unit.successor, name: unit.successorName ?? unit.successor };
}

/** Every closed recipient exchanged for the unit that took over. */
export function withHeirs(recipients: readonly Recipient[], facts: Facts): Recipient[] {
  let now = [...recipients];
  for (const recipient of recipients) {
    const heir = heirOf(recipient, facts);
    if (heir) now = replaced(now, recipient, heir, facts);
  }
  return now;
}

/** Names of a page that one unit alone bears, with that unit's code; null when there is none. */
export function settled(recipients: readonly Recipient[], facts: Facts): Recipient[] | null {
  let now: Recipient[] | null = null;
  for (const recipient of recipients) {
    const unit = recipient.code === '' ? facts.get(keyOf(recipient))?.unit : null;
    if (unit) now = replaced(now ?? recipients, recipient, { code: unit.code, name: unit.name }, facts);
  }
  return now;
}
