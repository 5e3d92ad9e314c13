import { type EntryDraft, nameOf } from '../../../shared/profile/propose/entry.ts';
import { HAND_IN_NAMES, type HandInName } from '../../../shared/profile/schema.ts';
import { handInText } from '../../../shared/profile/write.ts';
import type { EntryPickable, EntryState, EntryTrial } from '../../messages/wizard-entry.ts';
import { HAND_IN_WORDS } from '../parts/hand-in-words.ts';
import { type MessageKey, t } from '../parts/text.ts';
import { SAMPLE_LETTER } from './entry-sample.ts';
import { Part } from './part-row.tsx';

/** Values that most entry forms have a field for, in the order of the forms. */
const USUAL: readonly HandInName[] = [
  'entryNumber',
  'entryDate',
  'code',
  'date',
  'fromName',
  'subject',
  'signerName',
  'priority',
  'dueDate',
];
const NOTES: Record<Exclude<EntryState, 'free' | 'held'>, MessageKey> = {
  list: 'wizardEntryList',
  'no-choice': 'wizardEntryNoChoice',
  missing: 'wizardEntryMissing',
};

interface Props {
  draft: EntryDraft;
  trial: EntryTrial | null;
  onPoint(what: EntryPickable, word: MessageKey): void;
  onDrop(what: EntryPickable): void;
}

function Value({ name, draft, trial, onPoint, onDrop }: Props & { name: HandInName }) {
  const rule = draft.write.find((one) => nameOf(one) === name);
  const tried = rule && trial?.writes.find(({ to }) => to === rule.to);
  const state = tried?.state;
  const said = () => {
    if (!tried || state === 'free' || state === undefined) return undefined;
    return state === 'held' ? t('wizardEntryHeld', tried.now.slice(0, 60)) : t(NOTES[state]);
  };
  return (
    <Part
      word={HAND_IN_WORDS[name]}
      what={name}
      known={rule !== undefined}
      shown={rule && handInText(rule, SAMPLE_LETTER)}
      rule={rule?.to}
      note={said()}
      onPoint={onPoint}
      onDrop={onDrop}
    />
  );
}

/** What goes into which field of the entry form, as it was found, tried and pointed at so far. */
export function EntryTable(props: Props) {
  const { draft, trial, onPoint, onDrop } = props;
  const known = new Set(draft.write.map(nameOf));
  const isShown = (name: HandInName) => USUAL.includes(name) || known.has(name);
  const others = HAND_IN_NAMES.filter((name) => !isShown(name));
  const rows = [...USUAL, ...HAND_IN_NAMES.filter((name) => !USUAL.includes(name) && isShown(name))];
  const files = {
    file: trial?.file === false && draft.file !== undefined,
    attachments: trial?.attachments === false,
  };
  return (
    <>
      <table class="parts">
        <tbody>
          {rows.map((name) => (
            <Value key={name} name={name} {...props} />
          ))}
          <Part
            word="wizardEntryFile"
            what="file"
            known={draft.file !== undefined}
            rule={draft.file}
            note={files.file ? t('wizardEntryMissing') : undefined}
            onPoint={onPoint}
            onDrop={onDrop}
          />
          <Part
            word="wizardEntryAttachments"
            what="attachments"
            known
            shown={draft.attachments === undefined ? t('wizardEntryAlong') : undefined}
            rule={draft.attachments}
            note={files.attachments ? t('wizardEntryMissing') : undefined}
            onPoint={onPoint}
            onDrop={draft.attachments === undefined ? undefined : onDrop}
          />
        </tbody>
      </table>
      {others.length > 0 && (
        <details class="more">
          <summary>{t('wizardEntryMore')}</summary>
          <table class="parts">
            <tbody>
              {others.map((name) => (
                <Value key={name} name={name} {...props} />
              ))}
            </tbody>
          </table>
        </details>
      )}
    </>
  );
}
