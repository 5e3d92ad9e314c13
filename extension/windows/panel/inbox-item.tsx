import { useEffect, useRef, useState } from 'preact/hooks';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { Signatures } from '../parts/signatures.tsx';
import { language, type MessageKey, showDay, showInstant, showSize, t } from '../parts/text.ts';
import { asFailure, ask, bridge, heldFile, letGoHeld, saveFile } from '../parts/worker.ts';
import { AcceptForm } from './accept-form.tsx';
import { HandIn } from './hand-in.tsx';
import { Links } from './links.tsx';
import { type Answer, possibleAnswers } from './possible-answers.ts';
import { ReasonForm } from './reason-form.tsx';
import { RequestNote } from './request-note.tsx';
import { statusName } from './state-words.ts';

type Detail = CommandAnswer<'inbox.item'>;

const WORDS: Record<Answer, MessageKey> = {
  accept: 'answerAccept',
  refuse: 'answerRefuse',
  assign: 'answerAssign',
  process: 'answerProcess',
  finish: 'answerFinish',
  agree: 'answerAgree',
  decline: 'answerDecline',
};

/** Answers that are given with more than one press: a reason, or number and day of entry. */
const isAsked = (answer: Answer) => answer === 'accept' || needsReason(answer);
const needsReason = (answer: Answer) => answer === 'refuse' || answer === 'decline';

function AnswerForm(props: { detail: Detail; onDone(): void }) {
  const [pressed, setChosen] = useState<Answer | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  // One key for one decision: pressing again after a broken connection sends it once.
  const [jobKey, setJobKey] = useState(() => crypto.randomUUID());
  const answers = possibleAnswers(props.detail);
  // Answered in another window meanwhile: the form goes with the answer.
  const chosen = pressed !== null && answers.includes(pressed) ? pressed : null;
  const send = (answer: Answer, more: { reason?: string; entryNumber?: string; entryDate?: string } = {}) => {
    setBusy(true);
    setFailure(null);
    bridge('inbox.answer', {
      jobKey,
      itemId: props.detail.itemId,
      answer,
      ...more,
    })
      .then(
        () => {
          setChosen(null);
          setJobKey(crypto.randomUUID());
          props.onDone();
        },
        (thrown) => setFailure(asFailure(thrown)),
      )
      .finally(() => setBusy(false));
  };
  if (answers.length === 0) return null;
  return (
    <div class="stack">
      {failure && <ErrorNote failure={failure} />}
      {chosen === 'accept' ? (
        <AcceptForm
          detail={props.detail}
          busy={busy}
          onBack={() => setChosen(null)}
          onAccept={(entry) => send('accept', entry)}
        />
      ) : chosen && needsReason(chosen) ? (
        <ReasonForm
          label={t('reasonLabel')}
          go={t(WORDS[chosen])}
          busy={busy}
          onBack={() => setChosen(null)}
          onGo={(reason) => send(chosen, { reason })}
        />
      ) : (
        <fieldset class="answers">
          <legend class="soft">{t('answerTell')}</legend>
          <div class="row">
            {answers.map((answer, index) => (
              <button
                key={answer}
                type="button"
                disabled={busy}
                class={`button small ${index === 0 ? 'primary' : ''} ${needsReason(answer) ? 'danger' : ''}`}
                onClick={() => (isAsked(answer) ? setChosen(answer) : send(answer))}
              >
                {t(WORDS[answer])}
                {isAsked(answer) && '…'}
              </button>
            ))}
          </div>
        </fieldset>
      )}
      {busy && <Busy text={t('sendingAnswer')} />}
    </div>
  );
}

function File({ file }: { file: Detail['attachments'][number] }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const saving = useRef(false);
  const fetchAndSave = async (documentId: string, version: 'original' | 'signed') => {
    const { part } = await ask<{ part: string }>('document.read', { documentId, version });
    saveFile(await heldFile(documentId, part), file.name);
    await letGoHeld(documentId, part);
  };
  const save = (documentId: string, version: 'original' | 'signed') => {
    // A double click saves one file, not two.
    if (saving.current) return;
    saving.current = true;
    setFailure(null);
    fetchAndSave(documentId, version)
      .catch((thrown) => setFailure(asFailure(thrown)))
      .finally(() => {
        saving.current = false;
      });
  };
  const { documentId, verdict } = file;
  return (
    <li class="stack">
      <div class="row">
        <span class="grow">
          {file.name} <span class="soft">{showSize(file.size)}</span>
        </span>
        {documentId !== null && file.stamped && (
          <button type="button" class="button small" onClick={() => save(documentId, 'signed')}>
            {t('saveStamped')}
          </button>
        )}
        {documentId !== null && (
          <button type="button" class="button small" onClick={() => save(documentId, 'original')}>
            {t('saveFile')}
          </button>
        )}
      </div>
      {failure && <ErrorNote failure={failure} />}
      {verdict && <Signatures verdict={verdict} />}
      {file.warnings.map((warning) => (
        <Note key={warning.vi} kind="warning" says={warning[language()]} />
      ))}
    </li>
  );
}

/** Kinds that bring a letter to be entered in the register; the others only ask something. */
const HAS_LETTER: readonly Detail['kind'][] = ['new', 'update', 'replace'];

/** One incoming letter: its files with the verdict on each, what was answered, and what can be answered now. */
export function InboxItem({ itemId, turn }: { itemId: string; turn: number }) {
  const [detail, setDetail] = useState<Detail | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [round, setRound] = useState(0);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    bridge('inbox.item', { itemId }).then(setDetail, (thrown) => setFailure(asFailure(thrown)));
  }, [itemId, turn, round]);
  // What was read before stays, with what is being typed in it; the list tells that it may be old.
  if (!detail) return failure ? <ErrorNote failure={failure} /> : <Busy text={t('loading')} />;
  const answered = () => {
    setRound((last) => last + 1);
    // What was pressed is gone: the keyboard goes on from the row.
    host.current?.closest('article')?.querySelector<HTMLElement>('.item-head')?.focus();
  };
  const { request } = detail;
  // What a request is about stands in its own sentence.
  const links = detail.links.filter(
    ({ relation, code }) => relation !== 'answers' || code !== request?.target?.code,
  );
  return (
    <div class="stack" ref={host}>
      <RequestNote detail={detail} />
      {detail.signer && (
        <p class="soft">
          {t('fieldSigner')}: {detail.signer}
        </p>
      )}
      {detail.entry && (
        <p>
          {t(
            'entryShown',
            detail.entry.number,
            detail.entry.date === null ? '—' : showDay(detail.entry.date),
          )}
        </p>
      )}
      <ul class="files">
        {detail.attachments.map((file, index) => (
          <File key={`${file.name}-${index}`} file={file} />
        ))}
      </ul>
      {detail.warnings.map((warning) => (
        <Note key={warning.vi} kind="warning" says={warning[language()]} />
      ))}
      <Links links={links} />
      {detail.answers.length > 0 && (
        <section class="timeline">
          <h2>{t('answersGiven')}</h2>
          <ol>
            {detail.answers.map((answer) => (
              <li key={answer.at + answer.statusCode}>
                <time dateTime={answer.at}>{showInstant(answer.at)}</time>
                <strong>{statusName(answer.statusCode)}</strong>
                <span class="soft"> ({answer.statusCode})</span>
                {answer.description && <p>{answer.description}</p>}
                <p class="soft">{t(answer.delivered ? 'answerDelivered' : 'answerWaiting')}</p>
              </li>
            ))}
          </ol>
        </section>
      )}
      {HAS_LETTER.includes(detail.kind) && !detail.recalled && <HandIn itemId={detail.itemId} />}
      <AnswerForm detail={detail} onDone={answered} />
    </div>
  );
}
