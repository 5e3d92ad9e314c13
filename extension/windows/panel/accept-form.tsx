import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Failure } from '../../messages/reply.ts';
import { DayWords } from '../parts/day-words.tsx';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { showInstant, t } from '../parts/text.ts';
import { asFailure, ask, bridge } from '../parts/worker.ts';

type Detail = CommandAnswer<'inbox.item'>;

/** Whether this clerk stamped the last letter that she accepted. */
const WISH = 'stampReceived';

/**
 * Acceptance (03) with number and day of entry. With the stamp the consent window does the rest: what it signs is
 * what the sender is told.
 */
export function AcceptForm(props: {
  detail: Detail;
  busy: boolean;
  onAccept(entry: { entryNumber?: string; entryDate?: string }): void;
  onBack(): void;
}) {
  const { detail } = props;
  const file = detail.attachments.find(({ stampable }) => stampable);
  const [number, setNumber] = useState('');
  const [date, setDate] = useState('');
  const [wish, setWish] = useState(false);
  const [restored, setRestored] = useState<string | null>(null);
  const [proposed, setProposed] = useState(false);
  const [opening, setOpening] = useState(false);
  const [opened, setOpened] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  // One key for one press on the stamp: a second window on it would only be refused.
  const [jobKey, setJobKey] = useState(() => crypto.randomUUID());

  useEffect(() => {
    bridge('inbox.nextEntry', {})
      .then(
        (next) => {
          setNumber((typed) => typed || next.number);
          setDate((typed) => typed || next.date);
          setRestored(next.restoredAt ?? null);
        },
        (thrown) => setFailure(asFailure(thrown)),
      )
      .finally(() => setProposed(true));
    browser.storage.local.get(WISH).then(
      (kept) => setWish(kept[WISH] === true),
      () => undefined,
    );
  }, []);

  const canStamp = file?.documentId != null && !detail.attachments.some(({ stamped }) => stamped);
  const stamps = wish && canStamp;
  const entry = {
    ...(number.trim() !== '' && { entryNumber: number.trim() }),
    ...(date !== '' && { entryDate: date }),
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void browser.storage.local.set({ [WISH]: wish });
    if (!stamps) return props.onAccept(entry);
    setOpening(true);
    setFailure(null);
    ask('inbox.stamp', { jobKey, itemId: detail.itemId, documentId: file.documentId, ...entry })
      .then(
        () => setOpened(true),
        (thrown) => setFailure(asFailure(thrown)),
      )
      .finally(() => {
        setOpening(false);
        setJobKey(crypto.randomUUID());
      });
  };
  const isBusy = props.busy || opening || !proposed;
  return (
    <form class="stack" onSubmit={submit}>
      {failure && <ErrorNote failure={failure} />}
      {restored !== null && (
        <Note kind="warning" says={t('entryRestored', showInstant(restored))} next={t('entryRestoredNext')} />
      )}
      {opened && <Note kind="notice" says={t('stampNext')} />}
      <div class="stack">
        <label class="field">
          <span>{t('entryNumber')}</span>
          <input
            maxLength={20}
            required={stamps || restored !== null}
            value={number}
            onInput={(event) => setNumber(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{t('entryDate')}</span>
          <input
            type="date"
            required={stamps}
            value={date}
            onInput={(event) => setDate(event.currentTarget.value)}
          />
          <DayWords day={date} />
        </label>
      </div>
      {canStamp && (
        <label class="row">
          <input type="checkbox" checked={wish} onChange={(event) => setWish(event.currentTarget.checked)} />
          <span class="grow">{t('stampWish', file.name)}</span>
        </label>
      )}
      <div class="row">
        <button type="button" class="button small" disabled={opening} onClick={props.onBack}>
          {t('back')}
        </button>
        <button type="submit" class="button small primary" disabled={isBusy}>
          {t(stamps ? 'stampAndAccept' : 'answerAccept')}
        </button>
      </div>
      {opening && <Busy text={t('loading')} />}
    </form>
  );
}
