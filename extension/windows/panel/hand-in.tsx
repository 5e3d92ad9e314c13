import { useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { HandInReport, LeftValue } from '../../messages/hand-in.ts';
import type { PageAbout } from '../../messages/page.ts';
import type { Failure } from '../../messages/reply.ts';
import { HAND_IN_WORDS } from '../parts/hand-in-words.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';
import { openWizard } from '../wizard/open-wizard.ts';

const WHY: Record<LeftValue['why'], MessageKey> = {
  held: 'handInHeld',
  refused: 'handInRefused',
  missing: 'handInMissing',
};

function Left({ names, text, why }: LeftValue) {
  const about = [...new Set(names)].map((name) => t(HAND_IN_WORDS[name])).join(', ');
  return (
    <li>
      {about === '' ? text : `${about}: ${text}`} – {t(WHY[why])}
    </li>
  );
}

/** What went into the form, and what is left for the clerk to enter, each with its reason. */
function HandedIn({ report }: { report: HandInReport }) {
  const { filled, files, left, filesLeft, reason } = report;
  const isWhole = left.length === 0 && filesLeft.length === 0 && reason === '';
  return (
    <>
      {reason !== '' && <ErrorNote failure={{ code: 'SITE_HAND_IN_FAILED', details: { reason } }} />}
      <Note
        kind={isWhole ? 'pass' : 'warning'}
        says={t('handedIn', filled, files)}
        next={t(isWhole ? 'handedInNext' : reason === '' ? 'handedInPartNext' : 'handedInBrokenNext')}
      />
      {left.length + filesLeft.length > 0 && (
        <ul class="plain">
          {left.map((one) => (
            <Left key={`${one.names.join()} ${one.text}`} {...one} />
          ))}
          {filesLeft.map(({ name, why }) => (
            <li key={name}>
              {name} – {t(why === 'held' ? 'handInFilesHeld' : 'handInNoRoom')}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Puts a received letter into the entry form that is open in the page beside the panel; the clerk saves it there. */
export function HandIn({ itemId }: { itemId: string }) {
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<HandInReport | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const press = () => {
    setBusy(true);
    setFailure(null);
    setReport(null);
    ask<HandInReport>('page.handIn', { itemId })
      .then(setReport, (thrown) => setFailure(asFailure(thrown)))
      .finally(() => setBusy(false));
  };
  const teach = async () => {
    const { id } = await browser.windows.getCurrent();
    const about = await ask<PageAbout | null>('page.about', id === undefined ? {} : { windowId: id });
    await openWizard(about?.tabId, 'entry');
  };
  return (
    <div class="stack">
      {failure && <ErrorNote failure={failure} />}
      {failure?.code === 'SITE_NO_ENTRY_FORM' && (
        <div class="row">
          <button
            type="button"
            class="button small"
            onClick={() => void teach().catch((thrown) => setFailure(asFailure(thrown)))}
          >
            {t('handInTeach')}
          </button>
        </div>
      )}
      {report && <HandedIn report={report} />}
      <div class="row">
        <button type="button" class="button small" disabled={busy} onClick={press}>
          {t('handIn')}
        </button>
      </div>
      {busy && <Busy text={t('handingIn')} />}
    </div>
  );
}
