import { useEffect, useState } from 'preact/hooks';
import type { BridgeSearch } from '../../background/actions/find-bridge.ts';
import type { LinkReport } from '../../background/link.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { WithCommand } from '../parts/with-command.tsx';
import { ask } from '../parts/worker.ts';

/** Whether the program on this computer is there, and what to do when it is not. */
export function FindBridgeStep(props: { report: LinkReport; onLook(): void }) {
  const { report } = props;
  const [search, setSearch] = useState<BridgeSearch | null>(null);
  const look = () => {
    setSearch(null);
    ask<BridgeSearch>('bridge.find', {}).then(setSearch, () => setSearch({ state: 'unknown' }));
    props.onLook();
  };
  useEffect(() => {
    ask<BridgeSearch>('bridge.find', {}).then(setSearch, () => setSearch({ state: 'unknown' }));
  }, []);
  const again = (
    <button type="button" class="button small" onClick={look}>
      {t('lookAgain')}
    </button>
  );
  if (report.state === 'ready')
    return <Note kind="pass" says={t('connectedTo', report.session?.bridgeVersion ?? '?')} />;
  if (report.state === 'away' && report.error) return <ErrorNote failure={report.error}>{again}</ErrorNote>;
  if (!search) return <Busy text={t('bridgeLooking')} />;
  if (search.state === 'found')
    return <Note kind="pass" says={t('bridgeFound')} next={t('bridgeFoundNext')} />;
  return (
    <>
      {search.state === 'absent' && (
        <ErrorNote failure={{ code: 'BRIDGE_NOT_RUNNING', details: {} }}>{again}</ErrorNote>
      )}
      <p>{t('bridgeWhat')}</p>
      <ol class="steps">
        <li>
          <WithCommand text={t('bridgeHow1')} />
        </li>
        <li>{t('bridgeHow2')}</li>
      </ol>
      <Note kind="notice" says={t('bridgeMissing')} next={t('bridgeMissingNext')} />
    </>
  );
}
