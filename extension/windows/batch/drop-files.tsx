import { useRef, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { BATCH_LIMIT } from '../../../shared/document/batch-limit.ts';
import type { Role } from '../../../shared/document/role.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { HELD_CACHE, heldAddress } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { roleName } from '../consent/place-words.ts';
import { DropZone, useDropped } from '../parts/drop-zone.tsx';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { showSize, t } from '../parts/text.ts';
import { asFailure, ask, letGoHeld } from '../parts/worker.ts';

/** Roles whose stamps need nothing but what the window can ask for. */
const ROLES: readonly Role[] = ['issue', 'approve', 'plain'];

/** A file that was put where jobs keep theirs. */
interface Held {
  held: string;
  name: string;
}

/** PDFs from the clerk's own disk: dropped here or chosen, signed and, when she wants, sent. */
export function DropFiles({ onBatch }: { onBatch(batchKey: string): void }) {
  const [files, setFiles] = useState<File[]>([]);
  const [role, setRole] = useState<Role>('issue');
  const [send, setSend] = useState(true);
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState(0);
  const stopped = useRef(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const sends = role === 'issue' && send;
  const add = (list: FileList | null | undefined) => {
    const known = new Set(files.map(({ name, size }) => `${name}/${size}`));
    const fresh = [...(list ?? [])].filter(({ name, size }) => !known.has(`${name}/${size}`));
    setFiles([...files, ...fresh].slice(0, BATCH_LIMIT));
  };
  const { over, handlers } = useDropped(add);
  const open = async (ready: Held[]) => {
    const cache = await caches.open(HELD_CACHE);
    for (const [index, file] of files.entries()) {
      setTaken(index + 1);
      if (stopped.current) throw new KyguiError('CANCELLED');
      const start = await file.slice(0, 1024).text();
      if (!start.includes('%PDF-')) throw new KyguiError('PDF_NOT_PDF', { name: file.name });
      const held = crypto.randomUUID();
      await cache.put(heldAddress(held, 'original.pdf'), new Response(file));
      ready.push({ held, name: file.name.slice(0, 200) });
    }
    const windowId = (await browser.windows.getCurrent()).id ?? null;
    const { batchKey } = await ask<{ batchKey: string }>('batch.drop', {
      role,
      send: sends,
      windowId,
      files: ready,
    });
    onBatch(batchKey);
  };
  const giveUp = async (ready: readonly Held[], failure: Failure) => {
    if (failure.code !== 'CANCELLED') setFailure(failure);
    for (const { held } of ready) await letGoHeld(held, 'original.pdf');
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    stopped.current = false;
    const ready: Held[] = [];
    open(ready)
      .catch((thrown) => giveUp(ready, asFailure(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <main class="page">
      <h1>{t('batchTitle')}</h1>
      <form class="card" onSubmit={submit}>
        <DropZone over={over} handlers={handlers} choose={t('batchChoose')} multiple onFiles={add}>
          <strong>{t('dropHere')}</strong>
          <span class="soft">{t('dropLimit', BATCH_LIMIT)}</span>
        </DropZone>
        {files.length > 0 && (
          <ul class="dropped" aria-label={t('dropChosen', files.length)}>
            {files.map((file) => (
              <li key={`${file.name}/${file.size}`}>
                <span class="grow">
                  {file.name} <span class="soft">{showSize(file.size)}</span>
                </span>
                <button
                  type="button"
                  class="button quiet small"
                  aria-label={t('dropRemove', file.name)}
                  onClick={() => setFiles(files.filter((one) => one !== file))}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        )}
        <label class="field">
          <span>{t('dropRole')}</span>
          <select value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {roleName(one)}
              </option>
            ))}
          </select>
        </label>
        {role === 'issue' && (
          <label class="row">
            <input
              type="checkbox"
              checked={send}
              onChange={(event) => setSend(event.currentTarget.checked)}
            />
            <span>{t('dropSend')}</span>
          </label>
        )}
        {failure && <ErrorNote failure={failure} />}
        {busy && (
          <Busy
            text={t('takingFiles', taken, files.length)}
            done={taken}
            total={files.length}
            onStop={() => {
              stopped.current = true;
            }}
          />
        )}
        <div class="row end">
          <button type="submit" class="button primary" disabled={busy || files.length === 0}>
            {files.length === 0 ? t('dropOpenNone') : t('dropOpen', files.length)}
          </button>
        </div>
      </form>
    </main>
  );
}
