import { useId, useState } from 'preact/hooks';
import type { Failure } from '../../messages/reply.ts';
import { ErrorNote } from '../parts/notes.tsx';
import { OpenWindow } from '../parts/open-window.tsx';
import { t } from '../parts/text.ts';
import { useModal } from '../parts/use-modal.ts';
import { asFailure, bridge } from '../parts/worker.ts';
import type { Recipient } from './chosen.ts';

/** Gives the recipients of a letter a name, under which they are all chosen next time. */
export function SaveGroup(props: { recipients: readonly Recipient[]; onClose(saved: string | null): void }) {
  const id = useId();
  const dialog = useModal();
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  // One key for one wish: pressing again after a broken connection makes one group.
  const [jobKey] = useState(() => crypto.randomUUID());
  const save = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    bridge('directory.saveGroup', { jobKey, name, codes: props.recipients.map(({ code }) => code) }).then(
      () => props.onClose(name.trim()),
      (thrown) => {
        setFailure(asFailure(thrown));
        setBusy(false);
      },
    );
  };
  return (
    <dialog
      ref={dialog}
      class="chooser small"
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose(null);
      }}
    >
      <form class="stack" onSubmit={save}>
        <h1 id={`${id}-title`}>{t('saveGroupTitle', props.recipients.length)}</h1>
        {failure && <ErrorNote failure={failure} />}
        <label class="field">
          <span>{t('groupName')}</span>
          <input
            required
            maxLength={100}
            value={name}
            onInput={(event) => {
              setName(event.currentTarget.value);
              setFailure(null);
            }}
          />
        </label>
        <div class="row end">
          <OpenWindow page="groups" class="small quiet">
            {t('openGroups')}
          </OpenWindow>
          <span class="grow" />
          <button type="button" class="button" onClick={() => props.onClose(null)}>
            {t('cancel')}
          </button>
          <button type="submit" class="button primary" disabled={busy || name.trim() === ''}>
            {t('saveGroup')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
