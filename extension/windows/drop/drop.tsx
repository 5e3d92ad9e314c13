import { useRef, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { HELD_CACHE, heldAddress } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { DropZone, useDropped } from '../parts/drop-zone.tsx';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';

/** Hands the file to the worker and goes on to the consent in this very window. */
async function signDropped(file: File, isStopped: () => boolean): Promise<void> {
  const jobKey = crypto.randomUUID();
  const cache = await caches.open(HELD_CACHE);
  const address = heldAddress(jobKey, 'original.pdf');
  await cache.put(address, new Response(file));
  if (isStopped()) return void (await cache.delete(address));
  const { id } = await browser.windows.getCurrent();
  await ask('file.sign', { jobKey, name: file.name.slice(0, 200), windowId: id ?? -1 });
  if (isStopped()) return void (await ask('job.cancel', { jobKey }));
  // No way back to here: the letter that stands in this window would be left behind, undecided.
  location.replace(browser.runtime.getURL(`extension/windows/consent/index.html?job=${jobKey}`));
}

/** A file of this computer is dropped or chosen here, and signed. */
export function Drop() {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** The file that is being taken; another one, or none, once this was stopped. */
  const taking = useRef<File | null>(null);
  const stop = () => {
    taking.current = null;
    setBusy(false);
  };
  const take = (file: File | undefined) => {
    if (!file || busy) return;
    taking.current = file;
    setBusy(true);
    setFailure(null);
    signDropped(file, () => taking.current !== file).catch((thrown) => {
      if (taking.current !== file) return;
      setFailure(asFailure(thrown));
      setBusy(false);
    });
  };
  const { over, handlers } = useDropped((files) => take(files?.[0]));
  return (
    <main class="page" {...handlers}>
      <h1>{t('dropTitle')}</h1>
      <p>{t('dropSays')}</p>
      {failure && <ErrorNote failure={failure} />}
      {busy ? (
        <Busy text={t('dropBusy')} onStop={stop} />
      ) : (
        <DropZone over={over} choose={t('dropChoose')} onFiles={(files) => take(files?.[0])}>
          <strong>{t('dropOne')}</strong>
        </DropZone>
      )}
    </main>
  );
}
