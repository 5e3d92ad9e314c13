import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Settings } from '../settings/schema.ts';
import { type Check, fail, pass, warn } from './check.ts';

const LEAST_FREE_BYTES = 500 * 1_048_576;

/** Checks that need no other part: the program itself, the disk, the settings. */
export function installationChecks(parts: {
  settings: Settings;
  root: string;
  pairings: () => Promise<number>;
  /** Entries of the settings that nothing reads. */
  unknownSettings: () => string[];
}): Check[] {
  const { settings, root } = parts;
  return [
    {
      id: 'program.version',
      run: async () =>
        pass(
          `Node.js ${process.versions.node}, ${process.platform} ${process.arch}`,
          `Node.js ${process.versions.node}, ${process.platform} ${process.arch}`,
        ),
    },
    {
      id: 'disk.space',
      run: async () => {
        const disk = await statfs(root);
        const free = disk.bavail * disk.bsize;
        const gb = (free / 2 ** 30).toFixed(1);
        const gbVi = gb.replace('.', ',');
        return free >= LEAST_FREE_BYTES
          ? pass(`Ổ đĩa còn trống ${gbVi} GB.`, `${gb} GB free on the disk.`)
          : fail(
              {
                vi: `Ổ đĩa chỉ còn ${gbVi} GB; văn bản có thể không lưu được.`,
                en: `Only ${gb} GB free; documents may not be saved.`,
              },
              { vi: 'Xóa bớt tệp không cần, hoặc báo bộ phận CNTT.', en: 'Free some space, or tell IT.' },
            );
      },
    },
    {
      id: 'settings.entries',
      run: async () => {
        const unknown = parts.unknownSettings().join(', ');
        return unknown === ''
          ? pass('Mọi mục trong settings.json đều được dùng.', 'Every entry of settings.json is used.')
          : warn(
              {
                vi: `settings.json có mục không dùng đến: ${unknown}`,
                en: `settings.json has entries that nothing reads: ${unknown}`,
              },
              {
                vi: 'Bộ phận CNTT xem lại tên mục (docs/settings.md): có thể viết sai nên chưa có tác dụng.',
                en: 'IT compares the names with docs/settings.md: misspelt, they have no effect.',
              },
            );
      },
    },
    {
      id: 'settings.agency',
      run: async () =>
        settings.agency
          ? pass(`Cơ quan: ${settings.agency.code}`, `Agency: ${settings.agency.code}`)
          : warn(
              {
                vi: 'Chưa khai báo cơ quan: ký được nhưng chưa gửi được.',
                en: 'No agency is set: signing works, sending does not.',
              },
              {
                vi: 'Mở Cài đặt, mục Cơ quan, điền mã và tên; hoặc bộ phận CNTT điền "agency" trong settings.json.',
                en: 'Fill in code and name under Agency in Settings; or IT fills in "agency" in settings.json.',
              },
            ),
    },
    {
      id: 'trust.anchors',
      run: async () =>
        settings.trust && existsSync(settings.trust)
          ? pass('Đã có chứng thư gốc để kiểm tra chữ ký.', 'Roots for judging signatures are there.')
          : warn(
              {
                vi: 'Chưa có chứng thư gốc: chữ ký đến sẽ hiện "chưa kiểm tra được".',
                en: 'No roots are set: incoming signatures show as "could not be checked".',
              },
              {
                vi: 'Bộ phận CNTT nhập chứng thư gốc nhận từ Ban Cơ yếu vào mục "trust".',
                en: 'IT imports the roots obtained from the authority under "trust".',
              },
            ),
    },
    {
      id: 'pairing',
      run: async () =>
        (await parts.pairings()) > 0
          ? pass('Đã ghép nối với trình duyệt.', 'Paired with a browser.')
          : warn(
              {
                vi: 'Chưa ghép nối với tiện ích trong trình duyệt.',
                en: 'Not paired with the extension in a browser yet.',
              },
              {
                vi: 'Chạy "kygui pair", rồi gõ mã hiện ra vào tiện ích.',
                en: 'Run "kygui pair" and type the code into the extension.',
              },
            ),
    },
  ];
}
