import { z } from 'zod';
import { windowAction } from '../action.ts';
import { hold } from '../held-files.ts';

/** Brings a file that the bridge holds into the extension, for looking at or saving it. */
export const readDocument = windowAction({
  name: 'document.read',
  body: z.object({ documentId: z.uuid(), version: z.enum(['original', 'signed']) }),
  async run({ documentId, version }, { link }) {
    const { file, name, sha256 } = await link.get({ documentId, version });
    await hold(documentId, `${version}.pdf`, file);
    return { name, sha256, part: `${version}.pdf` };
  },
});
