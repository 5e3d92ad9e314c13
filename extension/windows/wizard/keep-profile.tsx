import { t } from '../parts/text.ts';

/** The name under which what was learned is kept. */
export function ProfileName({ name, onName }: { name: string; onName: (name: string) => void }) {
  return (
    <label class="field">
      <span>{t('wizardName')}</span>
      <input name="name" maxLength={80} value={name} onInput={(event) => onName(event.currentTarget.value)} />
    </label>
  );
}

/** What is done with what was learned: tried once more, kept for the clerk, exported for IT. */
export function KeepProfile(props: {
  isBusy: boolean;
  isReady: boolean;
  canExport: boolean;
  onTry: () => Promise<void>;
  onSave: () => Promise<void>;
  onExport: () => Promise<void>;
}) {
  const { isBusy, isReady, canExport } = props;
  return (
    <div class="row">
      <button type="button" class="button" disabled={isBusy} onClick={() => void props.onTry()}>
        {t('wizardTry')}
      </button>
      <button
        type="button"
        class="button primary"
        disabled={isBusy || !isReady}
        onClick={() => void props.onSave()}
      >
        {t('wizardSave')}
      </button>
      <button
        type="button"
        class="button quiet"
        disabled={isBusy || !canExport}
        onClick={() => void props.onExport()}
      >
        {t('wizardExport')}
      </button>
    </div>
  );
}
