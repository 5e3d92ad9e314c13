import type { Job } from '../../messages/job.ts';
import { type MessageKey, t } from '../parts/text.ts';

const STEPS: Record<string, MessageKey> = {
  received: 'progressReceived',
  judging: 'progressJudging',
  preparing: 'progressPreparing',
  token: 'progressToken',
  signing: 'progressSigning',
  timestamping: 'progressTimestamping',
  checking: 'progressChecking',
  packaging: 'progressPackaging',
  sending: 'progressSending',
  done: 'progressDone',
};

/** What is being done for a job right now. */
export function progressText(job: Pick<Job, 'step' | 'progress'>): string {
  if (job.step === 'opened') return t('fetchingFile');
  if (job.step === 'fetched') return t('storingFile');
  if (job.step === 'approving' && job.progress === null) return t('progressReceived');
  if (job.step === 'signed') return t('progressReceiving');
  if (job.step === 'giving') return t('progressGiving');
  if (job.step === 'given') return t('progressConfirming');
  return t(STEPS[job.progress?.step ?? ''] ?? 'progressSigning');
}
