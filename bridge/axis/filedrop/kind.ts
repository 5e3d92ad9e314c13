import { z } from 'zod';
import { transportKind } from '../kind.ts';

const filedropSettingsSchema = z.object({
  kind: z.literal('filedrop'),
  folder: z.string().min(1).describe('Folder whose out/ is carried away and whose in/ is filled by people'),
});

/** For agencies without a line: files that people carry. */
export const filedrop = transportKind({
  settings: filedropSettingsSchema,
  async open({ folder }, { agency, maxPackageBytes, onOddity }) {
    const { createFiledropTransport } = await import('./filedrop-transport.ts');
    return createFiledropTransport({
      folder,
      agency,
      maxPackageBytes,
      ...(onOddity === undefined ? {} : { onOddity }),
    });
  },
});
