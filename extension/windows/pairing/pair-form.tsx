import { useState } from 'preact/hooks';
import type { LinkReport } from '../../background/link.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { WithCommand } from '../parts/with-command.tsx';
import { asFailure, ask } from '../parts/worker.ts';

/** The code that the program shows, and a phrase of the person's own: typed once. */
export function PairForm(props: { onPaired(report: LinkReport): void }) {
  const [code, setCode] = useState('');
  const [phrase, setPhrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    const personalPhrase = phrase.trim();
    ask<LinkReport>('pair', { code, ...(personalPhrase !== '' && { personalPhrase }) })
      .then(props.onPaired, (thrown) => setFailure(asFailure(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <form class="card" onSubmit={submit}>
      <ol class="steps">
        <li>
          <WithCommand text={t('pairingStep1')} />
        </li>
        <li>{t('pairingStep2')}</li>
      </ol>
      <label class="field">
        <span>{t('pairingCode')}</span>
        <input
          name="code"
          class="code"
          autocomplete="off"
          spellcheck={false}
          placeholder="47015-7K3M-Q9XD"
          value={code}
          aria-invalid={failure?.code.startsWith('PAIRING_CODE_') ?? false}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{t('pairingPhrase')}</span>
        <input
          name="phrase"
          autocomplete="off"
          maxLength={100}
          placeholder={t('pairingPhraseExample')}
          value={phrase}
          onInput={(event) => setPhrase(event.currentTarget.value)}
        />
      </label>
      <p class="soft">{t('phraseWhy')}</p>
      {failure && <ErrorNote failure={failure} />}
      {busy && <Busy text={t('pairingBusy')} />}
      <div class="row">
        <button type="submit" class="button primary" disabled={busy || code.trim() === ''}>
          {t('pairNow')}
        </button>
      </div>
    </form>
  );
}
