import { writeFile } from 'node:fs/promises';
import { isDay } from '../../shared/document/day.ts';
import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import { KyguiError } from '../../shared/errors.ts';
import { type AgencyFigures, exchangeFigures, figuresCsv, totalFigures } from '../audit/statistics.ts';
import { composeStore } from '../program/compose-store.ts';
import { openHome } from '../settings/home.ts';
import { loadSettings } from '../settings/load.ts';
import type { Words } from './command.ts';
import type { Outcome } from './output.ts';

const COLUMNS: readonly (readonly [keyof AgencyFigures, string])[] = [
  ['code', 'Mã'],
  ['sent', 'Gửi'],
  ['sentInTime', 'Đúng hạn'],
  ['accepted', 'Đã nhận'],
  ['refused', 'Từ chối'],
  ['failed', 'Chưa đến'],
  ['received', 'Đến'],
  ['weAccepted', 'Tiếp nhận'],
  ['weRefused', 'Trả lại'],
  ['answeredSameDay', 'Trong ngày'],
  ['name', 'Tên'],
];

function table(figures: readonly AgencyFigures[]): string[] {
  const rows = [
    COLUMNS.map(([, title]) => title),
    ...figures.map((row) => COLUMNS.map(([key]) => String(row[key]))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        typeof figures[0]?.[COLUMNS[column]?.[0] ?? 'code'] === 'number'
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** `kygui statistics [--from DAY --to DAY] [--csv FILE]`: this month without a period; an existing file stays. */
export async function statisticsOutcome(words: Words): Promise<Outcome> {
  const today = dayInVietnam(Date.now());
  const { from = `${today.slice(0, 8)}01`, to = today, csv } = words;
  for (const day of [from, to])
    if (!isDay(day)) throw new KyguiError('USAGE', { problem: `ngày / day ${day}: YYYY-MM-DD` });
  if (from > to) throw new KyguiError('USAGE', { problem: '--from sau / after --to' });
  const home = openHome();
  const settings = loadSettings(home);
  const store = await composeStore(home, settings);
  try {
    const { holidays, workingDays } = settings.sending;
    const figures = await exchangeFigures(store, { from, to, holidays, workingDays });
    const total = totalFigures(figures);
    if (csv !== undefined) {
      try {
        await writeFile(csv, figuresCsv([...figures, total]), { flag: 'wx', mode: 0o600 });
      } catch (cause) {
        const reason = (cause as NodeJS.ErrnoException).code ?? 'write';
        throw new KyguiError('RECORD_UNWRITABLE', { reason }, { cause });
      }
    }
    return {
      json: { from, to, total, agencies: figures, ...(csv !== undefined && { csv }) },
      lines: [
        `${from} … ${to}`,
        ...table([...figures, total]),
        ...(csv === undefined ? [] : [`Đã ghi · written: ${csv}`]),
      ],
    };
  } finally {
    await store.close();
  }
}
