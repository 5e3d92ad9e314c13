import { readFileSync } from 'node:fs';
import type { GatePolicy } from '../../shared/document/gate.ts';
import { KyguiError } from '../../shared/errors.ts';
import { readGatePolicy } from '../pdf/judge/gate-decision.ts';

/** The policy of a file, as `--policy` and the setting `signing.policy` name it. @throws POLICY_INVALID */
export function readPolicyFile(path: string): GatePolicy {
  try {
    return readGatePolicy(JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/u, '')));
  } catch (error) {
    if (error instanceof KyguiError) throw error;
    throw new KyguiError('POLICY_INVALID', { problem: path }, { cause: error });
  }
}
