import type { Job } from '../../messages/job.ts';
import { Busy } from '../parts/notes.tsx';
import { showSize, t } from '../parts/text.ts';

/** While the letter is not there yet: what is being done, and how much of it has come. */
export function Waiting({ job }: { job: Pick<Job, 'step' | 'progress'> }) {
  const { progress } = job;
  if (job.step !== 'opened') return <Busy text={t('drawingPages')} />;
  if (progress?.step !== 'fetching') return <Busy text={t('fetchingFile')} />;
  const come =
    progress.total > 0
      ? t('fetchedOf', showSize(progress.done), showSize(progress.total))
      : showSize(progress.done);
  return <Busy text={`${t('fetchingFile')} ${come}`} done={progress.done} total={progress.total} />;
}
