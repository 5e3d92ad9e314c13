import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import { findingOf } from './findings.ts';

/** Checks of a letter before it may be sent; `refuse` stops the sending. @throws AXIS_NOT_SET */
export async function letterFindings(bridge: Bridge, letter: LetterDraft): Promise<Finding[]> {
  const { directory } = requireExchange(bridge);
  const findings: Finding[] = [];
  if (letter.recipients.length === 0)
    findings.push(findingOf('letter.recipients', 'refuse', 'SENDING_RECIPIENT_MISSING'));
  for (const warning of await directory.warnings(letter.recipients.map(({ code }) => code))) {
    const unknown = warning.code === 'DIRECTORY_UNIT_UNKNOWN';
    findings.push(
      findingOf(
        `letter.${unknown ? 'recipient-known' : 'recipient-open'}`,
        unknown ? 'refuse' : 'warning',
        warning.code,
        warning.details,
      ),
    );
  }
  return findings;
}
