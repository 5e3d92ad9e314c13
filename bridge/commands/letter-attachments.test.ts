import { expect, test } from 'vitest';
import { letterDraftSchema } from '../../shared/document/letter.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { Documents, StoredDocument } from '../documents/documents.ts';
import { attachedFiles } from './letter-attachments.ts';

const stored = (documentId: string, sha256: string): StoredDocument => ({
  documentId,
  name: `${documentId}.pdf`,
  origin: 'https://qlvb.example.vn',
  sha256,
  size: 1,
  path: `/${documentId}`,
  signed: null,
});
const documents: Pick<Documents, 'find'> = {
  async find(documentId) {
    if (documentId === 'gone') throw new KyguiError('DOCUMENT_UNKNOWN');
    return stored(documentId, 'a'.repeat(64));
  },
};
const bridge = { documents: documents as Documents };
const letter = (attached: { documentId: string; sha256?: string }[]) =>
  letterDraftSchema.parse({
    number: '15',
    notation: 'UBND-VP',
    date: '2026-01-05',
    subject: 'thử',
    signer: { position: '', fullName: '' },
    documentType: { type: 2, typeName: 'Công văn' },
    recipients: [],
    attachments: [
      { documentId: 'main', name: 'cong-van.pdf', main: true },
      ...attached.map((one) => ({ ...one, name: 'phu-luc.pdf', main: false })),
    ],
  });
const signed = [{ documentId: 'main' }];

test('the files that go with a letter are those that are not signed with it, under the names of the letter', async () => {
  const draft = letter([{ documentId: 'one', sha256: 'a'.repeat(64) }, { documentId: 'signed-too' }]);
  const files = await attachedFiles(bridge, draft, [...signed, { documentId: 'signed-too' }]);
  expect(files.map(({ stored: { documentId }, name }) => [documentId, name])).toEqual([
    ['one', 'phu-luc.pdf'],
  ]);
});

test.each([
  ['other bytes than the window held', { documentId: 'one', sha256: 'b'.repeat(64) }, 'DOCUMENT_CHANGED'],
  ['bytes that no window held', { documentId: 'one' }, 'DOCUMENT_CHANGED'],
  ['a file that is not here', { documentId: 'gone', sha256: 'a'.repeat(64) }, 'DOCUMENT_UNKNOWN'],
])('%s stop the letter', async (_, file, code) => {
  await expect(attachedFiles(bridge, letter([file]), signed)).rejects.toMatchObject({ code });
});
