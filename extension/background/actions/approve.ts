import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { signingCommands } from '../../../shared/protocol/commands/signing.ts';
import { windowAction } from '../action.ts';
import { advance, duringApproval, takeOutcome } from '../advance.ts';
import { changeJob, readJob } from '../jobs.ts';

/** Codes after which it is not known whether the bridge took the approval: its outcome is asked for. */
const UNKNOWN_OUTCOME = new Set(['CHANNEL_LOST', 'CHANNEL_TIMEOUT', 'CHANNEL_VIOLATION']);

/**
 * The clerk approved what the window showed and gave the PIN. The PIN is handed on and forgotten: it stands in no
 * storage and in no error.
 */
export const approve = windowAction({
  name: 'job.approve',
  body: signingCommands['sign.approve'].request,
  async run(body, { link }) {
    const job = await readJob(body.jobKey);
    if (job.step !== 'stored') throw new KyguiError('USAGE', { problem: `job.approve: ${job.step}` });
    await changeJob(job.key, { step: 'approving', error: null, progress: null });
    try {
      const outcome = await duringApproval(job.key, () => link.request('sign.approve', body));
      await takeOutcome(job.key, outcome);
    } catch (thrown) {
      const failure = toKyguiError(thrown);
      if (!UNKNOWN_OUTCOME.has(failure.code)) {
        await changeJob(job.key, { step: 'stored', progress: null });
        throw failure;
      }
    }
    void advance(job.key, link);
    return readJob(job.key);
  },
});
