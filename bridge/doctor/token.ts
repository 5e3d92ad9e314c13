import { Temporal } from 'temporal-polyfill';
import { describeError, type ErrorCode } from '../../shared/errors.ts';
import type { Inspection } from '../token/inventory.ts';
import { type Check, fail, pass, warn } from './check.ts';

const WARN_DAYS = 30;

/** What lies on a token cannot be looked at without one. */
const notPlugged = () =>
  warn(
    { vi: 'Chưa kiểm tra được: chưa cắm thiết bị ký số.', en: 'Not checked: no token is plugged in.' },
    { vi: 'Cắm thiết bị rồi kiểm tra lại.', en: 'Plug the token in and check again.' },
  );

/** Checks of driver, token and certificates; `inspect` is asked once. */
export function tokenChecks(inspect: () => Promise<Inspection>): Check[] {
  let inspected: Promise<Inspection> | undefined;
  const look = () => {
    inspected ??= inspect();
    return inspected;
  };
  const tokens = async () => (await look()).tokens;
  return [
    { id: 'token.driver', run: async () => driver((await look()).modules) },
    {
      id: 'token.present',
      run: async () => {
        const found = await tokens();
        return found.length > 0
          ? pass(`Thấy ${found.length} thiết bị ký số.`, `${found.length} token(s) found.`)
          : fail(
              { vi: 'Không thấy thiết bị ký số nào.', en: 'No token was found.' },
              {
                vi: 'Cắm thiết bị (USB token) vào máy; nếu đã cắm, cài trình điều khiển đi kèm thiết bị (bản 64-bit) rồi thử lại.',
                en: 'Plug the token in; if it is in, install its 64-bit driver and try again.',
              },
            );
      },
    },
    {
      id: 'token.pin',
      run: async () => {
        const found = await tokens();
        if (found.length === 0) return notPlugged();
        const locked = found.filter((token) => token.flags.locked);
        const last = found.filter((token) => token.lastTry);
        if (locked.length > 0) {
          return fail(
            {
              vi: 'Thiết bị ký số đã bị khóa vì nhập sai mã PIN.',
              en: 'A token is locked after wrong PINs.',
            },
            {
              vi: 'Liên hệ bộ phận quản lý chứng thư của cơ quan để mở khóa.',
              en: 'Ask the office that manages your certificates to unlock it.',
            },
          );
        }
        if (last.length > 0) {
          return warn(
            { vi: 'Thiết bị ký số chỉ còn một lần nhập mã PIN.', en: 'A token has one PIN try left.' },
            {
              vi: 'Chỉ nhập khi chắc chắn nhớ đúng mã PIN.',
              en: 'Type the PIN only when you are certain of it.',
            },
          );
        }
        return pass('Mã PIN không bị khóa.', 'No PIN is locked.');
      },
    },
    {
      id: 'token.certificates',
      run: async () => {
        const found = await tokens();
        if (found.length === 0) return notPlugged();
        const signing = found
          .flatMap((token) => token.certificates)
          .filter((certificate) => certificate.maySign && !certificate.isAuthority);
        const valid = signing.filter((certificate) => certificate.validity === 'valid');
        if (valid.length === 0) {
          return fail(
            {
              vi: 'Không có chứng thư số còn hiệu lực trên thiết bị ký số.',
              en: 'There is no valid certificate on a token.',
            },
            {
              vi: 'Liên hệ bộ phận quản lý chứng thư để gia hạn hoặc cấp mới.',
              en: 'Ask the office that manages your certificates to renew it.',
            },
          );
        }
        const now = Temporal.Now.instant();
        const days = Math.min(
          ...valid.map((certificate) =>
            Math.floor(Temporal.Instant.from(certificate.notAfter).since(now).total('hours') / 24),
          ),
        );
        return days <= WARN_DAYS
          ? warn(
              {
                vi: `Có chứng thư số sắp hết hạn (còn ${days} ngày).`,
                en: `A certificate ends in ${days} days.`,
              },
              { vi: 'Làm thủ tục gia hạn ngay.', en: 'Have it renewed now.' },
            )
          : pass(
              `${valid.length} chứng thư số còn hiệu lực, ít nhất ${days} ngày.`,
              `${valid.length} valid certificate(s), at least ${days} days left.`,
            );
      },
    },
  ];
}

/** Modules are named by their own word or their file, never by the folder: that may hold a person's name. */
function driver(modules: Inspection['modules']) {
  const loaded = modules.filter(({ error }) => error === null);
  const broken = modules.find(({ configured, error }) => configured && error !== null);
  const names = [...new Set(loaded.map(({ library, module }) => library || fileOf(module)))].join(', ');
  if (broken?.error) {
    const { code, details } = broken.error;
    const shown = {
      ...details,
      ...(typeof details.module === 'string' && { module: fileOf(details.module) }),
    };
    const vi = describeError(code as ErrorCode, shown, 'vi');
    const en = describeError(code as ErrorCode, shown, 'en');
    const says = { vi: `${vi.says} (${code})`, en: `${en.says} (${code})` };
    const next = { vi: vi.next, en: en.next };
    return loaded.length === 0 ? fail(says, next) : warn(says, next);
  }
  return loaded.length > 0
    ? pass(`Trình điều khiển thiết bị ký số: ${names}.`, `Token driver: ${names}.`)
    : fail(
        { vi: 'Chưa có trình điều khiển của thiết bị ký số.', en: 'No driver of a signing token was found.' },
        {
          vi: 'Cài bộ cài đi kèm thiết bị (bản 64-bit), rồi kiểm tra lại.',
          en: 'Install the 64-bit software that came with the token, then check again.',
        },
      );
}

const fileOf = (path: string) => path.split(/[/\\]/u).at(-1) ?? path;
