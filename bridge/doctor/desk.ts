import { readFile } from 'node:fs/promises';
import { pngSize } from '../pdf/drawing/png-size.ts';
import type { Desk } from '../settings/desk.ts';
import type { Settings } from '../settings/schema.ts';
import { type Check, fail, pass } from './check.ts';

/** Parts of settings.json by which IT decides for the person, in the words of the settings. */
function setByIt({ agency, stamps, signing, tokens, trust, sending }: Settings): string[] {
  const parts = {
    agency: agency !== undefined,
    stamps: stamps.length > 0,
    'signing.certificates': Object.keys(signing.certificates).length > 0,
    'signing.policy': signing.policy !== undefined,
    'tokens.modules': tokens.modules.length > 0,
    trust: trust !== undefined,
    'sending.policy': Object.keys(sending.policy).length > 0,
  };
  return Object.entries(parts)
    .filter(([, set]) => set)
    .map(([name]) => name);
}

/** What IT has set, and the pictures that will be drawn. */
export function deskChecks(parts: { fileSettings: Settings; desk: Desk }): Check[] {
  const { fileSettings, desk } = parts;
  return [
    {
      id: 'settings.policy',
      run: async () => {
        const names = setByIt(fileSettings).join(', ');
        return names === ''
          ? pass('Bộ phận CNTT chưa đặt sẵn mục nào.', 'IT has set nothing beforehand.')
          : pass(`Bộ phận CNTT đã đặt: ${names}.`, `Set by IT: ${names}.`);
      },
    },
    {
      id: 'settings.pictures',
      run: async () => {
        const pictures = [
          ...fileSettings.stamps.map(
            ({ file }) =>
              async () =>
                await readFile(file),
          ),
          ...desk.current().pictures.map(
            ({ sha256 }) =>
              () =>
                desk.readPicture(sha256),
          ),
        ];
        let bad = 0;
        for (const read of pictures) {
          const usable = await read()
            .then(
              (png) => pngSize(png),
              () => null,
            )
            .catch(() => null);
          if (usable === null) bad += 1;
        }
        if (bad > 0)
          return fail(
            {
              vi: `Ảnh chữ ký, con dấu không đọc được: ${bad} trên ${pictures.length}.`,
              en: `Pictures of signatures and seals that cannot be read: ${bad} of ${pictures.length}.`,
            },
            {
              vi: 'Mở Cài đặt, chọn lại ảnh. Ảnh do bộ phận CNTT đặt thì báo bộ phận CNTT.',
              en: 'Open Settings and choose the picture again; tell IT when IT has set it.',
            },
          );
        return pictures.length === 0
          ? pass(
              'Chưa có ảnh chữ ký, con dấu: khi ký sẽ in tên và giờ ký.',
              'No pictures are kept: name and time are drawn instead.',
            )
          : pass(
              `${pictures.length} ảnh chữ ký, con dấu dùng được.`,
              `${pictures.length} picture(s) can be used.`,
            );
      },
    },
  ];
}
