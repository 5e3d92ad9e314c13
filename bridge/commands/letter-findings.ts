import { momentInVietnam } from '../../shared/document/date.ts';
import type { LetterDraft } from '../../shared/document/letter.ts';
import { comparePrinted } from '../../shared/edxml/compare-printed.ts';
import { type KnownAgency, validateDraft } from '../../shared/edxml/validate-draft.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import { type Bridge, organisationOf, requireExchange } from '../compose.ts';
import { fromPackageFinding } from './findings.ts';
import { sentBeforeFindings } from './sent-before.ts';

/** What the letter prints, and what will be stamped on it in the same job. */
export interface Printed {
  pages: readonly string[];
  stamped: { number?: string | undefined; day?: string | undefined };
}

/**
 * Checks of a letter before it may be sent: complete, of known and open recipients, in time, unmarked, and the same
 * as what is printed. `refuse` stops the sending. @throws AXIS_NOT_SET
 */
export async function letterFindings(
  bridge: Bridge,
  letter: LetterDraft,
  printed?: Printed,
): Promise<Finding[]> {
  const { agency, directory } = requireExchange(bridge);
  const known = new Map<string, KnownAgency>();
  const fetched = (await directory.syncedAt()) !== null;
  for (const { code } of letter.recipients) {
    const unit = fetched ? await directory.find(code) : null;
    if (unit)
      known.set(code, {
        code: unit.code,
        name: unit.name,
        unitId: unit.code,
        closed: unit.closed,
        successor: unit.successor ?? undefined,
      });
  }
  const findings = validateDraft(letter, {
    from: organisationOf(agency),
    now: momentInVietnam(Date.now()),
    ...(fetched && { agency: (code: string) => known.get(code) }),
  });
  if (printed) findings.push(...comparePrinted(letter, printed));
  return [
    ...findings.map(fromPackageFinding),
    ...(await sentBeforeFindings(bridge.store, agency.code, letter)),
  ];
}
