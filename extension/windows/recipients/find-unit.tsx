import type { RefObject } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { ErrorNote } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import type { Recipient } from './chosen.ts';
import {
  type SuggestedGroup,
  type SuggestedUnit,
  type Suggestions,
  useSuggestions,
} from './use-suggestions.ts';

export type Offer = { kind: 'group'; group: SuggestedGroup } | { kind: 'unit'; unit: SuggestedUnit };

interface Props {
  input: RefObject<HTMLInputElement | null>;
  /** The recipient of a page for which a unit is looked for. */
  sought: Recipient | null;
  isChosen(code: string): boolean;
  onChoose(offer: Offer): void;
  /** The units below this one, to choose some or all. */
  onUnder(code: string): void;
  onRemoveLast(): void;
  onLeaveSought(): void;
}

interface Section {
  label: 'offeredGroups' | 'offeredUsed' | 'offeredUnits';
  offers: Offer[];
}

function sectionsOf(found: Suggestions | null): Section[] {
  const units = (found?.units ?? []).map((unit): Offer => ({ kind: 'unit', unit }));
  const isUsed = (offer: Offer) => offer.kind === 'unit' && offer.unit.used;
  // Units of the last letters stand first; one that only fits the text stays among the others.
  const lead = units.findIndex((offer) => !isUsed(offer));
  const used = lead === -1 ? units : units.slice(0, lead);
  const all: Section[] = [
    {
      label: 'offeredGroups',
      offers: (found?.groups ?? []).map((group) => ({ kind: 'group', group })),
    },
    { label: 'offeredUsed', offers: used },
    { label: 'offeredUnits', offers: units.slice(used.length) },
  ];
  return all.filter(({ offers }) => offers.length > 0);
}

/**
 * The text field in which a unit is found (ARIA combobox with a list): groups and the last ones used before typing,
 * then whatever the text fits. All by keyboard: arrows, Enter, Escape; Backspace in the empty field takes the last
 * recipient away, the right arrow behind the text opens the units below the marked one.
 */
export function FindUnit(props: Props) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  /** Enter was pressed before the answer to the last key: what it brings first is chosen. */
  const hurried = useRef(false);
  const { found, failure } = useSuggestions(text, open);
  const sections = sectionsOf(found);
  const offers = sections.flatMap((section) => section.offers);
  const isCurrent = found !== null && found.text === text.trim();

  const { sought } = props;
  useEffect(() => {
    if (!sought) return;
    setText(sought.name);
    setOpen(true);
  }, [sought]);
  const take = (offer: Offer | undefined) => {
    if (!offer) return;
    hurried.current = false;
    props.onChoose(offer);
    setText('');
    setOpen(false);
    setAt(-1);
  };
  useEffect(() => {
    if (!found) return;
    setAt(found.text === '' ? -1 : 0);
    if (!hurried.current || !isCurrent) return;
    hurried.current = false;
    if (found.text !== '') take(offers[0]);
    if (document.activeElement !== props.input.current) setOpen(false);
  }, [found]);
  useEffect(() => {
    if (at >= 0)
      box.current?.querySelector(`#${CSS.escape(`${list}-${at}`)}`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const isOpen = open && offers.length > 0;
  useEffect(() => {
    if (isOpen) box.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, offers.length]);

  const step = (by: number) => {
    if (!open) setOpen(true);
    else if (offers.length > 0)
      setAt((at + by + (at === -1 && by < 0 ? 1 : 0) + offers.length) % offers.length);
  };
  const press = (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    const field = event.currentTarget;
    const marked = offers[at];
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Escape' && (open || sought)) {
      setOpen(false);
      setText('');
      props.onLeaveSought();
    } else if (event.key === 'Enter') {
      if (text.trim() !== '' && !isCurrent) {
        hurried.current = true;
        setOpen(true);
      } else take(marked);
    } else if (event.key === 'Backspace' && text === '' && !event.repeat) props.onRemoveLast();
    else if (
      event.key === 'ArrowRight' &&
      marked?.kind === 'unit' &&
      marked.unit.below > 0 &&
      field.selectionStart === text.length
    )
      under(marked.unit.code);
    else return;
    event.preventDefault();
  };
  const under = (code: string) => {
    setOpen(false);
    setText('');
    props.onUnder(code);
  };
  let index = -1;
  return (
    <div class="find-unit">
      <input
        ref={props.input}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={list}
        aria-activedescendant={isOpen && offers[at] ? `${list}-${at}` : undefined}
        aria-autocomplete="list"
        aria-label={sought ? t('chooseUnitFor', sought.name) : t('addRecipient')}
        placeholder={t('addRecipientHint')}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        value={text}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => {
          // Enter and at once Tab: what was asked for still comes.
          if (!hurried.current) setOpen(false);
        }}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          hurried.current = false;
        }}
        onKeyDown={press}
      />
      <div
        ref={box}
        id={list}
        role="listbox"
        aria-label={t('addRecipient')}
        class="suggestions"
        data-answers={found?.text}
        hidden={!isOpen}
        onPointerDown={(event) => event.preventDefault()}
      >
        {sections.map(({ label, offers: some }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, not of form fields
          <div key={label} role="group" aria-labelledby={`${list}-${label}`}>
            <div id={`${list}-${label}`} class="offered" role="presentation">
              {t(label)}
            </div>
            {some.map((offer) => {
              index += 1;
              const place = index;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the text field above handles the keys of the whole list
                <div
                  key={offer.kind === 'group' ? offer.group.groupId : offer.unit.code}
                  id={`${list}-${place}`}
                  role="option"
                  tabIndex={-1}
                  class="offer"
                  aria-selected={place === at}
                  onClick={() => take(offer)}
                  onPointerMove={() => place !== at && setAt(place)}
                >
                  {offer.kind === 'group' ? (
                    <GroupOffer group={offer.group} />
                  ) : (
                    <UnitOffer
                      unit={offer.unit}
                      chosen={props.isChosen(offer.unit.code)}
                      onUnder={() => under(offer.unit.code)}
                    />
                  )}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {open && isCurrent && found.text !== '' && offers.length === 0 && (
        <p class="soft" role="status">
          {t(found.fetched ? 'nothingFound' : 'directoryMissing')}
        </p>
      )}
      {failure && text !== '' && <ErrorNote failure={failure} severity="warning" />}
    </div>
  );
}

function GroupOffer({ group }: { group: SuggestedGroup }) {
  return (
    <>
      <span class="offer-name">{group.name}</span>
      <small>
        {t('groupSize', group.size)}
        {group.closed > 0 && <span class="missing"> · {t('groupClosed', group.closed)}</span>}
      </small>
    </>
  );
}

function UnitOffer(props: { unit: SuggestedUnit; chosen: boolean; onUnder(): void }) {
  const { unit } = props;
  return (
    <>
      <span class="offer-name">
        {unit.name}
        {props.chosen && <span class="pill good">{t('isChosen')}</span>}
      </span>
      <small>
        {unit.code}
        {unit.parentName && ` · ${unit.parentName}`}
        {unit.closed && (
          <span class="missing">
            {' · '}
            {unit.successor
              ? t('unitReplaced', `${unit.successorName ?? ''} (${unit.successor})`)
              : t('unitClosedNoHeir')}
          </span>
        )}
      </small>
      {unit.below > 0 && (
        // By keyboard it is the right arrow: inside an option nothing else can be focused.
        // biome-ignore lint/a11y/noStaticElementInteractions: see above
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <span
          class="offer-under"
          onClick={(event) => {
            event.stopPropagation();
            props.onUnder();
          }}
        >
          {t('unitsBelow', unit.below)} →
        </span>
      )}
    </>
  );
}
