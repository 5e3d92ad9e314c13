import { useLayoutEffect } from 'preact/hooks';
import type { Job } from '../../messages/job.ts';
import { AskedBy } from '../parts/asked-by.tsx';
import { showSize, t } from '../parts/text.ts';
import { roleName } from './place-words.ts';

/** Who asks, as the browser reports it, and about which file. */
export function Header({ job, size }: { job: Job; size: number | null }) {
  // For the bench, and for whoever looks into a slow computer.
  useLayoutEffect(() => {
    performance.mark('consent-shown');
  }, []);
  /** From the axis or from this computer: no page has asked. */
  const ofOwn = job.received !== undefined || job.source.tabId < 0;
  return (
    <header class="consent-head">
      <img src="/icons/icon-48.png" alt="" width="32" height="32" />
      <div class="grow">
        <h1>{job.send ? t('signAndSendTitle', roleName(job.role)) : roleName(job.role)}</h1>
        <p class="soft">
          {job.file.name}
          {size !== null && ` · ${showSize(size)}`}
        </p>
      </div>
      <dl class="asked-by">
        <dt>{t(ofOwn ? 'askedByNobody' : 'askedBy')}</dt>
        <dd>
          {job.received ? (
            t('receivedFile')
          ) : job.source.tabId < 0 ? (
            t('ownFile')
          ) : (
            <AskedBy source={job.source} />
          )}
        </dd>
      </dl>
    </header>
  );
}
