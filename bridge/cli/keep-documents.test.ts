import { expect, test } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import { keepDocuments } from './keep-documents.ts';

test('files that nobody signed and signed ones that lie elsewhere are both ended, whichever of the two fails', async () => {
  const copies = [{ documentId: 'a', sha256: 'b', copy: 'c' }];
  const stop = new AbortController();
  const told: unknown[] = [];
  const line = (fields: object, event: string) => told.push({ ...fields, event });
  const bridge = {
    settings: { sent: { days: 400 } },
    jobs: {
      documentsBeingSigned: async () => {
        throw new KyguiError('STORE_LOCKED');
      },
      documentsKeptElsewhere: async (days: number) => (days === 400 ? copies : []),
    },
    documents: {
      sweepSigned: async (found: readonly unknown[]) => {
        stop.abort();
        return found.length;
      },
    },
  };
  const log = { debug: line, info: line, warn: line, error: line };
  await keepDocuments(bridge as never, log, stop.signal);
  expect(told).toEqual([
    { code: 'STORE_LOCKED', event: 'files that nobody signed not removed' },
    { count: 1, event: 'signed files that lie with their letters removed' },
  ]);
});
