import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import type { WebTab } from './choose-tab.tsx';
import { ROLES } from './draft.ts';
import { KeepProfile, ProfileName } from './keep-profile.tsx';
import { sameSite } from './page-link.ts';
import { PartsTable } from './parts-table.tsx';
import { TrialNote } from './trial-note.tsx';
import { useTeaching } from './use-teaching.ts';
import { VgcaNote } from './vgca-note.tsx';

/** One page being learned: what was found, how it read, and where it is kept. */
export function Teach({ tab }: { tab: WebTab }) {
  const teaching = useTeaching(tab);
  const { looked, parts, trial, name, roles, busy, unlearned } = teaching;
  return (
    <>
      {teaching.failure && <ErrorNote failure={teaching.failure} />}
      {teaching.known && <Note kind="notice" says={t('wizardKnown')} />}
      {busy && (
        <Busy
          text={t(busy)}
          onStop={busy === 'wizardPointing' || busy === 'wizardLearning' ? teaching.giveUp : undefined}
        />
      )}
      {looked?.survey.vgca && <VgcaNote address={looked.address} check={() => sameSite(looked)} />}
      {looked && (
        <section class="card">
          <h2>{t('wizardFound', new URL(looked.address).host)}</h2>
          <PartsTable
            parts={parts}
            trial={trial}
            onPoint={teaching.point}
            onDrop={teaching.drop}
            onLearn={() => void teaching.learn()}
          />
          <div class="row">
            <button
              type="button"
              class="button small"
              disabled={busy !== null}
              onClick={() => void teaching.look()}
            >
              {t('wizardAgain')}
            </button>
          </div>
        </section>
      )}
      {looked && (
        <section class="card">
          <ProfileName name={name} onName={teaching.setName} />
          <fieldset class="field plain">
            <legend>{t('wizardRoles')}</legend>
            {ROLES.map(({ key, word }) => (
              <label key={key} class="row">
                <input
                  type="checkbox"
                  name={key}
                  checked={roles.includes(key)}
                  onChange={(event) =>
                    teaching.setRoles(
                      event.currentTarget.checked ? [...roles, key] : roles.filter((one) => one !== key),
                    )
                  }
                />
                <span>{t(word)}</span>
              </label>
            ))}
          </fieldset>
          {roles.length === 0 && <Note kind="warning" says={t('wizardNoRoles')} />}
          {!trial && !busy && (
            <Note
              kind="refuse"
              says={t(parts.file ? 'wizardPlaceMissing' : 'wizardFileMissing')}
              next={t(parts.file ? 'wizardPlaceMissingNext' : 'wizardTrialNext')}
            />
          )}
          {trial && <TrialNote trial={trial} back={parts.giveBack?.way} />}
          {unlearned !== null && (
            <Note kind="notice" says={t('wizardUnlearned', unlearned)} next={t('wizardUnlearnedNext')} />
          )}
          {teaching.saved && <Note kind="pass" says={t('wizardSaved', name)} next={t('wizardSavedNext')} />}
          <KeepProfile
            isBusy={busy !== null}
            isReady={teaching.ready}
            canExport={parts.file !== undefined && parts.place !== undefined}
            onTry={teaching.tryAgain}
            onSave={teaching.save}
            onExport={teaching.exportFile}
          />
        </section>
      )}
    </>
  );
}
