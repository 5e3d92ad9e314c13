import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { LinkReport } from '../../background/link.ts';
import { type Job, type JobAttachment, type JobStep, jobStorageKey } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { asFailure, ask } from '../parts/worker.ts';

/** Steps in which the worker has something to do; asking for them wakes a worker that was stopped. */
const MOVING: readonly JobStep[] = ['opened', 'fetched', 'approving', 'signed', 'giving', 'given'];
const isComing = ({ removed, state, error }: JobAttachment) =>
  !removed && state !== 'stored' && error === null;
const LOOK_EVERY_MS = 1500;
const AWAY_EVERY_MS = 4000;

/** A job where the worker writes it: a worker that is busy with the file answers later. */
export async function heldJob(key: string): Promise<Job | null> {
  const held = await browser.storage.session.get(jobStorageKey(key));
  return (held[jobStorageKey(key)] as Job | undefined) ?? null;
}

/**
 * The job of this window as it stands, and why it cannot be read when that fails.
 * @param first as it was found before the window was drawn
 */
export function useJob(
  key: string,
  first: Job | null = null,
): { job: Job | null; failure: Failure | null; refresh(): void } {
  const [job, setJob] = useState<Job | null>(first);
  const [failure, setFailure] = useState<Failure | null>(null);

  const refresh = () => {
    ask<Job>('job.follow', { jobKey: key }).then(
      (now) => {
        setJob(now);
        setFailure(null);
      },
      (thrown) => setFailure(asFailure(thrown)),
    );
  };
  useEffect(() => {
    void heldJob(key).then((known) => setJob((last) => last ?? known));
    refresh();
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      const next = changes[jobStorageKey(key)]?.newValue as Job | undefined;
      if (next) setJob(next);
    };
    browser.storage.session.onChanged.addListener(changed);
    return () => browser.storage.session.onChanged.removeListener(changed);
  }, [key]);

  const gathers = job?.step === 'stored' && job.attachments?.some(isComing) === true;
  const moving = job !== null && (MOVING.includes(job.step) || gathers) && job.error === null;
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(refresh, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [moving]);
  // Signed, and the line to the program broke before the file came: it comes as soon as the line is there again.
  const waits = job?.step === 'signed' && job.error?.code.startsWith('CHANNEL_') === true;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => {
      ask<LinkReport>('link.report', {})
        .then(({ state }) => (state === 'ready' ? ask('job.retry', { jobKey: key }) : undefined))
        .catch(() => undefined);
    }, AWAY_EVERY_MS);
    return () => clearInterval(timer);
  }, [waits, key]);
  return { job, failure, refresh };
}
