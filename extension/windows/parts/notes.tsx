import type { ComponentChildren } from 'preact';
import { describeError, ERRORS } from '../../../shared/errors.ts';
import type { Finding } from '../../../shared/protocol/commands/fields.ts';
import type { Failure } from '../../messages/reply.ts';
import { language, t } from './text.ts';
import { asError } from './worker.ts';

const MARKS = { pass: '✓', notice: 'i', warning: '!', refuse: '✕' } as const;
export type NoteKind = keyof typeof MARKS;

/** What happened and what to do about it, in the place where the clerk is looking; told to screen readers as it comes. */
export function Note(props: {
  kind: NoteKind;
  /** What it is about, above the sentence. */
  about?: string | undefined;
  says: string;
  next?: string | undefined;
  code?: string | undefined;
  children?: ComponentChildren;
}) {
  return (
    <div class={`note ${props.kind}`} role={props.kind === 'refuse' ? 'alert' : 'status'}>
      <span class="note-mark" aria-hidden="true">
        {MARKS[props.kind]}
      </span>
      {props.about && <span class="note-about">{props.about}</span>}
      <strong>{props.says}</strong>
      {props.next && <span class="next">{props.next}</span>}
      {props.code && <code>{t('errorCode', props.code)}</code>}
      {props.children && <div class="actions">{props.children}</div>}
    </div>
  );
}

const KIND_OF = { notice: 'notice', warning: 'warning', error: 'refuse', fatal: 'refuse' } as const;

/**
 * An error of the closed list: sentence, next step, code.
 * @param props.severity where the error weighs less than the list says, because what it is about goes on
 */
export function ErrorNote(props: {
  failure: Failure;
  severity?: NoteKind | undefined;
  children?: ComponentChildren;
}) {
  const error = asError(props.failure);
  const { says, next } = describeError(error.code, error.details, language());
  return (
    <Note
      kind={props.severity ?? KIND_OF[ERRORS[error.code].severity]}
      says={says}
      next={next}
      code={props.failure.code}
    >
      {props.children}
    </Note>
  );
}

/** A window that has nothing to show but why. */
export function FailedWindow(props: { title: string; failure: Failure }) {
  return (
    <main class="page">
      <h1>{props.title}</h1>
      <ErrorNote failure={props.failure} />
      <div class="row">
        <button type="button" class="button primary" onClick={() => window.close()}>
          {t('close')}
        </button>
      </div>
    </main>
  );
}

/** Results of checks: refusals first, passes folded into one line. */
export function Findings(props: { findings: readonly Finding[] }) {
  const order: NoteKind[] = ['refuse', 'warning', 'notice'];
  const shown = order.flatMap((kind) => props.findings.filter((finding) => finding.result === kind));
  const passed = props.findings.filter((finding) => finding.result === 'pass');
  return (
    <>
      {shown.map((finding) => (
        <Note
          key={`${finding.id} ${finding.says.vi}`}
          kind={finding.result}
          says={finding.says[language()]}
          next={finding.next?.[language()]}
          code={finding.result === 'refuse' ? finding.id : undefined}
        />
      ))}
      {passed.length > 0 && (
        <details class="soft">
          <summary>{t('checksPassed', passed.length)}</summary>
          <ul>
            {passed.map((finding) => (
              <li key={finding.id}>{finding.says[language()]}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/**
 * Something is being done; told to screen readers as well. What takes longer than half a second gets a bar, of what is
 * done where that is known, and, where it can be stopped, the button that stops it.
 */
export function Busy(props: {
  text: string;
  done?: number | undefined;
  total?: number | undefined;
  onStop?: (() => void) | undefined;
}) {
  const { text, done = 0, total = 0, onStop } = props;
  return (
    <div class="busy">
      <div class="row">
        <span class="row grow" role="status">
          <span class="spinner" aria-hidden="true" />
          <span>{text}</span>
        </span>
        {onStop && (
          <button type="button" class="button small" onClick={onStop}>
            {t('stop')}
          </button>
        )}
      </div>
      {total > 1 ? <progress value={done} max={total} aria-label={text} /> : <progress aria-hidden="true" />}
    </div>
  );
}
