import type { GatePolicy } from '../../shared/document/gate.ts';
import type { Authorities } from '../pdf/levels/raise-level.ts';
import { PdfReaderHost, type PdfReaderSettings } from '../pdf/prepare-host/pdf-reader-host.ts';
import type { Settings } from '../settings/schema.ts';
import { readPolicyFile } from './gate-policy.ts';
import { type Judge, judgeWith } from './judge.ts';
import type { ProgramPlaces } from './places.ts';

/** The judge of foreign files, each in a process of its own. */
export function composeJudge(
  options: { settings: Settings; places: ProgramPlaces; runsOn?: boolean; policy?: GatePolicy },
  authorities: Authorities,
): Judge {
  const { judgeHost, execArgv } = options.places;
  const file = options.settings.signing.policy;
  const policy = options.policy ?? (file === undefined ? undefined : readPolicyFile(file));
  return judgeWith({
    host: { entry: judgeHost, execArgv, keepSpare: options.runsOn === true },
    trust: options.settings.trust ?? null,
    ...(policy && { policy }),
    revocation: authorities.revocation,
  });
}

/** A clerk who signs through the morning always meets a warm reader. */
const READER_IDLE_MS = 30 * 60_000;

/** Reads, prepares and signs foreign files in processes of its own. */
export function composeReader(
  places: ProgramPlaces,
  settings: Pick<PdfReaderSettings, 'processes' | 'nursery'> = { processes: 2 },
): PdfReaderHost {
  return new PdfReaderHost({
    entry: places.pdfReader,
    execArgv: places.execArgv,
    fontDirectory: places.fonts,
    ...settings,
    idle: READER_IDLE_MS,
  });
}
