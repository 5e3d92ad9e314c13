import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { withoutDiacritics } from '../../../shared/agency/search-key.ts';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { useModal } from '../parts/use-modal.ts';
import { asFailure, bridge } from '../parts/worker.ts';

type Branch = CommandAnswer<'directory.children'>;
type Unit = Branch['units'][number];

/** Rows drawn at once; a province has thousands of units below it. */
const DRAWN = 200;

/** The units right below one of the tree: some or all of them are chosen, or the way goes on up and down. */
export function BranchDialog(props: {
  /** Where to begin; without it where our own agency stands. */
  code: string | undefined;
  isChosen(code: string): boolean;
  onAdd(units: readonly Unit[]): void;
  onClose(): void;
}) {
  const id = useId();
  const dialog = useModal();
  const filterField = useRef<HTMLInputElement>(null);
  const [place, setPlace] = useState<string | null | undefined>(props.code);
  const [branch, setBranch] = useState<Branch | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [filter, setFilter] = useState('');
  const [drawn, setDrawn] = useState(DRAWN);
  const [marked, setMarked] = useState<ReadonlyMap<string, Unit>>(new Map());

  useEffect(() => {
    let left = false;
    setFailure(null);
    bridge('directory.children', place === undefined ? {} : { code: place }).then(
      (answer) => {
        if (left) return;
        setBranch(answer);
      },
      (thrown) => !left && setFailure(asFailure(thrown)),
    );
    return () => {
      left = true;
    };
  }, [place]);

  const go = (code: string | null) => {
    // The press that led here goes away with its row.
    filterField.current?.focus();
    setPlace(code);
    setFilter('');
    setDrawn(DRAWN);
  };
  const wanted = withoutDiacritics(filter).split(' ');
  const fitting = (branch?.units ?? []).filter(({ code, name }) => {
    const key = withoutDiacritics(`${name} ${code}`);
    return wanted.every((word) => key.includes(word));
  });
  const free = fitting.filter(({ code }) => !props.isChosen(code));
  const all = free.length > 0 && free.every(({ code }) => marked.has(code));
  const mark = (units: readonly Unit[], on: boolean) =>
    setMarked((last) => {
      const next = new Map(last);
      for (const unit of units) {
        if (on) next.set(unit.code, unit);
        else next.delete(unit.code);
      }
      return next;
    });
  return (
    <dialog
      ref={dialog}
      class="chooser"
      aria-labelledby={`${id}-title`}
      onKeyDown={(event) => {
        // The form around must not be sent: Enter in the filter means nothing more than what is filtered already.
        if (event.key === 'Enter' && (event.target as Element).localName === 'input') event.preventDefault();
      }}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <h1 id={`${id}-title`}>{t('underUnitTitle')}</h1>
      <nav class="crumbs" aria-label={t('unitsAbove')}>
        <button type="button" class="button small quiet" onClick={() => go(null)}>
          {t('wholeTree')}
        </button>
        {branch?.path.map(({ code, name }) => (
          <button key={code} type="button" class="button small quiet" onClick={() => go(code)}>
            › {name}
          </button>
        ))}
        {branch?.unit && <strong aria-current="page">› {branch.unit.name}</strong>}
      </nav>
      {failure && <ErrorNote failure={failure} />}
      {!branch && !failure && <Busy text={t('loading')} />}
      {branch && (
        <>
          <input
            ref={filterField}
            type="search"
            aria-label={t('filterUnits')}
            placeholder={t('filterUnits')}
            value={filter}
            onInput={(event) => {
              setFilter(event.currentTarget.value);
              setDrawn(DRAWN);
            }}
          />
          <label class="row all">
            <input
              type="checkbox"
              checked={all}
              disabled={free.length === 0}
              onChange={(event) => mark(free, event.currentTarget.checked)}
            />
            <strong>{t(filter.trim() === '' ? 'chooseAllUnits' : 'chooseAllFiltered', free.length)}</strong>
          </label>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is scrolled by keyboard too */}
          <ul class="branch" tabIndex={0} aria-label={branch.unit?.name ?? t('wholeTree')}>
            {fitting.slice(0, drawn).map((unit) => (
              <li key={unit.code}>
                <label class="row">
                  <input
                    type="checkbox"
                    checked={props.isChosen(unit.code) || marked.has(unit.code)}
                    disabled={props.isChosen(unit.code)}
                    onChange={(event) => mark([unit], event.currentTarget.checked)}
                  />
                  <span>
                    {unit.name} <code>{unit.code}</code>
                    {props.isChosen(unit.code) && <span class="pill good">{t('isChosen')}</span>}
                  </span>
                </label>
                {unit.below > 0 && (
                  <button
                    type="button"
                    class="button small quiet"
                    aria-label={t('openUnder', unit.name)}
                    onClick={() => go(unit.code)}
                  >
                    {t('unitsBelow', unit.below)} →
                  </button>
                )}
              </li>
            ))}
            {fitting.length === 0 && (
              <li class="soft">{t(branch.units.length === 0 ? 'noUnitsBelow' : 'nothingFound')}</li>
            )}
            {fitting.length > drawn && (
              <li>
                <button type="button" class="button small" onClick={() => setDrawn(drawn + DRAWN)}>
                  {t('showMoreUnits', fitting.length - drawn)}
                </button>
              </li>
            )}
          </ul>
          {branch.closed > 0 && <p class="soft">{t('closedNotShown', branch.closed)}</p>}
        </>
      )}
      <div class="row end">
        <button type="button" class="button" onClick={props.onClose}>
          {t('cancel')}
        </button>
        <button
          type="button"
          class="button primary"
          disabled={marked.size === 0}
          onClick={() => props.onAdd([...marked.values()])}
        >
          {marked.size === 0 ? t('addMarkedNone') : t('addMarked', marked.size)}
        </button>
      </div>
    </dialog>
  );
}
