import type { Documents } from '../documents/documents.ts';
import type { Handlers } from '../listener/handlers.ts';

/** Takes a file from the extension and stores it durably. */
export function documentPut(parts: { documents: Documents }): NonNullable<Handlers['document.put']> {
  return async (body, context) => {
    const stored = await parts.documents.put(
      { name: body.name, origin: body.origin, size: body.size },
      context.openReadStream(body.stream),
    );
    return { documentId: stored.documentId, sha256: stored.sha256, size: stored.size };
  };
}
