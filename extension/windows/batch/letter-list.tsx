import { t } from '../parts/text.ts';
import { type LetterReport, STATE_MARKS, STATE_WORDS } from './letter-state.ts';

/** All letters of the batch with the state of each; arrow keys go from one to the next. */
export function LetterList(props: {
  letters: readonly LetterReport[];
  current: string;
  onChoose(jobKey: string): void;
}) {
  const press = (event: KeyboardEvent, index: number) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step === undefined ? undefined : props.letters[index + step];
    if (!next) return;
    event.preventDefault();
    props.onChoose(next.jobKey);
    document.getElementById(`letter-${index + (step ?? 0)}`)?.focus();
  };
  return (
    <nav class="letters" aria-label={t('batchLetters')}>
      <ol>
        {props.letters.map((letter, index) => (
          <li key={letter.jobKey}>
            <button
              id={`letter-${index}`}
              type="button"
              class={`letter ${letter.state}`}
              aria-current={letter.jobKey === props.current ? 'true' : undefined}
              onClick={() => props.onChoose(letter.jobKey)}
              onKeyDown={(event) => press(event, index)}
            >
              <span class="mark" aria-hidden="true">
                {STATE_MARKS[letter.state]}
              </span>
              <span class="letter-text">
                <strong>{letter.code || letter.name}</strong>
                <span class="soft">
                  {t(STATE_WORDS[letter.state])}
                  {letter.state === 'ready' && !letter.viewed && ` · ${t('batchNotViewed')}`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
