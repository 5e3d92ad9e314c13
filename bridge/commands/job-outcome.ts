import type { CommandAnswer } from '../../shared/protocol/commands.ts';
import type { Bridge } from '../compose.ts';
import type { Job } from '../sending/jobs.ts';

/** A job as the extension sees it; verdicts are given anew, so that they tell the present. */
export async function outcomeOf(bridge: Bridge, job: Job): Promise<CommandAnswer<'job.state'>> {
  const items: CommandAnswer<'job.state'>['items'] = [];
  for (const item of job.items) {
    if (!item.signed) continue;
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
