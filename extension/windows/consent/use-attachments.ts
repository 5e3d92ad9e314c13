import { useEffect, useState } from 'preact/hooks';
import { attachmentPart, type Job, type JobAttachment } from '../../messages/job.ts';
import { heldFile, sha256Hex } from '../parts/worker.ts';

/** A file that goes with the letter, as the draft names it. */
export interface AttachedFile {
  documentId: string;
  name: string;
  /** Of the very bytes that this window can save and show. */
  sha256: string;
}

/** Files that go with the letter. `missing` is the first one that is not there yet; then nothing may be sent. */
export interface Attachments {
  all: readonly JobAttachment[];
  ready: readonly AttachedFile[];
  missing: JobAttachment | undefined;
}

const NONE: readonly JobAttachment[] = [];

/** Takes the digests of the attachments out of the bytes that are held here, not from what the bridge tells. */
export function useAttachments(job: Job | null): Attachments {
  const [digests, setDigests] = useState<ReadonlyMap<number, string>>(new Map());
  const all = (job?.send && job.attachments) || NONE;
  const here = all.map(({ documentId }) => documentId ?? '').join();
  useEffect(() => {
    if (!job) return;
    let left = false;
    const take = async () => {
      for (const [index, { documentId }] of all.entries()) {
        if (documentId === null || digests.has(index)) continue;
        const bytes = await (await heldFile(job.key, attachmentPart(index))).arrayBuffer();
        const sha256 = await sha256Hex(bytes);
        if (left) return;
        setDigests((last) => new Map(last).set(index, sha256));
      }
    };
    // A copy that the browser threw away leaves its file missing, and the list says so.
    take().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [job?.key, here]);
  const wanted = all.flatMap((one, index) => (one.removed ? [] : [{ one, sha256: digests.get(index) }]));
  return {
    all,
    ready: wanted.flatMap(({ one: { documentId, name }, sha256 }) =>
      documentId === null || sha256 === undefined ? [] : [{ documentId, name, sha256 }],
    ),
    missing: wanted.find(({ one, sha256 }) => one.documentId === null || sha256 === undefined)?.one,
  };
}
