import { type MessageKey, t } from '../parts/text.ts';

/** One line of the table: what it is, what was read, and how to change it. */
export function Part<What extends string>(props: {
  word: MessageKey;
  what: What;
  shown?: string | undefined;
  /** Where on the page, in the words of a profile: for IT, who points at the line. */
  rule?: string | undefined;
  /** Said behind what is shown, in small. */
  note?: string | undefined;
  /** What was read does not look like what it should be. */
  odd?: boolean | undefined;
  known: boolean;
  onPoint(what: What, word: MessageKey): void;
  onDrop?: ((what: What) => void) | undefined;
  onLearn?: () => void;
}) {
  const { what, word, known, onDrop, onLearn } = props;
  return (
    <tr data-part={what}>
      <th scope="row">{t(word)}</th>
      <td>
        {known ? (
          <span title={props.rule} class={props.odd ? 'missing' : undefined}>
            {props.shown ?? t('wizardNotTried')}
            {props.odd && <small> {t('wizardOdd')}</small>}
            {props.note !== undefined && <small class="soft"> – {props.note}</small>}
          </span>
        ) : (
          <span class="soft">{t('wizardNotFound')}</span>
        )}
      </td>
      <td class="acts">
        <div class="row">
          <button
            type="button"
            class="button small"
            aria-label={`${t('wizardPoint')}: ${t(word)}`}
            onClick={() => props.onPoint(what, word)}
          >
            {t('wizardPoint')}
          </button>
          {onLearn && (
            <button type="button" class="button small" onClick={onLearn}>
              {t('wizardLearn')}
            </button>
          )}
          {known && onDrop && (
            <button
              type="button"
              class="button small quiet"
              aria-label={`${t('wizardDrop')}: ${t(word)}`}
              onClick={() => onDrop(what)}
            >
              {t('wizardDrop')}
            </button>
          )}
        </div>
      </td>
    </tr>
  );
}
