import { useState } from 'preact/hooks';
import { HELD_CACHE, heldAddress, type Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';

/** The page left it to the clerk which file of this computer is signed; a name of the page is only a hint. */
export function PickFile({ job }: { job: Job }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const take = async (file: File) => {
    setBusy(true);
    setFailure(null);
    try {
      const cache = await caches.open(HELD_CACHE);
      await cache.put(heldAddress(job.key, 'original.pdf'), new Response(file));
      await ask('job.picked', { jobKey: job.key, name: file.name });
    } catch (thrown) {
      setFailure(asFailure(thrown));
      setBusy(false);
    }
  };
  return (
    <div class="desk empty stack">
      {failure && <ErrorNote failure={failure} />}
      {busy && <Busy text={t('drawingPages')} />}
      {!busy && (
        <label class="field">
          <span>{job.file.name === '' ? t('pickFile') : t('pickFileNamed', job.file.name)}</span>
          <input
            type="file"
            accept="application/pdf,.pdf"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file) void take(file);
            }}
          />
        </label>
      )}
    </div>
  );
}
