import { createHash } from 'node:crypto';
import { KyguiError } from '../../shared/errors.ts';
import type { Documents } from '../documents/documents.ts';
import type { Handlers } from '../listener/handlers.ts';
import type { Incoming } from './incoming-files.ts';
import type { PreparedJobs } from './prepared-jobs.ts';

/** Hands out bytes that the bridge holds: an original, its signed version, a drawing, or a file that came in. */
export function documentGet(parts: {
  documents: Documents;
  prepared: PreparedJobs;
  incoming: Incoming;
}): NonNullable<Handlers['document.get']> {
  const { documents, prepared, incoming } = parts;
  return async (body, context) => {
    if (body.version === 'drawing') {
      const pdf = prepared.drawing(body.documentId, body.drawing ?? 0);
      const size = await context.writeStream(
        body.stream,
        [pdf].values() as unknown as AsyncIterable<Uint8Array>,
      );
      return { name: 'drawing.pdf', sha256: createHash('sha256').update(pdf).digest('hex'), size };
    }
    const received = await incoming.find(body.documentId);
    if (received && body.version === 'original') {
      const size = await context.writeStream(body.stream, documents.read(received.path));
      return { name: received.name, sha256: received.sha256, size };
    }
    const stored = await documents.find(body.documentId);
    const version = body.version === 'signed' ? stored.signed : stored;
    if (!version) throw new KyguiError('DOCUMENT_UNKNOWN');
    const size = await context.writeStream(body.stream, documents.read(version.path));
    return { name: stored.name, sha256: version.sha256, size };
  };
}
