import type { LinkReport } from '../../background/link.ts';
import { ErrorNote, Note } from '../parts/notes.tsx';
import { OpenWindow } from '../parts/open-window.tsx';
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
        <OpenWindow page="pairing" class={`small ${report.state === 'unpaired' ? 'primary' : ''}`}>
          {t(report.state === 'unpaired' ? 'pairNow' : 'pairAgain')}
        </OpenWindow>
        {report.state !== 'unpaired' && (
          <button type="button" class="button small danger" onClick={unpair}>
            {t('unpair')}
          </button>
        )}
        <OpenWindow page="welcome" class="small quiet">
          {t('openWelcome')}
        </OpenWindow>
        <OpenWindow page="diagnosis" class="small quiet">
          {t('openDiagnosis')}
        </OpenWindow>
      </div>
    </>
  );
}
