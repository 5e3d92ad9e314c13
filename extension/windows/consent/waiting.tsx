import type { Job } from '../../messages/job.ts';
import { Busy } from '../parts/notes.tsx';
import { showSize, t } from '../parts/text.ts';
import { progressText } from './progress-words.ts';

/** What is being done for a job, with how much of its file has come or gone where that is known. */
export function Progress({ job, onStop }: { job: Pick<Job, 'step' | 'progress'>; onStop?: () => void }) {
  const { progress } = job;
  const text = progressText(job);
  const isBytes = progress !== null && ['fetching', 'storing', 'receiving'].includes(progress.step);
  if (!isBytes) return <Busy text={text} done={progress?.done} total={progress?.total} onStop={onStop} />;
  const come =
    progress.total > 0
      ? t('fetchedOf', showSize(progress.done), showSize(progress.total))
      : showSize(progress.done);
  return <Busy text={`${text} ${come}`} done={progress.done} total={progress.total} onStop={onStop} />;
}

/** While the letter is not there yet: what is being done, and how much of it has come. */
export function Waiting({ job }: { job: Pick<Job, 'step' | 'progress'> }) {
  return job.step === 'opened' ? <Progress job={job} /> : <Busy text={t('drawingPages')} />;
}
