import { createHash } from 'node:crypto';
import { KyguiError } from '../../shared/errors.ts';
import type { Bridge } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';
import { withStoreErrors } from '../store/durable-file.ts';
import type { PreparedJobs } from './prepared-jobs.ts';

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Passes bytes on and fails at the end when they are not those of the digest: the file was exchanged on the disk. */
async function* unchanged(
  bytes: AsyncIterable<Uint8Array>,
  { name, sha256 }: { name: string; sha256: string },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== sha256) throw new KyguiError('SENDING_FILE_CHANGED', { name });
}

/** Hands out bytes that the bridge holds: an original, its signed version, a drawing, or a file that came in. */
export function documentGet(parts: {
  bridge: Bridge;
  prepared: PreparedJobs;
}): NonNullable<Handlers['document.get']> {
  const { documents, exchange } = parts.bridge;
  return async (body, context) => {
    if (body.version === 'drawing') {
      const pdf = parts.prepared.drawing(body.documentId, body.drawing ?? 0);
      const size = await context.writeStream(body.stream, once(pdf));
      return { name: 'drawing.pdf', sha256: createHash('sha256').update(pdf).digest('hex'), size };
    }
    const { inbox } = exchange ?? {};
    const received =
      body.version === 'original'
        ? await inbox?.file(body.documentId)
        : await inbox?.stamps.file(body.documentId);
    if (received) {
      const size = await context.writeStream(body.stream, unchanged(documents.read(received.path), received));
      return { name: received.name, sha256: received.sha256, size };
    }
    const stored = await documents.find(body.documentId);
    const version = body.version === 'signed' ? stored.signed : stored;
    if (!version) throw new KyguiError('DOCUMENT_UNKNOWN');
    const { sha256, path } = version;
    const bytes = unchanged(documents.read(path), { name: stored.name, sha256 });
    const size = await withStoreErrors(() => context.writeStream(body.stream, bytes));
    return { name: stored.name, sha256, size };
  };
}
