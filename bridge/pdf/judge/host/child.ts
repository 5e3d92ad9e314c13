/**
 * Entry of the process that reads foreign files. One job, one answer, then it ends: whatever a hostile file does to
 * it, the bridge lives on. Started by {@link ./judge-in-child.ts}.
 */
import { toKyguiError } from '../../../../shared/errors.ts';
import type { RevocationProvider } from '../../../../shared/signing/signer.ts';
import { watchProcess } from '../../process-watch.ts';
import { checkGate } from '../gate.ts';
import { readGatePolicy } from '../gate-decision.ts';
import { judgePdf } from '../judge.ts';
import { trustListOf } from '../trust/trust-list.ts';
import { type FromChild, JudgeJob, ToChild } from './messages.ts';

const waiting = new Map<number, (answer: Uint8Array | null) => void>();
let asked = 0;

const say = (message: FromChild): void => {
  process.send?.(message);
};

function ask(
  what: 'ocsp' | 'crl' | 'issuer',
  certificate: Uint8Array,
  issuer: Uint8Array = new Uint8Array(0),
): Promise<Uint8Array | null> {
  const id = ++asked;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    say({ kind: 'ask', id, what, certificate: base64(certificate), issuer: base64(issuer) });
  });
}

const askingParent: RevocationProvider = {
  ocsp: (certificate, issuer) => ask('ocsp', certificate, issuer),
  crl: (certificate, issuer) => ask('crl', certificate, issuer),
  issuer: (certificate) => ask('issuer', certificate),
};

async function work(job: JudgeJob): Promise<FromChild> {
  const options = {
    trust: trustListOf(job.anchors.map((anchor) => Buffer.from(anchor, 'base64'))),
    revocation: job.canAsk ? askingParent : null,
    ...(job.now === null ? {} : { now: new Date(job.now) }),
  };
  if (job.kind === 'judge') return { kind: 'verdict', verdict: await judgePdf(job.path, options) };
  const policy = readGatePolicy(job.policy ?? {});
  const report = await checkGate(job.path, job.intent ?? 'plain', { ...options, policy });
  return {
    kind: 'gate',
    report: {
      verdict: report.verdict,
      findings: [...report.findings],
      warnings: [...report.warnings],
      refusal: report.refusal ? { code: report.refusal.code, details: { ...report.refusal.details } } : null,
    },
  };
}

process.on('message', (message) => {
  const answer = ToChild.safeParse(message);
  if (answer.success) {
    const resolve = waiting.get(answer.data.id);
    waiting.delete(answer.data.id);
    resolve?.(answer.data.answer === null ? null : Buffer.from(answer.data.answer, 'base64'));
    return;
  }
  const job = JudgeJob.parse(message);
  watchProcess(job.rssMegabytes * 1024 * 1024).begin(job.cpuSeconds);
  work(job)
    .catch((thrown: unknown): FromChild => {
      const { code, details } = toKyguiError(thrown);
      return { kind: 'error', code, details: { ...details } };
    })
    .then((result) => process.send?.(result, () => process.exit(0)));
});
process.on('disconnect', () => process.exit(0));

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
