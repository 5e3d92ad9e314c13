import { useEffect, useRef, useState } from 'preact/hooks';
import { type GroupContent, readGroups, writeGroups } from '../../../shared/agency/group-file.ts';
import type { GroupSummary } from '../../../shared/protocol/commands/directory.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { PairNow } from '../parts/pair-now.tsx';
import { t } from '../parts/text.ts';
import { asFailure, bridge, saveFile } from '../parts/worker.ts';
import { type Draft, GroupEditor } from './group-editor.tsx';

const NEW: Draft = { groupId: null, name: '', members: [], locked: false };

/** The named lists of recipients: made, renamed, changed, removed, carried to another office and back. */
export function Groups() {
  const [groups, setGroups] = useState<readonly GroupSummary[] | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);

  const work = async (act: () => Promise<string>) => {
    setBusy(true);
    setFailure(null);
    setSaid('');
    await act().then(setSaid, (thrown) => setFailure(asFailure(thrown)));
    // Of a file that broke off some groups are there all the same.
    await bridge('directory.groups', {}).then(
      (known) => setGroups(known.groups),
      (thrown) => setFailure((last) => last ?? asFailure(thrown)),
    );
    setBusy(false);
  };
  useEffect(() => {
    void work(async () => '');
  }, []);

  const unsaved = useRef<string | null>(null);
  /** A press beside it must not throw away what was being changed. */
  const mayLeave = () => {
    const may = unsaved.current === null || window.confirm(t('groupLeave', unsaved.current));
    if (may) unsaved.current = null;
    return may;
  };

  const open = (groupId: string) =>
    mayLeave() &&
    work(async () => {
      setDraft(await bridge('directory.group', { groupId }));
      return '';
    });
  const take = (file: File) =>
    mayLeave() &&
    work(async () => {
      const contents = readGroups(await file.text());
      const known = (await bridge('directory.groups', {})).groups;
      for (const content of contents) await saveImported(content, known);
      setDraft(null);
      return t('groupsImported', contents.length);
    });
  const give = (format: 'csv' | 'json') =>
    work(async () => {
      const all = [];
      for (const { groupId } of groups ?? []) {
        const { name, members } = await bridge('directory.group', { groupId });
        all.push({ name, members: members.map(({ code, unit }) => ({ code, name: unit?.name ?? null })) });
      }
      const type = format === 'csv' ? 'text/csv' : 'application/json';
      saveFile(new Blob([writeGroups(all, format)], { type }), `${t('groupsFile')}.${format}`);
      return '';
    });
  return (
    <main class="page groups">
      <h1>{t('groupsTitle')}</h1>
      <p class="soft">{t('groupsWhy')}</p>
      {failure && (
        <ErrorNote failure={failure}>
          <PairNow failure={failure} />
          {groups === null && (
            <button type="button" class="button small" onClick={() => void work(async () => '')}>
              {t('tryAgain')}
            </button>
          )}
        </ErrorNote>
      )}
      {said !== '' && <Note kind="pass" says={said} />}
      <div class="row">
        <button
          type="button"
          class={draft ? 'button' : 'button primary'}
          disabled={busy}
          onClick={() => mayLeave() && setDraft({ ...NEW })}
        >
          {t('newGroup')}
        </button>
        <label class="button">
          {t('importGroups')}
          <input
            class="visually-hidden"
            type="file"
            accept=".csv,.json,text/csv,application/json"
            disabled={busy}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              if (file) void take(file);
              event.currentTarget.value = '';
            }}
          />
        </label>
        {groups !== null && groups.length > 0 && (
          <>
            <button type="button" class="button" disabled={busy} onClick={() => void give('csv')}>
              {t('exportCsv')}
            </button>
            <button type="button" class="button" disabled={busy} onClick={() => void give('json')}>
              {t('exportJson')}
            </button>
          </>
        )}
      </div>
      {groups === null && !failure && <Busy text={t('loading')} />}
      {groups?.length === 0 && !draft && <p class="card soft">{t('noGroups')}</p>}
      {groups !== null && (groups.length > 0 || draft) && (
        <div class="groups-columns">
          <nav class="card" aria-label={t('groupsTitle')}>
            {groups.length === 0 && <p class="soft">{t('noGroups')}</p>}
            <ul class="group-list">
              {groups.map(({ groupId, name, size, closed, locked }) => (
                <li key={groupId}>
                  <button
                    type="button"
                    class="group-name"
                    aria-current={draft?.groupId === groupId ? 'true' : undefined}
                    onClick={() => void open(groupId)}
                  >
                    <strong>{name}</strong>
                    <small>
                      {t('groupSize', size)}
                      {locked && ` · ${t('groupLockedShort')}`}
                      {closed > 0 && <span class="missing"> · {t('groupClosed', closed)}</span>}
                    </small>
                  </button>
                </li>
              ))}
            </ul>
          </nav>
          {draft ? (
            <GroupEditor
              key={draft.groupId ?? 'new'}
              draft={draft}
              busy={busy}
              onUnsaved={(name) => {
                unsaved.current = name;
              }}
              onSave={({ name, codes, jobKey }) =>
                void work(async () => {
                  const saved = await bridge('directory.saveGroup', {
                    jobKey,
                    ...(draft.groupId !== null && { groupId: draft.groupId }),
                    name,
                    codes,
                  });
                  setDraft(saved);
                  return t('groupSaved', saved.name);
                })
              }
              onCopy={() =>
                setDraft({ ...draft, groupId: null, locked: false, name: t('copyOf', draft.name) })
              }
              onDelete={() =>
                void work(async () => {
                  const { groupId } = draft;
                  if (groupId !== null)
                    await bridge('directory.removeGroup', { jobKey: crypto.randomUUID(), groupId });
                  setDraft(null);
                  return '';
                })
              }
            />
          ) : (
            groups.length > 0 && <p class="card soft">{t('chooseGroup')}</p>
          )}
        </div>
      )}
    </main>
  );
}

/** A group of the same name gets the members of the file. */
async function saveImported({ name, codes }: GroupContent, known: readonly GroupSummary[]): Promise<void> {
  const same = known.find((group) => group.name.toLowerCase() === name.toLowerCase());
  await bridge('directory.saveGroup', {
    jobKey: crypto.randomUUID(),
    ...(same && { groupId: same.groupId }),
    name: same?.name ?? name,
    codes,
  });
}
