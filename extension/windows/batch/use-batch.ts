import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { type Batch, batchStorageKey } from '../../messages/batch.ts';
import type { Failure } from '../../messages/reply.ts';
import { asFailure, ask } from '../parts/worker.ts';

/** The batch of this window as it stands. */
export function useBatch(key: string | null): { batch: Batch | null; failure: Failure | null } {
  const [batch, setBatch] = useState<Batch | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    if (key === null) return;
    ask<Batch>('batch.follow', { batchKey: key }).then(setBatch, (thrown) => setFailure(asFailure(thrown)));
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      const next = changes[batchStorageKey(key)]?.newValue as Batch | undefined;
      if (next) setBatch(next);
    };
    browser.storage.session.onChanged.addListener(changed);
    return () => browser.storage.session.onChanged.removeListener(changed);
  }, [key]);
  // The worker may be stopped while it waits for the bridge: looking makes it go on.
  const approving = batch?.approving ?? false;
  useEffect(() => {
    if (key === null || !approving) return;
    const timer = setInterval(() => void ask('batch.follow', { batchKey: key }).catch(() => undefined), 1500);
    return () => clearInterval(timer);
  }, [key, approving]);
  return { batch, failure };
}
