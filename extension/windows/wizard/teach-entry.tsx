import type { EntryDraft } from '../../../shared/profile/propose/entry.ts';
import type { EntryTrial } from '../../messages/wizard-entry.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import type { WebTab } from './choose-tab.tsx';
import { EntryTable } from './entry-table.tsx';
import { KeepProfile, ProfileName } from './keep-profile.tsx';
import { type EntryNotice, useEntry } from './use-entry.ts';

/** What the dry run says; values stand in the table above. */
function EntryTrialNote({ draft, trial }: { draft: EntryDraft; trial: EntryTrial }) {
  if (draft.write.length === 0)
    return <Note kind="refuse" says={t('wizardEntryNone')} next={t('wizardEntryNoneNext')} />;
  if (draft.file === undefined || !trial.file)
    return <Note kind="refuse" says={t('wizardEntryNoFile')} next={t('wizardEntryNoFileNext')} />;
  const count = trial.writes.filter(({ state }) => state === 'free' || state === 'list').length;
  return <Note kind="pass" says={t('wizardEntryGood', count)} next={t('wizardEntryGoodNext')} />;
}

function NoticeNote({ notice, name }: { notice: EntryNotice; name: string }) {
  if (notice === 'refused')
    return <Note kind="warning" says={t('wizardEntryRefused')} next={t('wizardEntryRefusedNext')} />;
  if (notice === 'saved')
    return <Note kind="pass" says={t('wizardSaved', name)} next={t('wizardEntrySavedNext')} />;
  if ('written' in notice)
    return (
      <Note kind="notice" says={t('wizardEntryWritten', notice.written)} next={t('wizardEntryWrittenNext')} />
    );
  return <Note kind="notice" says={t('wizardEntryCleared', notice.cleared)} />;
}

/** One entry form being learned: which field takes what, a dry run, a sample, and where it is kept. */
export function TeachEntry({ tab }: { tab: WebTab }) {
  const entry = useEntry(tab);
  const { looked, draft, trial, name, busy, notice } = entry;
  const isFound = draft.write.length > 0;
  return (
    <>
      {entry.failure && <ErrorNote failure={entry.failure} />}
      {entry.known && <Note kind="notice" says={t('wizardEntryKnown')} />}
      {busy && <Busy text={t(busy)} onStop={busy === 'wizardPointing' ? entry.giveUp : undefined} />}
      {looked && (
        <section class="card">
          <h2>{t('wizardEntryFound', new URL(looked.address).host)}</h2>
          <EntryTable draft={draft} trial={trial} onPoint={entry.point} onDrop={entry.drop} />
          <div class="row">
            <button
              type="button"
              class="button small"
              disabled={busy !== null}
              onClick={() => void entry.look()}
            >
              {t('wizardAgain')}
            </button>
            <button
              type="button"
              class="button small"
              disabled={busy !== null || !isFound}
              onClick={() => void entry.show()}
            >
              {t('wizardEntryShow')}
            </button>
            {entry.sampled ? (
              <button
                type="button"
                class="button small"
                disabled={busy !== null}
                onClick={() => void entry.clear()}
              >
                {t('wizardEntryClear')}
              </button>
            ) : (
              <button
                type="button"
                class="button small"
                disabled={busy !== null || !isFound}
                onClick={() => void entry.write()}
              >
                {t('wizardEntryWrite')}
              </button>
            )}
          </div>
        </section>
      )}
      {looked && (
        <section class="card">
          <ProfileName name={name} onName={entry.setName} />
          <div class="stack" aria-live="polite">
            {trial && <EntryTrialNote draft={draft} trial={trial} />}
            {notice && <NoticeNote notice={notice} name={name} />}
          </div>
          <KeepProfile
            isBusy={busy !== null}
            isReady={entry.ready}
            canExport={draft.file !== undefined}
            onTry={entry.tryAgain}
            onSave={entry.save}
            onExport={entry.exportFile}
          />
        </section>
      )}
    </>
  );
}
