import { toKyguiError } from '../../shared/errors.ts';
import { messageApprovalDigest } from '../../shared/protocol/approval.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { MessageItem } from '../../shared/protocol/commands/messages.ts';
import type { Bridge } from '../compose.ts';
import { assertDigestFits } from '../formats/raw-digest.ts';
import { assertXmlSignable } from '../formats/xml/sign-xml.ts';
import type { Handlers } from '../listener/handlers.ts';
import { findingOf, secrecyFindings } from './findings.ts';
import type { MessageJobs } from './message-jobs.ts';

/** Bare digests: what is behind them cannot be shown. */
export const isBareDigest = (item: MessageItem): boolean => item.form === 'raw' || item.form === 'cms-hash';

/** Text of a content, when it is text. */
function textOf(item: MessageItem): string {
  return 'content' in item ? Buffer.from(item.content, 'base64').toString('utf8') : '';
}

function findingsOf(
  items: readonly MessageItem[],
  leave: { until: string; count: number } | null,
): Finding[] {
  const findings = secrecyFindings(items.map(textOf), []);
  for (const item of items) {
    try {
      if (item.form === 'xml') assertXmlSignable(Buffer.from(item.content, 'base64'));
    } catch (thrown) {
      const { code, details } = toKyguiError(thrown);
      findings.push(findingOf('message.content', 'refuse', code, details));
      break;
    }
  }
  const bare = items.filter(isBareDigest).length;
  const allowed = leave !== null && Date.parse(leave.until) > Date.now() && leave.count >= bare;
  if (bare > 0 && !allowed) findings.push(findingOf('message.digest', 'refuse', 'RAW_DIGEST_NOT_ALLOWED'));
  return findings;
}

/**
 * Fixes what would be signed for a page, and says what speaks against it. Nothing is signed here.
 * @throws RAW_DIGEST_INVALID for a digest that the chosen key cannot sign: no PIN is asked for that
 */
export function messagePrepare(bridge: Bridge, jobs: MessageJobs): NonNullable<Handlers['message.prepare']> {
  return async (body) => {
    const { jobKey, origin, items, leave } = body;
    const { certificate, token } = await bridge.tokens.find(body.certificate);
    for (const item of items) {
      if (!('hash' in item)) continue;
      const digest = Buffer.from(item.digest, 'base64');
      assertDigestFits(item.form, { hashName: item.hash, digest }, certificate.key);
    }
    const findings = findingsOf(items, leave);
    const approvalDigest = messageApprovalDigest({ certificate: certificate.thumbprint, origin, items });
    jobs.keep({
      jobKey,
      origin,
      certificate: certificate.thumbprint,
      items,
      leave,
      approvalDigest,
      refused: findings.some(({ result }) => result === 'refuse'),
      at: Date.now(),
    });
    const pins = await bridge.tokens.pinsNeeded(certificate.thumbprint, items.length);
    return {
      jobKey,
      findings,
      approvalDigest,
      pinsNeeded: pins.count,
      triesLeft: token.triesLeft,
      lastTry: token.lastTry,
    };
  };
}
