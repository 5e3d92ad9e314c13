import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { GROUP_NAME_LENGTH } from '../../../shared/agency/group-file.ts';
import type { GroupDetail } from '../../../shared/protocol/commands/directory.ts';
import { Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import type { Recipient } from '../recipients/chosen.ts';
import { RecipientField } from '../recipients/recipient-field.tsx';
import { useFacts } from '../recipients/use-facts.ts';

/** A group that is worked on: one of the bridge, or a new one that it does not know yet. */
export interface Draft {
  /** Of the bridge; null until it is saved. */
  groupId: string | null;
  name: string;
  members: GroupDetail['members'];
  locked: boolean;
}

/** Name and members of one group; what IT has given is only shown. */
export function GroupEditor(props: {
  draft: Draft;
  busy: boolean;
  onSave(group: { name: string; codes: string[]; jobKey: string }): void;
  onCopy(): void;
  onDelete(): void;
  /** Called with every change: the name while something is not saved, null while all is. */
  onUnsaved(name: string | null): void;
}) {
  const { draft } = props;
  const [name, setName] = useState(draft.name);
  const [members, setMembers] = useState<readonly Recipient[]>([]);
  // One key for one wish: pressing again after a broken connection saves once.
  const [jobKey, setJobKey] = useState(() => crypto.randomUUID());
  useEffect(() => {
    setName(draft.name);
    setMembers(draft.members.map(({ code, unit }) => ({ code, name: unit?.name ?? '' })));
    setJobKey(crypto.randomUUID());
  }, [draft]);
  const known = useFacts(members);
  const codes = members.flatMap(({ code }) => (code === '' ? [] : [code]));
  const isChanged =
    name.trim() !== draft.name || codes.join() !== draft.members.map(({ code }) => code).join();
  const unsaved = isChanged && !draft.locked ? name.trim() : null;
  useLayoutEffect(() => {
    props.onUnsaved(unsaved);
    return () => props.onUnsaved(null);
  }, [unsaved]);
  if (draft.locked) {
    return (
      <section class="card">
        <h2>{draft.name}</h2>
        <Note kind="notice" says={t('groupLocked')}>
          <button type="button" class="button small" onClick={props.onCopy}>
            {t('copyGroup')}
          </button>
        </Note>
        <ul class="locked-members">
          {draft.members.map(({ code, unit }) => (
            <li key={code}>
              {unit?.name ?? t('codeUnknown')} <small class="soft">{code}</small>
              {unit?.closed && (
                <small class="missing">
                  {' · '}
                  {unit.successor
                    ? t('unitReplaced', `${unit.successorName ?? ''} (${unit.successor})`)
                    : t('unitClosedNoHeir')}
                </small>
              )}
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave({ name: name.trim(), codes, jobKey });
      }}
    >
      <label class="field">
        <span>{t('groupName')}</span>
        <input
          required
          maxLength={GROUP_NAME_LENGTH}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <RecipientField recipients={members} known={known} onChange={setMembers} />
      <div class="row">
        <button
          type="submit"
          class="button primary"
          disabled={props.busy || !isChanged || name.trim() === '' || codes.length === 0}
        >
          {t('saveGroup')}
        </button>
        {isChanged && draft.groupId !== null && <span class="soft">{t('groupUnsaved')}</span>}
        <span class="spread" />
        {draft.groupId !== null && (
          <button
            type="button"
            class="button danger"
            disabled={props.busy}
            onClick={() => {
              if (window.confirm(t('deleteGroupConfirm', draft.name))) props.onDelete();
            }}
          >
            {t('deleteGroup')}
          </button>
        )}
      </div>
    </form>
  );
}
