import type { DoctorCheck } from '../../shared/protocol/commands/session.ts';

/** One named look at the installation. It never throws: a check that cannot be made is a failed check. */
export interface Check {
  id: string;
  run(): Promise<Omit<DoctorCheck, 'id'>>;
}

type Words = { vi: string; en: string };

export const pass = (vi: string, en: string): Omit<DoctorCheck, 'id'> => ({
  result: 'pass',
  says: { vi, en },
});
export const warn = (says: Words, next: Words): Omit<DoctorCheck, 'id'> => ({ result: 'warn', says, next });
export const fail = (says: Words, next: Words): Omit<DoctorCheck, 'id'> => ({ result: 'fail', says, next });

/** Hears which check is made next, after how many of all, and with what the one before it ended. */
export type CheckTold = (next: { id: string; done: number; total: number; last: DoctorCheck | null }) => void;

/** Runs the checks one after another, so that a slow driver does not colour the answer of the axis. */
export async function runChecks(checks: readonly Check[], told?: CheckTold): Promise<DoctorCheck[]> {
  const results: DoctorCheck[] = [];
  for (const check of checks) {
    told?.({ id: check.id, done: results.length, total: checks.length, last: results.at(-1) ?? null });
    try {
      results.push({ id: check.id, ...(await check.run()) });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      results.push({
        id: check.id,
        result: 'fail',
        says: { vi: `Không kiểm tra được: ${words}`, en: `Could not be checked: ${words}` },
        next: { vi: 'Đọc dòng này cho bộ phận hỗ trợ.', en: 'Read this line to your help desk.' },
      });
    }
  }
  return results;
}

/** One line that can be read over the telephone: codes only, no personal data. */
export function helpLine(version: string, checks: readonly DoctorCheck[]): string {
  const wrong = checks
    .filter((check) => check.result !== 'pass')
    .map((check) => `${check.id}=${check.result}`);
  return `kygui ${version} · ${wrong.length === 0 ? 'ok' : wrong.join(' ')}`;
}
