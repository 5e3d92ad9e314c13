import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FontLibrary } from '../../bridge/pdf/drawing/fonts.ts';
import { ImageLibrary } from '../../bridge/pdf/drawing/images.ts';
import { prepareSignature } from '../../bridge/pdf/prepare.ts';
import { signPdf } from '../../bridge/pdf/sign.ts';
import { openIdentity } from '../vectors/test-signer.ts';
import { measured, STAMP_FILE } from './pdf-worker-figures.ts';

/**
 * Preparing and signing in a process that does nothing else, as the bridge's reading process: `MODE FILE FOLDER ROUNDS`,
 * the folder of the fonts in KYGUI_FONTS, the stamp's picture in FOLDER. Modes: `invisible`, and `visible` with the picture
 * and, in letters, name and time.
 */
const SIGNING_TIME = Date.UTC(2026, 0, 5, 1, 30);
const libraries = { fonts: new FontLibrary(process.env.KYGUI_FONTS), images: new ImageLibrary() };

await measured((input, output, folder) => {
  const identity = openIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
  const sign = async (image?: Uint8Array): Promise<void> => {
    const prepared = await prepareSignature(
      input,
      {
        role: image ? 'approve' : 'plain',
        signerName: identity.commonName,
        time: SIGNING_TIME,
        ...(image && { image, showInformation: true }),
      },
      { libraries, bindContent: false, drawPreviews: false },
    );
    await signPdf({ input, output, prepared, signer: identity.signer, libraries });
  };
  return { invisible: () => sign(), visible: () => sign(readFileSync(join(folder, STAMP_FILE))) };
});
