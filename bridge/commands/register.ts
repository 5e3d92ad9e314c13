import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { CommandRequest } from '../../shared/protocol/commands.ts';
import type { Bridge } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';
import {
  giveBack,
  isTaken,
  nextNumber,
  reserve,
  type Series,
  unconfirmedSince,
} from '../sending/register.ts';
import { readableInstant } from '../store/restored.ts';
import { findingOf } from './findings.ts';
import type { PreparedJob } from './prepared-jobs.ts';

/** A window that shows a number keeps it from the others of this bridge for so long. */
const SHOWN_MS = 60 * 60_000;

/**
 * Numbers that windows of this bridge show and that nobody has approved yet, so that forty letters of a batch are
 * proposed forty numbers. In memory on purpose: what counts is the reservation.
 */
export class ProposedNumbers {
  readonly #shown = new Map<string, { series: string; number: number; at: number }>();

  keep(jobKey: string, series: string, number: number): void {
    this.#shown.set(jobKey, { series, number, at: Date.now() });
  }

  forget(jobKey: string): void {
    this.#shown.delete(jobKey);
  }

  others(jobKey: string, series: string): Set<number> {
    const oldest = Date.now() - SHOWN_MS;
    for (const [key, { at }] of this.#shown) if (at < oldest) this.#shown.delete(key);
    return new Set(
      [...this.#shown]
        .filter(([key, shown]) => key !== jobKey && shown.series === series)
        .map(([, { number }]) => number),
    );
  }
}

/** The series that a letter is numbered in; null where the office does not number here. */
function seriesOf({ settings }: Pick<Bridge, 'settings'>, kind: string, date: string): Series | null {
  const { agency, register } = settings;
  if (!register.enabled || !agency) return null;
  return {
    agency: agency.code,
    year: Number(date.slice(0, 4)),
    kind: register.together ? '' : kind.normalize('NFC').trim(),
  };
}

export function registerPropose(
  bridge: Bridge,
  proposed: ProposedNumbers,
): NonNullable<Handlers['register.propose']> {
  return async ({ jobKey, kind, date: asked }) => {
    const date = asked ?? dayInVietnam(Date.now());
    const series = seriesOf(bridge, kind, date);
    if (!series) return { enabled: false, number: null, date };
    const restoredAt = await bridge.store.read((sql) => unconfirmedSince(sql, series));
    if (restoredAt !== null) return { enabled: true, number: null, date, restoredAt };
    const name = JSON.stringify(series);
    const number = await nextNumber(bridge.store, series, proposed.others(jobKey, name));
    // Two windows may have asked in the same moment: what the other was told meanwhile is passed over.
    const others = proposed.others(jobKey, name);
    const free = others.has(number) ? await nextNumber(bridge.store, series, others) : number;
    proposed.keep(jobKey, name, free);
    return { enabled: true, number: String(free).padStart(2, '0'), date };
  };
}

/** What the approval of a job will reserve, and the finding when somebody has that number already. */
export async function reservationOf(
  bridge: Bridge,
  body: Pick<CommandRequest<'sign.prepare'>, 'jobKey' | 'documents' | 'register'>,
): Promise<{ reservation: PreparedJob['reservation']; findings: Finding[] }> {
  const none = { reservation: undefined, findings: [] };
  const fields = body.documents.find(({ role }) => role === 'issue')?.fields;
  if (!body.register || !fields || !/^\d{1,6}$/u.test(fields.number ?? '')) return none;
  const { kind, source } = body.register;
  const series = seriesOf(bridge, kind, fields.date ?? dayInVietnam(Date.now()));
  const number = Number(fields.number);
  if (!series || number < 1) return none;
  const reservation = { ...series, number, jobKey: body.jobKey, source };
  const restoredAt = await bridge.store.read((sql) => unconfirmedSince(sql, series));
  const restored =
    restoredAt === null
      ? []
      : [findingOf('register.restored', 'warning', 'REGISTER_RESTORED', { at: readableInstant(restoredAt) })];
  if (source === 'page' || !(await isTaken(bridge.store, series, number, body.jobKey)))
    return { reservation, findings: restored };
  const details = { number, kind: series.kind, year: series.year };
  return {
    reservation,
    findings: [...restored, findingOf('register.taken', 'refuse', 'REGISTER_NUMBER_TAKEN', details)],
  };
}

/**
 * Reserves the numbers of approved jobs before any PIN is tried, does the work, and gives back those of jobs of which
 * nothing was signed. @throws REGISTER_NUMBER_TAKEN, and nothing is reserved then
 */
export async function withNumbers<Result>(
  bridge: Pick<Bridge, 'store' | 'bridgeId'> & Partial<Pick<Bridge, 'acts'>>,
  jobs: readonly Pick<PreparedJob, 'jobKey' | 'reservation'>[],
  work: () => Promise<Result>,
): Promise<Result> {
  const numbered = jobs.flatMap(({ reservation }) => (reservation ? [reservation] : []));
  if (numbered.length === 0) return work();
  // Rows that went back are noticed before they give a number; what they give is counted where they cannot take it back.
  await bridge.acts?.look();
  const counted = await bridge.store.transaction(async (sql) => {
    for (const reservation of numbered) await reserve(sql, { ...reservation, owner: bridge.bridgeId });
    return bridge.acts?.begin(sql);
  });
  if (counted !== undefined) await bridge.acts?.note(counted);
  try {
    return await work();
  } finally {
    // A database that is away does not turn a signed letter into a failure; the next start gives back.
    await bridge.store
      .transaction(async (sql) => {
        for (const { jobKey } of numbered) await giveBack(sql, jobKey);
      })
      .catch(() => undefined);
  }
}
