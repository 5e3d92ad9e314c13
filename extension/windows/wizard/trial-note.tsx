import type { GiveBackRule } from '../../../shared/profile/schema.ts';
import type { Trial } from '../../messages/wizard.ts';
import { Note } from '../parts/notes.tsx';
import { type MessageKey, showSize, t } from '../parts/text.ts';

const STATES: Record<NonNullable<Trial['file']>['state'], MessageKey> = {
  pdf: 'wizardFileGood',
  'not-pdf': 'wizardFileNotPdf',
  refused: 'wizardFileRefused',
  'other-site': 'wizardFileOtherSite',
};

/** True when a press of the button would find its letter and file, and has a place to stand. */
export const isGood = (trial: Trial): boolean =>
  trial.holds && trial.letters > 0 && trial.places > 0 && trial.file?.state === 'pdf';

/** The first thing that keeps the button from doing its work, and what helps. */
function faultOf({ file, places }: Trial): { says: string; next: string } {
  if (file?.state !== 'pdf') {
    const size = showSize(file?.bytes ?? 0);
    return {
      says: t(file ? STATES[file.state] : 'wizardFileMissing', file?.name ?? '', size),
      next: t('wizardTrialNext'),
    };
  }
  if (places === 0) return { says: t('wizardPlaceMissing'), next: t('wizardPlaceMissingNext') };
  return { says: t('wizardLetterMissing'), next: t('wizardLetterMissingNext') };
}

/** What the dry run says; values stand in the table above. */
export function TrialNote({ trial, back }: { trial: Trial; back: GiveBackRule['way'] | undefined }) {
  const { file } = trial;
  return (
    <div class="stack" aria-live="polite">
      {isGood(trial) ? (
        <Note
          kind="pass"
          says={t('wizardTrialGood', trial.letters)}
          next={t('wizardFileGood', file?.name ?? '', showSize(file?.bytes ?? 0))}
        />
      ) : (
        <Note kind="refuse" {...faultOf(trial)} />
      )}
      {back === undefined && <Note kind="notice" says={t('wizardNoBack')} next={t('wizardNoBackNext')} />}
      {back !== undefined && !trial.back && (
        <Note kind="notice" says={t(back === 'form' ? 'wizardInputLater' : 'wizardBackUnread')} />
      )}
      {Object.values(trial.fields).some(({ expected }) => !expected) && (
        <Note kind="warning" says={t('wizardOddValues')} />
      )}
    </div>
  );
}
