import type { GatePolicy } from './gate.ts';
import { ROLES, type Role } from './role.ts';
import type { PdfVerdict, SignatureVerdict } from './verdict.ts';

/** What speaks against issuing a file now; codes of the closed list. */
export type IssueDoubt = 'GATE_ALREADY_ISSUED' | 'GATE_ISSUED_BY_OTHER' | 'GATE_NOT_APPROVED';

export interface IssueDecision {
  refusal: IssueDoubt | null;
  /** Told to the signer, who may go on. */
  warnings: IssueDoubt[];
}

/** The role in which this software made a signature, by the name of its field; null for fields of others. */
function roleOf(fieldName: string): Role | null {
  const [, role] = /^KyGui_([a-z]+)_\d+$/u.exec(fieldName) ?? [];
  return ROLES.find((one) => one === role) ?? null;
}

/** Neither the initials of those who drafted nor a stamp of a clerk approves a letter. */
const APPROVING: readonly (Role | null)[] = ['approve', 'plain', null];

/** Whether a signature in the field of this name can be the approval of the competent person. */
export function mayApprove(fieldName: string): boolean {
  return APPROVING.includes(roleOf(fieldName));
}

/**
 * The order of signatures in one letter (Nghị định 30/2020/NĐ-CP, Điều 5, 32, 33): the competent person, then the
 * agency, and the agency once. A letter of several agencies bears the signature of each, so that another's is only
 * told. Which measure is taken is the policy's.
 * @param own thumbprints of the issuing certificate and of the agency's others
 */
export function decideIssue(
  { signatures }: PdfVerdict,
  own: readonly string[],
  { official }: GatePolicy,
): IssueDecision {
  const isOwn = ({ thumbprint }: SignatureVerdict) => thumbprint !== null && own.includes(thumbprint);
  const earlier = signatures
    .filter(({ kind }) => kind === 'signature')
    .map((signature) => ({ role: roleOf(signature.fieldName), own: isOwn(signature) }));
  const decision: IssueDecision = { refusal: null, warnings: [] };
  const weigh = (doubt: IssueDoubt, measure: GatePolicy['official']['secondIssue']) => {
    if (measure === 'refuse') decision.refusal ??= doubt;
    else if (measure === 'warn') decision.warnings.push(doubt);
  };
  // The agency's signature in a field of another program can only be the one that issued the letter.
  if (earlier.some((one) => one.own && (one.role === 'issue' || one.role === null)))
    weigh('GATE_ALREADY_ISSUED', official.secondIssue);
  else if (earlier.some(({ role }) => role === 'issue'))
    weigh('GATE_ISSUED_BY_OTHER', official.secondIssue === 'ignore' ? 'ignore' : 'warn');
  const approved = earlier.some(
    (one) => one.role === 'approve' || (!one.own && APPROVING.includes(one.role)),
  );
  if (!approved) weigh('GATE_NOT_APPROVED', official.unapproved);
  return decision;
}
