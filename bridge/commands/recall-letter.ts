import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  refusalsOf,
  type SendRuleId,
  sendRuleOf,
  settleSendRules,
} from '../../shared/document/send-rules.ts';
import { momentInVietnam } from '../../shared/document/vietnam-time.ts';
import { draftOfPackage } from '../../shared/edxml/draft-of-package.ts';
import type { DocumentPackage } from '../../shared/edxml/model.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import { LEFT_STATES } from '../../shared/protocol/commands/letters.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import { readPackageFile } from '../edxml/read-file.ts';
import { keptLimits } from '../edxml/read-limits.ts';
import { writePackageFile } from '../edxml/write-file.ts';
import { frozenPackage, keyOf, submitPackage } from '../sending/ready-package.ts';
import { secrecyFindings } from './findings.ts';
import { rawLetterFindings } from './letter-findings.ts';

/**
 * A recall without a letter of its own repeats header and files of the recalled one (edXML, BussinessDocType 1); the
 * target stands in `Bussiness/DocumentId` and in `ResponseFor`, because receivers look in either.
 */
function recallOf(sent: DocumentPackage, documentId: string, reason: string): DocumentPackage {
  const { messageHeader } = sent;
  const { code, from, promulgationInfo, to } = messageHeader;
  const { promulgationDate } = promulgationInfo;
  return {
    ...sent,
    messageHeader: {
      ...messageHeader,
      responseFor: [
        {
          organId: to[0]?.organId ?? from.organId,
          code: `${code.codeNumber}/${code.codeNotation}`,
          documentId,
          ...(promulgationDate !== undefined && { promulgationDate }),
        },
      ],
    },
    traceHeaderList: {
      bussiness: {
        documentId,
        bussinessDocType: 1,
        bussinessDocReason: reason,
        paper: false,
        bussinessDocumentInfo: [],
        replacementInfoList: [],
        staffInfo: [],
      },
      traceHeaders: [{ organId: from.organId, timestamp: momentInVietnam(Date.now()) }],
    },
  };
}

/** Rules that a recall meets anew: the clerk's words, and the recipients as they are now. Its files left before. */
const OF_RECALL: readonly SendRuleId[] = ['secrecy', 'recipients.known', 'recipients.open', 'fields'];
const REASON_MISSING = 'N.Bussiness.BussinessDocReason';

/**
 * The named result of each rule that fits a recall. What was not seen when the letter left does not keep it out there:
 * only a state-secret marking, and a missing reason, stop the recall.
 */
async function recallChecks(
  bridge: Bridge,
  recall: DocumentPackage,
  paths: readonly string[],
): Promise<Finding[]> {
  const raw = await rawLetterFindings(bridge, draftOfPackage(recall));
  for (const path of paths) {
    // A PDF that nobody can read shows no page; a file of another kind is searched like one that goes out.
    const { pages, names } = await bridge.reader.words(path, '');
    raw.push(...secrecyFindings(pages, names));
  }
  const own = raw.filter(({ id }) => OF_RECALL.some((rule) => rule === sendRuleOf(id)));
  return settleSendRules(own, OF_RECALL, bridge.settings.sending.policy).map((finding) =>
    finding.result === 'refuse' && sendRuleOf(finding.id) !== 'secrecy' && finding.id !== REASON_MISSING
      ? { ...finding, result: 'warning' }
      : finding,
  );
}

/**
 * Asks every recipient of a letter that was sent to give it back. They answer 15 or 16. A second recall of the same
 * letter answers the first one. @throws SENDING_NOTHING_TO_RECALL, STATE_SECRET_MARK, EDXML_DRAFT_INVALID
 */
export async function recallLetter(
  bridge: Bridge,
  letterId: string,
  reason: string,
): Promise<{ letterId: string }> {
  const { outbox } = requireExchange(bridge);
  const letter = await outbox.item(letterId);
  const path = await frozenPackage({ store: bridge.store, outbox }, letterId);
  if (path === null || !LEFT_STATES.includes(letter.state)) throw new KyguiError('SENDING_NOTHING_TO_RECALL');
  const folder = await mkdtemp(join(tmpdir(), 'kygui-recall-'));
  try {
    const read = await readPackageFile(path, folder, await keptLimits(path, bridge.settings));
    const paths = read.paths.filter((file) => file !== undefined);
    if (read.kind !== 'edoc' || paths.length !== read.package.attachments.length)
      throw new KyguiError('SENDING_NOTHING_TO_RECALL');
    const recall = recallOf(read.package, letter.documentId, reason);
    const checks = await recallChecks(bridge, recall, paths);
    const [refused] = refusalsOf(checks);
    if (refused && refused.id !== REASON_MISSING) throw new KyguiError('STATE_SECRET_MARK');
    if (refused) throw new KyguiError('EDXML_DRAFT_INVALID', { count: 1, first: 'BussinessDocReason' });
    const out = join(folder, 'recall.edxml');
    await writePackageFile(recall, paths, out, bridge.settings.edxmlProfile);
    const jobKey = keyOf(createHash('sha256').update(`recall/${letterId}`).digest('hex'));
    const submitted = await submitPackage(
      { store: bridge.store, outbox },
      { path: out, package: recall, checks, jobKey },
    );
    return { letterId: submitted.letterId };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
