import { useEffect, useId, useState } from 'preact/hooks';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import { t } from '../parts/text.ts';
import { bridge } from '../parts/worker.ts';
import type { Decision } from './use-decision.ts';

type Unit = CommandAnswer<'directory.search'>['units'][number];

/** Recipients as chips; more are found while typing, by code or name, with or without diacritics. */
export function Recipients({ decision }: { decision: Decision }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<Unit[]>([]);
  const [at, setAt] = useState(0);
  const list = useId();
  const recipients = decision.entries?.recipients ?? [];

  useEffect(() => {
    if (text.trim().length < 2) {
      setFound([]);
      return;
    }
    let left = false;
    const timer = setTimeout(() => {
      bridge('directory.search', { text: text.trim(), limit: 8 }).then(
        ({ units }) => {
          if (left) return;
          setFound(units);
          setAt(0);
        },
        () => setFound([]),
      );
    }, 120);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [text]);

  const add = (unit: Unit) => {
    if (unit.closed) return;
    if (!recipients.some(({ code }) => code === unit.code)) {
      decision.edit({ recipients: [...recipients, { code: unit.code, name: unit.name }] });
    }
    setText('');
    setFound([]);
  };
  const remove = (code: string, name: string) =>
    decision.edit({ recipients: recipients.filter((one) => one.code !== code || one.name !== name) });
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Escape') setFound([]);
    else if (event.key === 'Enter' && found[at]) add(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div class="field">
      <span id={`${list}-label`}>
        {t('fieldRecipients')} ({recipients.length})
      </span>
      <ul class="chips" aria-labelledby={`${list}-label`}>
        {recipients.map(({ code, name }) => (
          <li key={code + name} class={code === '' ? 'chip bad' : 'chip'}>
            <span>
              <strong>{code || t('noCode')}</strong> {name}
            </span>
            <button
              type="button"
              aria-label={t('removeRecipient', name || code)}
              onClick={() => remove(code, name)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <input
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-activedescendant={found[at] ? `${list}-${at}` : undefined}
        aria-autocomplete="list"
        aria-label={t('addRecipient')}
        placeholder={t('addRecipient')}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
      />
      <div
        id={list}
        role="listbox"
        aria-label={t('addRecipient')}
        class="suggestions"
        hidden={found.length === 0}
      >
        {found.map((unit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text field above handles the keys of the whole list
          <div
            key={unit.code}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            aria-disabled={unit.closed}
            onClick={() => add(unit)}
          >
            <strong>{unit.code}</strong> {unit.name}
            {unit.parentName && <small> · {unit.parentName}</small>}
            {unit.closed && (
              <small class="missing">
                {' '}
                {unit.successor ? t('unitReplaced', unit.successor) : t('unitClosed')}
              </small>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
