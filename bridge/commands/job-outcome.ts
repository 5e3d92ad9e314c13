import type { CommandAnswer } from '../../shared/protocol/commands.ts';
import type { Bridge } from '../compose.ts';
import type { Job } from '../sending/jobs.ts';

/** A job as the extension sees it; verdicts are given anew, so that they tell the present. */
export async function outcomeOf(bridge: Bridge, job: Job): Promise<CommandAnswer<'job.state'>> {
  const items: CommandAnswer<'job.state'>['items'] = [];
  for (const item of job.items) {
    if (!item.signed) continue;
    // A bridge that ended between writing the file and naming it: the job knows it, the document must as well.
    const { signed } = await bridge.documents.find(item.documentId);
    if (signed === null) await bridge.documents.keepSigned(item.documentId, item.signed);
    items.push({
      documentId: item.documentId,
      name: item.name,
      sha256: item.signed.sha256,
      size: item.signed.size,
      verdict: await bridge.judge.judge(item.outputPath, item.signed.sha256),
    });
  }
  return { jobKey: job.jobKey, state: job.state, items, letterId: job.letterId, error: job.error };
}
