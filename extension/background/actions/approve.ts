import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { signingCommands } from '../../../shared/protocol/commands/signing.ts';
import { windowAction } from '../action.ts';
import { advance, duringApproval, isOutcomeUnknown, takeOutcome } from '../advance.ts';
import { changeJob, readJob } from '../jobs.ts';

/**
 * The clerk approved what the window showed and gave the PIN. The PIN is handed on and forgotten: it stands in no
 * storage and in no error.
 */
export const approve = windowAction({
  name: 'job.approve',
  body: signingCommands['sign.approve'].request,
  async run(body, { link }) {
    // Looked at and changed in one turn: of two presses, or two windows of one job, only one carries its PIN on.
    const job = await changeJob(body.jobKey, ({ step }) => {
      if (step !== 'stored') throw new KyguiError('USAGE', { problem: `job.approve: ${step}` });
      return { step: 'approving', error: null, progress: null };
    });
    try {
      const outcome = await duringApproval(job.key, () => link.request('sign.approve', body));
      // Stopped before the token was asked: nothing was begun, and she may approve again.
      if (outcome.state === 'prepared') return await changeJob(job.key, { step: 'stored', progress: null });
      await takeOutcome(job.key, outcome);
    } catch (thrown) {
      const failure = toKyguiError(thrown);
      if (!isOutcomeUnknown(failure)) {
        // Failed after the approval was written down (a token pulled out while it signed): the job is at its end.
        const outcome = await link.request('job.state', { jobKey: job.key }).catch(() => undefined);
        if (outcome?.state === 'failed') return takeOutcome(job.key, outcome);
        await changeJob(job.key, { step: 'stored', progress: null });
        throw failure;
      }
    }
    void advance(job.key, link);
    return readJob(job.key);
  },
});
