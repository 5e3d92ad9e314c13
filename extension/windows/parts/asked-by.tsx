import { type JobSource, NO_ORIGIN } from '../../messages/job.ts';
import { t } from './text.ts';

/** Who asks, as the browser reports it, and the page around it where that is another one. */
export function AskedBy({ source }: { source: Pick<JobSource, 'origin' | 'tabOrigin'> }) {
  const { origin, tabOrigin } = source;
  return (
    <>
      <bdi>{origin}</bdi>
      {tabOrigin && (
        <span class="soft"> {tabOrigin === NO_ORIGIN ? t('insideOfUnknown') : t('insideOf', tabOrigin)}</span>
      )}
    </>
  );
}
