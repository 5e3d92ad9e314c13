import type { Bridge } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';
import { letterFindings } from './letter-findings.ts';

/** Runs the checks before sending on a draft. */
export function letterCheck(bridge: Bridge): NonNullable<Handlers['letter.check']> {
  return async ({ letter }) => ({ findings: await letterFindings(bridge, letter) });
}
