import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import { KyguiError } from '../../shared/errors.ts';
import { composeStore } from '../program/compose-store.ts';
import { listSeries, setNext } from '../sending/register.ts';
import { loadEffectiveSettings } from '../settings/effective.ts';
import { openHome } from '../settings/home.ts';
import type { Settings } from '../settings/schema.ts';
import type { Store } from '../store/store.ts';
import type { Outcome } from './output.ts';

/** Work on the register of the agency, whoever filled it in. @throws REGISTER_OFF */
async function withRegister(
  work: (store: Store, agency: string, settings: Settings) => Promise<Outcome>,
): Promise<Outcome> {
  const home = openHome();
  const settings = await loadEffectiveSettings(home);
  if (!settings.agency || !settings.register.enabled) throw new KyguiError('REGISTER_OFF');
  const store = await composeStore(home, settings);
  try {
    return await work(store, settings.agency.code, settings);
  } finally {
    await store.close();
  }
}

const padded = (number: number): string => String(number).padStart(2, '0');
const few = (label: string, numbers: readonly number[]): string =>
  numbers.length === 0
    ? ''
    : ` · ${label}: ${numbers.slice(0, 20).map(padded).join(', ')}${numbers.length > 20 ? ', …' : ''}`;

/** Until a number is set or typed, none is proposed. */
const RESTORED = ' · ! khôi phục từ bản sao lưu, chưa xác nhận số cuối / restored, last number not confirmed';

/** `kygui register list [--year YYYY]`: each series with its next number. */
export function registerListOutcome(year: number | undefined): Promise<Outcome> {
  return withRegister(async (store, agency) => {
    const series = await listSeries(store, agency, year);
    return {
      json: { agency, series },
      lines: series.map(
        (one) =>
          `${one.year} · ${one.kind || 'mọi loại / all kinds'} · số tiếp theo / next ${padded(one.next)} · đã dùng / used ${one.used}${few('đang giữ / reserved', one.reserved)}${few('trả lại / given back', one.free)}${one.restoredAt === null ? '' : RESTORED}`,
      ),
    };
  });
}

/** `kygui register set-next NUMBER [--kind KIND] [--year YYYY]`: for an office that begins in the middle of a year. */
export function registerSetOutcome(
  number: number,
  words: { kind?: string | undefined; year?: number | undefined },
): Promise<Outcome> {
  return withRegister(async (store, agency, { register }) => {
    if (number > 999_999) throw new KyguiError('USAGE', { problem: `${number}: 1-999999` });
    if (register.together ? words.kind !== undefined : words.kind === undefined)
      throw new KyguiError('USAGE', { problem: register.together ? '--kind: register.together' : '--kind' });
    const year = words.year ?? Number(dayInVietnam(Date.now()).slice(0, 4));
    const kind = (words.kind ?? '').normalize('NFC').trim();
    await setNext(store, { agency, year, kind }, number);
    const series = await listSeries(store, agency, year);
    return {
      json: { agency, series },
      lines: [`${year} · ${kind || 'mọi loại / all kinds'} · số tiếp theo / next ${padded(number)}`],
    };
  });
}
