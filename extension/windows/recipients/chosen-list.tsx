import { useState } from 'preact/hooks';
import type { DirectoryEntry } from '../../../shared/protocol/commands/directory.ts';
import { t } from '../parts/text.ts';
import { type Facts, heirOf, keyOf, type Recipient, replaced, standingOf, withHeirs } from './chosen.ts';

interface Props {
  recipients: readonly Recipient[];
  facts: Facts;
  labelledBy: string;
  byName: ReadonlySet<string> | undefined;
  onChange(recipients: Recipient[], says: string, undo: readonly Recipient[] | null): void;
  /** The clerk looks for the unit that is meant. */
  onSeek(recipient: Recipient): void;
}

/** So many are shown of a long list until it is opened; those that need a decision are always shown. */
const SHORT = 6;
const LONG = 10;
/** Proposals for a name; more are found by typing. */
const PROPOSED = 3;

/** The recipients chosen so far. Long lists fold; what must be decided stands first. */
export function ChosenList(props: Props) {
  const { recipients, facts, onChange } = props;
  const [open, setOpen] = useState(false);
  const needy = recipients.filter((one) => !['good', 'asking'].includes(standingOf(one, facts)));
  const folds = recipients.length > LONG;
  const calm = recipients.filter((one) => !needy.includes(one));
  const shown = !folds
    ? recipients
    : open
      ? [...needy, ...calm]
      : [...needy, ...calm.slice(0, Math.max(0, SHORT - needy.length))];
  const closed = recipients.filter((one) => heirOf(one, facts) !== null);
  const nameless = recipients.filter(({ code }) => code === '');
  const without = (gone: readonly Recipient[]) => recipients.filter((one) => !gone.includes(one));
  if (recipients.length === 0) return null;
  return (
    <>
      <ul
        class={`chips ${folds && open ? 'scrolls' : ''}`}
        aria-labelledby={props.labelledBy}
        tabIndex={folds && open ? 0 : undefined}
      >
        {shown.map((recipient) => (
          <Chip key={keyOf(recipient)} {...props} recipient={recipient} />
        ))}
      </ul>
      <div class="row">
        {folds && (
          <button
            type="button"
            class="button small quiet"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? t('showFewer') : t('showAllRecipients', recipients.length)}
          </button>
        )}
        {closed.length > 1 && (
          <button
            type="button"
            class="button small"
            onClick={() =>
              onChange(withHeirs(recipients, facts), t('closedReplaced', closed.length), recipients)
            }
          >
            {t('replaceAllClosed', closed.length)}
          </button>
        )}
        {nameless.length > 1 && (
          <button
            type="button"
            class="button small quiet"
            onClick={() => onChange(without(nameless), t('recipientsRemoved', nameless.length), recipients)}
          >
            {t('removeNameless', nameless.length)}
          </button>
        )}
        {recipients.length > 2 && (
          <button
            type="button"
            class="button small quiet danger"
            onClick={() => onChange([], t('recipientsRemoved', recipients.length), recipients)}
          >
            {t('removeAllRecipients')}
          </button>
        )}
      </div>
    </>
  );
}

function Chip(props: Props & { recipient: Recipient }) {
  const { recipient, recipients, facts, onChange } = props;
  const { code, name } = recipient;
  const standing = standingOf(recipient, facts);
  const unit = facts.get(keyOf(recipient))?.unit ?? null;
  const heir = heirOf(recipient, facts);
  const title = unit?.name || name || code;
  const put = (by: Recipient) =>
    onChange(
      replaced(recipients, recipient, by, facts),
      t('recipientReplaced', title, by.name || by.code),
      recipients,
    );
  return (
    <li class={`chip ${standing}`}>
      <div class="chip-line">
        <span class="chip-name">
          {title}
          {code !== '' && code !== title && <code>{code}</code>}
          {props.byName?.has(code) && <small class="source">{t('foundByName')}</small>}
        </span>
        <button
          type="button"
          aria-label={t('removeRecipient', title)}
          onClick={() =>
            onChange(
              recipients.filter((one) => one !== recipient),
              t('recipientRemoved', title),
              recipients,
            )
          }
        >
          ×
        </button>
      </div>
      {standing === 'unknown' && <p class="missing">{t('codeUnknown')}</p>}
      {standing === 'closed' && (
        <p class="missing">
          {heir ? t('unitReplaced', `${heir.name} (${heir.code})`) : t('unitClosedNoHeir')}
        </p>
      )}
      {heir && (
        <button type="button" class="button small" onClick={() => put(heir)}>
          {t('replaceBy', heir.name)}
        </button>
      )}
      {standing === 'choose' && (
        <Proposals
          name={title}
          proposals={facts.get(keyOf(recipient))?.proposals ?? []}
          onChoose={(chosen) => put({ code: chosen.code, name: chosen.name })}
          onSeek={() => props.onSeek(recipient)}
        />
      )}
    </li>
  );
}

/** Units that a name may mean; the clerk chooses, the program never does. */
function Proposals(props: {
  name: string;
  proposals: readonly DirectoryEntry[];
  onChoose(unit: DirectoryEntry): void;
  onSeek(): void;
}) {
  const { proposals } = props;
  return (
    <fieldset class="proposals" aria-label={t('chooseUnitFor', props.name)}>
      <p class="missing">{t(proposals.length > 0 ? 'toBeChosen' : 'noUnitOfName')}</p>
      {proposals.slice(0, PROPOSED).map((unit) => (
        <button key={unit.code} type="button" class="proposal" onClick={() => props.onChoose(unit)}>
          <span>{unit.name}</span>
          <small>
            {unit.code}
            {unit.parentName && ` · ${unit.parentName}`}
          </small>
        </button>
      ))}
      <button type="button" class="button small quiet" onClick={props.onSeek}>
        {t('seekUnit')}
      </button>
    </fieldset>
  );
}
