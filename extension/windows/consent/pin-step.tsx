import { useEffect, useRef, useState } from 'preact/hooks';
import type { Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { useModal } from '../parts/use-modal.ts';
import type { Choice } from './certificates.ts';
import type { Prepared } from './use-preparation.ts';
import { Progress } from './waiting.tsx';

interface Props {
  job: Pick<Job, 'step' | 'progress' | 'send'>;
  /** How many files the press signs; one when it is not told. */
  files?: number;
  choice: Choice;
  prepared: Pick<Prepared, 'pinsNeeded' | 'triesLeft' | 'lastTry'>;
  phrase: string | null;
  failure: Failure | null;
  onApprove(pin: string, confirmLastTry: boolean): Promise<void>;
  onBack(): void;
  /** Absent where what was approved cannot be stopped any more. */
  onStop?: () => void;
}

/** Letters with marks can only come from an input method: a PIN typed through it arrives changed. */
const typedThroughInputMethod = (pin: string) => /[^\x20-\x7e]/u.test(pin);

/** What a copied PIN brings along unseen; a space may belong to it, and is only told. */
const hasBlankEnds = (pin: string) => /^\s|\s$|[\u200b-\u200d\u2060\ufeff]/u.test(pin);

/** The lowest count that anybody told: the token's list, the preparation, or the refusal just now. */
function knownTries({ choice, prepared, failure }: Props): number {
  const told = failure?.details.triesLeft;
  const counts = [choice.token.triesLeft, prepared.triesLeft, told];
  return Math.min(...counts.filter((count): count is number => typeof count === 'number'));
}

/** The PIN, in the same window as what it approves. It lives in this field only and is cleared with each try. */
export function PinStep(props: Props) {
  const { choice, prepared, job, files = 1, onStop } = props;
  const dialog = useModal();
  const field = useRef<HTMLInputElement>(null);
  const [pin, setPin] = useState('');
  const [capsLock, setCapsLock] = useState(false);
  const [confirmation, setConfirmation] = useState('');
  const [sending, setSending] = useState(false);
  const [stopping, setStopping] = useState(false);
  const triesLeft = knownTries(props);
  // A locked token takes no PIN any more: the window asks for none.
  const locked = choice.token.flags.locked || triesLeft === 0 || props.failure?.code === 'TOKEN_LOCKED';
  const lastTry = !locked && (choice.token.lastTry || prepared.lastTry || triesLeft <= 1);
  const busy = sending || job.step === 'approving';
  const word = t('lastTryWord');
  // Input methods may write marks as characters of their own ("Unicode tổ hợp").
  const typedWord = confirmation.trim().normalize('NFC').toLowerCase();
  const confirmed = !lastTry || typedWord === word.toLowerCase();
  const unusual = typedThroughInputMethod(pin);
  const blank = hasBlankEnds(pin);
  const padOnly = choice.token.pinPad;
  const { pinLength } = choice.token;
  const tooShort = pinLength !== null && pin.length < pinLength.min;
  const ready = !busy && !locked && confirmed && !unusual && (padOnly || (pin !== '' && !tooShort));

  // After a refusal too: a field that was disabled has lost the focus.
  useEffect(() => {
    const target = busy ? dialog.current : field.current;
    target?.focus();
  }, [busy]);
  /** Browsers tell how the key stands with each press of any other key, and of the mouse. */
  const look = (event: KeyboardEvent | MouseEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const stop = () => {
    setStopping(true);
    onStop?.();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    const typed = pin;
    setPin('');
    setSending(true);
    void props.onApprove(typed, lastTry).finally(() => {
      setSending(false);
      setStopping(false);
      setConfirmation('');
    });
  };
  return (
    <dialog
      ref={dialog}
      class="pin"
      // While nothing in it can be pressed it is still read and scrolled by keyboard.
      tabIndex={busy ? 0 : -1}
      aria-labelledby="pin-title"
      // A second press of a hurried hand falls behind the dialog: what is typed next is still the PIN.
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) event.preventDefault();
      }}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) props.onBack();
      }}
      // Browsers close a dialog on the second Escape, whatever was said to the first.
      onClose={() => {
        // Taken away by the window itself.
        if (!dialog.current) return;
        if (busy) dialog.current.showModal();
        else props.onBack();
      }}
    >
      <form onSubmit={submit} class="stack" autocomplete="off">
        <h1 id="pin-title">{t('pinTitle')}</h1>
        {props.phrase && (
          <p class="phrase">
            <span class="soft">{t('pinPhrase')}</span> <strong>{props.phrase}</strong>
          </p>
        )}
        <dl class="facts">
          <dt>{t('pinToken')}</dt>
          <dd>
            {choice.token.label} …{choice.token.serialTail}
          </dd>
          <dt>{t('certificate')}</dt>
          <dd>{choice.certificate.subject.commonName}</dd>
          <dt>{t('pinTries')}</dt>
          <dd class={locked || triesLeft <= 1 ? 'missing' : ''}>{locked ? 0 : triesLeft}</dd>
          <dt>{t('pinsNeeded')}</dt>
          <dd>{t('pinTimes', prepared.pinsNeeded, files)}</dd>
        </dl>
        {props.failure && <ErrorNote failure={props.failure} />}
        {locked && props.failure?.code !== 'TOKEN_LOCKED' && (
          <ErrorNote failure={{ code: 'TOKEN_LOCKED', details: {} }} />
        )}
        {lastTry && <Note kind="refuse" says={t('lastTrySays')} next={t('lastTryNext', word)} />}
        {padOnly && !locked && <Note kind="notice" says={t('pinOnPad')} />}
        {!padOnly && !locked && (
          <label class="field">
            <span>{t('pinLabel')}</span>
            <input
              ref={field}
              type="password"
              inputMode="text"
              autocomplete="off"
              spellcheck={false}
              maxLength={pinLength?.max ?? 64}
              value={pin}
              disabled={busy}
              aria-invalid={unusual}
              onInput={(event) => setPin(event.currentTarget.value)}
              onKeyDown={look}
              onKeyUp={look}
              onClick={look}
            />
          </label>
        )}
        {capsLock && <Note kind="warning" says={t('capsLockOn')} />}
        {blank && (
          <Note kind={unusual ? 'refuse' : 'warning'} says={t('pinBlank')} next={t('pinBlankNext')} />
        )}
        {unusual && !blank && (
          <Note kind="refuse" says={t('pinInputMethod')} next={t('pinInputMethodNext')} />
        )}
        {!unusual && !blank && !padOnly && !locked && <p class="soft">{t('pinUnikeyHint')}</p>}
        {lastTry && (
          <label class="field">
            <span>{t('lastTryLabel', word)}</span>
            <input
              value={confirmation}
              disabled={busy}
              onInput={(event) => setConfirmation(event.currentTarget.value)}
            />
          </label>
        )}
        {busy && stopping && <Busy text={t('stopping')} />}
        {busy && !stopping && <Progress job={job} {...(onStop && { onStop: stop })} />}
        <div class="row end">
          <button
            type="button"
            class={locked ? 'button primary' : 'button'}
            disabled={busy}
            onClick={props.onBack}
          >
            {t('back')}
          </button>
          {!locked && (
            <button type="submit" class="button primary" disabled={!ready}>
              {t(job.send ? 'signAndSend' : 'sign')}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}
