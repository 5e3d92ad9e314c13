import { useId } from 'preact/hooks';
import { type MessageKey, t } from '../parts/text.ts';

/** What of a list is shown; one of them always is. */
export function Filters<Name extends string>(props: {
  choices: readonly (readonly [Name, MessageKey])[];
  chosen: Name;
  onChoose(name: Name): void;
}) {
  const group = useId();
  return (
    <fieldset class="filters">
      <legend class="visually-hidden">{t('filterLabel')}</legend>
      {props.choices.map(([name, label]) => (
        <label key={name}>
          <input
            type="radio"
            class="visually-hidden"
            name={group}
            checked={props.chosen === name}
            onChange={() => props.onChoose(name)}
          />
          {t(label)}
        </label>
      ))}
    </fieldset>
  );
}
