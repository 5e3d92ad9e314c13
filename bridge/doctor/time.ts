import { createHash } from 'node:crypto';
import { type KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { TimestampAuthority } from '../../shared/signing/signer.ts';
import { checkTimestamp } from '../pdf/judge/cms/timestamp.ts';
import type { Settings } from '../settings/schema.ts';
import { type Check, fail, pass, warn } from './check.ts';

/** More than a slow line explains, less than what makes a signing time or a deadline wrong. */
const MOST_APART_MS = 5 * 60_000;
const ASK_MS = 15_000;

/** What the checks of time look at. */
export interface TimeParts {
  signing: Settings['signing'];
  timestamp: TimestampAuthority | null;
  /** Clock of a database on another computer; null when it is this computer's own. */
  databaseNow: (() => Promise<string>) | null;
  /** When the newest row of the record was written; null when there is none. */
  lastRecordAt: () => Promise<string | null>;
  now?: () => number;
}

type Asked = { at: number; local: number } | KyguiError | null;

/** The time-stamp authority answers, and this computer's clock agrees with whoever else knows the time. */
export function timeChecks(parts: TimeParts): Check[] {
  const now = parts.now ?? Date.now;
  let asked: Promise<Asked> | undefined;
  const stamp = () => {
    asked ??= askAuthority(parts.timestamp, now);
    return asked;
  };
  return [
    { id: 'signing.tsa', run: async () => authority(parts.signing, await stamp()) },
    { id: 'clock', run: async () => clock(parts, await stamp(), now) },
  ];
}

async function askAuthority(timestamp: TimestampAuthority | null, now: () => number): Promise<Asked> {
  if (!timestamp) return null;
  try {
    // A question that says nothing of any document.
    const question = Buffer.from(`kygui ${now()}`);
    const imprint = createHash('sha256').update(question).digest();
    const token = await timestamp.stamp(imprint, 'SHA-256', AbortSignal.timeout(ASK_MS));
    const local = now();
    const { time } = checkTimestamp(token, () => [question]);
    return { at: time ?? local, local };
  } catch (thrown) {
    return toKyguiError(thrown);
  }
}

function authority({ level, whenUnreachable }: Settings['signing'], asked: Asked) {
  if (asked === null && level === 'B-B')
    return pass(
      'Chữ ký mức B-B, không dùng dấu thời gian.',
      'Signatures are of level B-B, without time-stamps.',
    );
  if (asked === null)
    return warn(
      {
        vi: `Mức chữ ký ${level} cần dấu thời gian nhưng chưa có địa chỉ.`,
        en: `Level ${level} needs time-stamps, but no authority is set.`,
      },
      {
        vi: 'Bộ phận CNTT điền "signing.tsa" trong settings.json.',
        en: 'IT fills in "signing.tsa" in settings.json.',
      },
    );
  if ('at' in asked) return pass('Máy chủ dấu thời gian trả lời.', 'The time-stamp authority answers.');
  const says = {
    vi: `Không lấy được dấu thời gian từ máy chủ (${asked.code}).`,
    en: `No time-stamp could be had from the authority (${asked.code}).`,
  };
  // Where the office chose to sign all the same, nothing stands still.
  return whenUnreachable === 'stop'
    ? fail(says, {
        vi: 'Chưa ký được văn bản nào. Kiểm tra mạng; nếu kéo dài, nhờ bộ phận CNTT xem lại địa chỉ "signing.tsa".',
        en: 'Nothing can be signed. Look at the network; if it lasts, have IT check the address in "signing.tsa".',
      })
    : warn(says, {
        vi: 'Vẫn ký được, chữ ký chưa có dấu thời gian. Nếu kéo dài, nhờ bộ phận CNTT xem lại mạng và "signing.tsa".',
        en: 'Signing works, without time-stamps. If it lasts, have IT look at the network and "signing.tsa".',
      });
}

const minutes = (ms: number) => Math.round(Math.abs(ms) / 60_000);

async function clock(parts: TimeParts, asked: Asked, now: () => number) {
  const next = {
    vi: 'Đặt lại ngày giờ của máy (bật tự đồng bộ giờ), hoặc báo bộ phận CNTT. Giờ sai làm thời điểm ký sai.',
    en: "Set the computer's date and time (switch automatic time on), or tell IT. A wrong clock makes signing times wrong.",
  };
  const apart = (ms: number) =>
    warn(
      {
        vi: `Đồng hồ máy này ${ms > 0 ? 'nhanh' : 'chậm'} ${minutes(ms)} phút.`,
        en: `This computer's clock is ${minutes(ms)} minutes ${ms > 0 ? 'fast' : 'slow'}.`,
      },
      next,
    );
  if (asked && 'at' in asked && Math.abs(asked.local - asked.at) > MOST_APART_MS)
    return apart(asked.local - asked.at);
  const database = await parts.databaseNow?.();
  const aside = database === undefined ? 0 : now() - Date.parse(database);
  if (Math.abs(aside) > MOST_APART_MS) return apart(aside);
  const last = await parts.lastRecordAt();
  const back = last === null ? 0 : Date.parse(last) - now();
  if (back > MOST_APART_MS)
    return warn(
      {
        vi: `Đồng hồ máy đã bị lùi: việc ghi gần nhất ở sau giờ hiện tại ${minutes(back)} phút.`,
        en: `The clock went back: the newest record lies ${minutes(back)} minutes ahead of now.`,
      },
      next,
    );
  const compared = (asked && 'at' in asked) || database !== undefined;
  return compared
    ? pass('Đồng hồ máy đúng giờ.', "This computer's clock is right.")
    : pass(
        'Đồng hồ máy không bị lùi (chưa có máy chủ giờ để so).',
        'The clock did not go back (there is no other clock to compare with).',
      );
}
