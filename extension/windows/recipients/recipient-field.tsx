import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { DirectoryEntry } from '../../../shared/protocol/commands/directory.ts';
import { t } from '../parts/text.ts';
import { bridge } from '../parts/worker.ts';
import { BranchDialog } from './branch-dialog.tsx';
import { holds, joined, type Recipient, replaced } from './chosen.ts';
import { ChosenList } from './chosen-list.tsx';
import { FindUnit, type Offer } from './find-unit.tsx';
import { SaveGroup } from './save-group.tsx';
import type { Known } from './use-facts.ts';
import './recipients.css';

interface Props {
  recipients: readonly Recipient[];
  known: Known;
  onChange(recipients: Recipient[]): void;
  /** Where the list came from, beside its name. */
  source?: ComponentChildren;
  /** Codes that were found by the name a page gave. */
  byName?: ReadonlySet<string>;
  /** A letter's list may become a group; a group's own list has its own button. */
  makesGroups?: boolean;
}

/** Lists a name or two, and how many more. */
function few(recipients: readonly Recipient[]): string {
  const names = recipients.slice(0, 3).map(({ code, name }) => name || code);
  const more = recipients.length - names.length;
  return more > 0 ? t('andMore', names.join('; '), more) : names.join('; ');
}

/** Recipients of a letter or members of a group: chosen by typing, by groups, out of the tree. */
export function RecipientField(props: Props) {
  const { recipients, known } = props;
  const { facts } = known;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const [before, setBefore] = useState<readonly Recipient[] | null>(null);
  /** A recipient without a code, for which a unit is being looked for. */
  const [sought, setSought] = useState<Recipient | null>(null);
  const [branch, setBranch] = useState<{ code: string | undefined } | null>(null);
  const [saving, setSaving] = useState(false);
  const field = useRef<HTMLFieldSetElement>(null);
  // The press that removed or replaced something went away with it: the keyboard goes on at "undo", or at the input.
  useEffect(() => {
    if (said === '' || document.activeElement !== document.body) return;
    const next = field.current?.querySelector<HTMLElement>('.recipients-said button') ?? input.current;
    next?.focus();
  }, [said, recipients]);

  const change = (next: Recipient[], says: string, undo: readonly Recipient[] | null = null) => {
    props.onChange(next);
    setSaid(says);
    setBefore(undo);
  };
  const say = (says: string) => {
    setSaid(says);
    setBefore(null);
  };
  const addAll = (added: readonly Recipient[], from?: string) => {
    const { recipients: next, fresh, doubled } = joined(recipients, added, facts);
    const already = doubled.length > 0 ? t('alreadyChosen', few(doubled)) : '';
    if (fresh.length === 0) {
      say(already || t('groupEmpty', from ?? ''));
      return;
    }
    const told = from === undefined ? t('recipientsAdded', few(fresh)) : t('groupAdded', fresh.length, from);
    change(next, [told, already].filter((text) => text !== '').join(' '));
  };
  const addUnit = (unit: DirectoryEntry) => {
    if (unit.closed && unit.successor === null) {
      say(t('closedNoHeir', unit.name));
      return;
    }
    known.learn([unit]);
    const chosen = unit.closed
      ? { code: unit.successor ?? '', name: unit.successorName ?? unit.successor ?? '' }
      : { code: unit.code, name: unit.name };
    if (sought) {
      const there = holds(recipients, chosen.code, facts);
      change(
        replaced(recipients, sought, chosen, facts),
        there ? t('alreadyChosen', few([chosen])) : t('recipientReplaced', sought.name, chosen.name),
        recipients,
      );
      setSought(null);
    } else if (unit.closed && !holds(recipients, chosen.code, facts)) {
      change(joined(recipients, [chosen], facts).recipients, t('heirAdded', unit.name, chosen.name));
    } else addAll([chosen]);
  };
  const addGroup = async (groupId: string, name: string) => {
    try {
      const { members } = await bridge('directory.group', { groupId });
      known.learn(members.flatMap(({ code, unit }) => (unit ? [{ ...unit, code }, unit] : [])));
      addAll(
        members.map(({ code, unit }) => ({ code, name: unit?.name ?? '' })),
        name,
      );
    } catch {
      say(t('groupGone', name));
    }
  };
  const choose = (offer: Offer) => {
    if (offer.kind === 'group') void addGroup(offer.group.groupId, offer.group.name);
    else addUnit(offer.unit);
  };
  const removeLast = () => {
    const last = recipients.at(-1);
    if (last) change(recipients.slice(0, -1), t('recipientRemoved', few([last])), recipients);
  };

  return (
    <fieldset ref={field} class="field recipients" aria-labelledby={`${id}-label`}>
      <div class="recipients-head">
        <span id={`${id}-label`}>
          {t('fieldRecipients')} <strong>({recipients.length})</strong> {props.source}
        </span>
        <button type="button" class="button small quiet" onClick={() => setBranch({ code: undefined })}>
          {t('chooseUnderUnit')}
        </button>
      </div>
      <ChosenList
        recipients={recipients}
        facts={facts}
        labelledBy={`${id}-label`}
        byName={props.byName}
        onChange={change}
        onSeek={(recipient) => {
          setSought(recipient);
          input.current?.focus();
        }}
      />
      <FindUnit
        input={input}
        sought={sought}
        isChosen={(code) => holds(recipients, code, facts)}
        onChoose={choose}
        onUnder={(code) => setBranch({ code })}
        onRemoveLast={removeLast}
        onLeaveSought={() => setSought(null)}
      />
      <div class="recipients-said">
        <span role="status">{said}</span>
        {before && (
          <button
            type="button"
            class="button small quiet"
            onClick={() => change([...before], t('recipientsBack'))}
          >
            {t('undo')}
          </button>
        )}
      </div>
      {props.makesGroups && recipients.filter(({ code }) => code !== '').length > 1 && (
        <div class="row">
          <button type="button" class="button small quiet" onClick={() => setSaving(true)}>
            {t('saveAsGroup')}
          </button>
        </div>
      )}
      {branch && (
        <BranchDialog
          code={branch.code}
          isChosen={(code) => holds(recipients, code, facts)}
          onClose={() => setBranch(null)}
          onAdd={(units) => {
            known.learn(units);
            addAll(units.map(({ code, name }) => ({ code, name })));
            setBranch(null);
          }}
        />
      )}
      {saving && (
        <SaveGroup
          recipients={recipients.filter(({ code }) => code !== '')}
          onClose={(saved) => {
            setSaving(false);
            if (saved !== null) say(t('groupSaved', saved));
          }}
        />
      )}
    </fieldset>
  );
}
