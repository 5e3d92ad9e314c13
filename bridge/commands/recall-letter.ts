import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { momentInVietnam } from '../../shared/document/date.ts';
import type { DocumentPackage } from '../../shared/edxml/model.ts';
import { KyguiError } from '../../shared/errors.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import { readPackageFile } from '../edxml/read-file.ts';
import { writePackageFile } from '../edxml/write-file.ts';
import { frozenPackage, keyOf, submitPackage } from '../sending/ready-package.ts';

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

/**
 * Asks every recipient of a letter that was sent to give it back. They answer 15 or 16. A second recall of the same
 * letter answers the first one. @throws SENDING_NOTHING_TO_RECALL
 */
export async function recallLetter(
  bridge: Bridge,
  letterId: string,
  reason: string,
): Promise<{ letterId: string }> {
  const { outbox } = requireExchange(bridge);
  const letter = await outbox.item(letterId);
  const path = await frozenPackage({ store: bridge.store, outbox }, letterId);
  if (path === null || (letter.state !== 'receipted' && letter.state !== 'closed'))
    throw new KyguiError('SENDING_NOTHING_TO_RECALL');
  const folder = await mkdtemp(join(tmpdir(), 'kygui-recall-'));
  try {
    const read = await readPackageFile(path, folder);
    const paths = read.paths.filter((file) => file !== undefined);
    if (read.kind !== 'edoc' || paths.length !== read.package.attachments.length)
      throw new KyguiError('SENDING_NOTHING_TO_RECALL');
    const recall = recallOf(read.package, letter.documentId, reason);
    const out = join(folder, 'recall.edxml');
    await writePackageFile(recall, paths, out, bridge.settings.edxmlProfile);
    const jobKey = keyOf(createHash('sha256').update(`recall/${letterId}`).digest('hex'));
    const submitted = await submitPackage(
      { store: bridge.store, outbox },
      { path: out, package: recall, jobKey },
    );
    return { letterId: submitted.letterId };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
