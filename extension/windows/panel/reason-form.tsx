import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../parts/text.ts';

/** Asks for the reason of a step that its receiver will read; the second press takes the step. */
export function ReasonForm(props: {
  label: string;
  go: string;
  busy: boolean;
  onBack(): void;
  onGo(reason: string): void;
}) {
  const [reason, setReason] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        props.onGo(reason.trim());
      }}
    >
      <label class="field">
        <span>{props.label}</span>
        <textarea
          ref={field}
          required
          maxLength={500}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <div class="row">
        <button type="button" class="button small" disabled={props.busy} onClick={props.onBack}>
          {t('back')}
        </button>
        <button type="submit" class="button small primary" disabled={props.busy || reason.trim() === ''}>
          {props.go}
        </button>
      </div>
    </form>
  );
}
