import { z } from 'zod';
import { codeKey } from '../../shared/document/code.ts';
import { dayInVietnam, momentInVietnam } from '../../shared/document/vietnam-time.ts';
import { sendBy } from '../../shared/document/working-day.ts';
import type { Store } from '../store/store.ts';

/** What offices report on, for one agency they exchange letters with. Counts of letters, not of packages. */
export interface AgencyFigures {
  code: string;
  name: string;
  /** Letters we sent to it, in the period by the day on which they left. */
  sent: number;
  /** … of these in time: same day, at the latest the morning of the next working day (QĐ 28/2018, Điều 6). */
  sentInTime: number;
  accepted: number;
  refused: number;
  /** Not reached, in doubt, or carried and not receipted yet. */
  failed: number;
  /** Letters we received from it, in the period by the day on which they came. */
  received: number;
  weAccepted: number;
  weRefused: number;
  /** Accepted or refused on the day of arrival (NĐ 30/2020, Điều 21.2c). */
  answeredSameDay: number;
}

export interface Period {
  /** First and last day, `YYYY-MM-DD` in Vietnam. */
  from: string;
  to: string;
  /** Days off beside Saturday and Sunday. */
  holidays?: readonly string[];
  /** Saturdays and Sundays that are worked. */
  workingDays?: readonly string[];
}

const ZERO = {
  sent: 0,
  sentInTime: 0,
  accepted: 0,
  refused: 0,
  failed: 0,
  received: 0,
  weAccepted: 0,
  weRefused: 0,
  answeredSameDay: 0,
};

/**
 * The one code under which a unit is counted, whatever it was called when a letter went: its present code. Old codes
 * that two units name decide nothing.
 */
async function presentCodes(store: Store): Promise<(code: string) => string> {
  const rows = await store.read((sql) =>
    sql.all(`SELECT code, old_codes, name FROM directory_unit WHERE old_codes <> '[]' ORDER BY closed DESC`),
  );
  const present = new Map<string, string | null>();
  for (const row of rows) {
    const code = String(row.code);
    for (const old of z.array(z.string()).parse(JSON.parse(String(row.old_codes)))) {
      const key = codeKey(old);
      const known = present.get(key);
      present.set(key, known === undefined || known === code ? code : null);
    }
  }
  return (code) => {
    let now = code;
    // A unit renamed twice leads on; a circle of codes ends where it began.
    for (const seen = new Set<string>(); !seen.has(now); ) {
      seen.add(now);
      now = present.get(codeKey(now)) ?? now;
    }
    return now;
  };
}

/** Figures for each agency in the period, the busiest first; old and new codes of a unit are one agency. */
export async function exchangeFigures(store: Store, period: Period): Promise<AgencyFigures[]> {
  const figures = new Map<string, AgencyFigures>();
  const presentCode = await presentCodes(store);
  const of = (code: string, name: string): AgencyFigures => {
    const present = presentCode(code);
    const key = codeKey(present);
    const known = figures.get(key) ?? { code: present, name, ...ZERO };
    // The name it bears under its present code is the one it has today.
    figures.set(key, codeKey(code) === key ? Object.assign(known, { name }) : known);
    return known;
  };
  const inside = (day: string) => day >= period.from && day <= period.to;
  const { outgoing, incoming } = await store.read(async (sql) => ({
    outgoing: await sql.all(
      `SELECT recipient.code, recipient.name, recipient.state, letter.date,
        (SELECT MIN(at) FROM outbox_step WHERE outbox_step.outbox_id = letter.letter_id AND step = 'claimed') AS left_at
        FROM recipient JOIN letter ON letter.letter_id = recipient.letter_id ORDER BY recipient.code`,
    ),
    incoming: await sql.all(
      `SELECT from_code, from_name, received_at,
        (SELECT MIN(at) FROM inbox_answer WHERE inbox_answer.item_id = inbox_item.item_id
          AND status_code IN ('02', '03')) AS answered_at,
        (SELECT MAX(status_code) FROM inbox_answer WHERE inbox_answer.item_id = inbox_item.item_id
          AND status_code IN ('02', '03')) AS answer
        FROM inbox_item WHERE kind NOT IN ('recall', 'recall-request') ORDER BY from_code`,
    ),
  }));
  for (const row of outgoing) {
    if (row.left_at === null) continue;
    const leftAt = Date.parse(String(row.left_at));
    if (!inside(dayInVietnam(leftAt))) continue;
    const agency = of(String(row.code), String(row.name));
    const state = String(row.state);
    agency.sent += 1;
    if (momentInVietnam(leftAt) <= sendBy(String(row.date), period.holidays, period.workingDays))
      agency.sentInTime += 1;
    if (['accepted', 'assigned', 'processing', 'finished'].includes(state)) agency.accepted += 1;
    if (state === 'refused') agency.refused += 1;
    if (['failed', 'outcome-unknown', 'exported'].includes(state)) agency.failed += 1;
  }
  for (const row of incoming) {
    const receivedDay = dayInVietnam(Date.parse(String(row.received_at)));
    if (!inside(receivedDay)) continue;
    const agency = of(String(row.from_code), String(row.from_name));
    agency.received += 1;
    if (row.answer === '03') agency.weAccepted += 1;
    if (row.answer === '02') agency.weRefused += 1;
    const answeredAt = row.answered_at;
    if (answeredAt !== null && dayInVietnam(Date.parse(String(answeredAt))) === receivedDay) {
      agency.answeredSameDay += 1;
    }
  }
  return [...figures.values()].sort(
    (a, b) => b.sent + b.received - (a.sent + a.received) || (a.code < b.code ? -1 : 1),
  );
}

/** All agencies together, as the last line of a table. */
export function totalFigures(figures: readonly AgencyFigures[]): AgencyFigures {
  const total: AgencyFigures = { code: '', name: 'Tổng cộng', ...ZERO };
  for (const row of figures)
    for (const key of Object.keys(ZERO) as (keyof typeof ZERO)[]) total[key] += row[key];
  return total;
}

const HEAD: Readonly<Record<keyof AgencyFigures, string>> = {
  code: 'Mã đơn vị',
  name: 'Tên đơn vị',
  sent: 'Đã gửi',
  sentInTime: 'Gửi đúng hạn',
  accepted: 'Nơi nhận tiếp nhận',
  refused: 'Nơi nhận từ chối',
  failed: 'Chưa đến',
  received: 'Đã nhận',
  weAccepted: 'Cơ quan tiếp nhận',
  weRefused: 'Cơ quan trả lại',
  answeredSameDay: 'Trả lời trong ngày',
};

/** CSV after RFC 4180 with a BOM, which spreadsheets need to read Vietnamese; a leading formula sign is disarmed. */
export function figuresCsv(figures: readonly AgencyFigures[]): string {
  const columns = Object.keys(HEAD) as (keyof AgencyFigures)[];
  const cell = (value: string | number) => {
    const text = typeof value === 'string' && /^[=+\-@\t\r]/u.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [
    columns.map((column) => HEAD[column]),
    ...figures.map((row) => columns.map((column) => row[column])),
  ];
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}
