import type { LinkReport } from '../../background/link.ts';
import { ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { ask } from '../parts/worker.ts';

/** How this browser stands with the program on the computer, and how to change that. */
export function Connection(props: { report: LinkReport; onChange(report: LinkReport): void }) {
  const { report } = props;
  const unpair = () => {
    if (window.confirm(t('unpairConfirm'))) void ask<LinkReport>('unpair', {}).then(props.onChange);
  };
  return (
    <>
      {report.state === 'ready' && (
        <Note
          kind="pass"
          says={t('connectedTo', report.session?.bridgeVersion ?? '?')}
          next={
            report.session?.agency
              ? `${report.session.agency.name} (${report.session.agency.code})`
              : t('noAgency')
          }
        />
      )}
      {report.state !== 'ready' && (
        <ErrorNote failure={report.error ?? { code: 'CHANNEL_NOT_PAIRED', details: {} }} />
      )}
      <div class="row">
        {report.state === 'away' && (
          <button
            type="button"
            class="button small primary"
            onClick={() => void ask<LinkReport>('link.report', {}).then(props.onChange)}
          >
            {t('tryAgain')}
          </button>
        )}
        <button
          type="button"
          class={`button small ${report.state === 'unpaired' ? 'primary' : ''}`}
          onClick={() => void ask('window.open', { page: 'pairing' })}
        >
          {t(report.state === 'unpaired' ? 'pairNow' : 'pairAgain')}
        </button>
        {report.state !== 'unpaired' && (
          <button type="button" class="button small danger" onClick={unpair}>
            {t('unpair')}
          </button>
        )}
        <button
          type="button"
          class="button small quiet"
          onClick={() => void ask('window.open', { page: 'welcome' })}
        >
          {t('openWelcome')}
        </button>
        <button
          type="button"
          class="button small quiet"
          onClick={() => void ask('window.open', { page: 'diagnosis' })}
        >
          {t('openDiagnosis')}
        </button>
      </div>
    </>
  );
}
