/**
 * Entry of the process that reads foreign files: gate, places, stamps, signing, words of any format. It takes one job
 * after another and keeps its fonts and images warm in between; whatever a hostile file does to it, the bridge lives
 * on. What a signature does not need is loaded by the job that needs it.
 * Started by {@link ./pdf-reader-host.ts}.
 */
import { type ErrorCode, KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { FontLibrary } from '../drawing/fonts.ts';
import { ImageLibrary } from '../drawing/images.ts';
import { MemorySource } from '../file/source.ts';
import { inspectPdf } from '../inspect.ts';
import { checkGate } from '../judge/gate.ts';
import type { GateReport } from '../judge/gate-decision.ts';
import { judgePdf } from '../judge/judge.ts';
import { prepareSignature } from '../prepare.ts';
import { readDocumentText } from '../printed-text.ts';
import { type ProcessWatch, watchProcess } from '../process-watch.ts';
import { signDraft } from '../sign.ts';
import { signAtOnce } from '../sign-at-once.ts';
import type {
  AskReply,
  ReaderAnswer,
  ReaderAsk,
  ReaderJob,
  ReaderOrder,
  ReaderReady,
  ReaderSetup,
} from './messages.ts';
import { remoteHelp } from './remote-signing.ts';

/** Bytes of resident memory at which the process ends; looked at before each job too, which a short one would outrun. */
let limit = Number.POSITIVE_INFINITY;

let watch: ProcessWatch | undefined;

let libraries = { fonts: new FontLibrary(), images: new ImageLibrary() };

const waiting = new Map<number, (reply: AskReply) => void>();
let asked = 0;

function ask(question: ReaderAsk['ask']): Promise<Uint8Array | null> {
  const id = ++asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, (reply) => {
      if ('value' in reply) resolve(reply.value);
      else reject(new KyguiError(reply.error.code as ErrorCode, reply.error.details));
    });
    process.send?.({ kind: 'ask', id, ask: question } satisfies ReaderAsk);
  });
}

const NO_TRUST = { trust: null, revocation: null };

const judged = (path: string) => judgePdf(path, NO_TRUST);

async function work(job: ReaderJob): Promise<ReaderAnswer> {
  if (job.kind === 'gate') {
    const { path, intent, policy } = job;
    return {
      kind: 'gated',
      report: await checkGate(path, intent, { ...NO_TRUST, ...(policy && { policy }) }),
    };
  }
  if (job.kind === 'sign') {
    const { kind: _kind, help, ...options } = job;
    const { signer, authorities } = remoteHelp(help, ask);
    const all = { ...options, signer, ...(authorities && { authorities }), libraries };
    const { signed, seen } = await signDraft(all, judged);
    return { kind: 'signed', result: { signed, verdict: seen } };
  }
  if (job.kind === 'sign-at-once') {
    const { kind: _kind, help, ...options } = job;
    const { signer, authorities } = remoteHelp(help, ask);
    const all = { ...options, signer, ...(authorities && { authorities }), libraries };
    const { signed, seen, gate, prepared } = await signAtOnce(all, judged);
    const { placements, notices } = prepared;
    const { verdict: before, warnings: warned } = gate;
    return {
      kind: 'signed-at-once',
      result: { signed, verdict: seen, before, placements, notices, warned },
    };
  }
  if (job.kind === 'inspect') {
    const { damage, ...description } = inspectPdf(job.path, job.limits);
    return { kind: 'described', description: { ...description, damaged: damage !== null } };
  }
  if (job.kind === 'text')
    return { kind: 'read', text: readDocumentText(job.path, libraries.fonts, job.limits) };
  if (job.kind === 'words') {
    const { fileWords } = await import('../../scan/file-words.ts');
    const { path, name, limits } = job;
    const readPdf = async (file: Buffer | string) =>
      readDocumentText(typeof file === 'string' ? file : new MemorySource(file), libraries.fonts, limits);
    return { kind: 'searched', words: await fileWords(path, name, { readPdf }) };
  }
  if (job.kind === 'picture') {
    await libraries.images.get(job.png);
    return { kind: 'drawable' };
  }
  if (job.kind === 'sample') {
    const { samplePdf } = await import('../sample.ts');
    return { kind: 'made', pdf: await samplePdf(libraries) };
  }
  const { path, request, kind: _kind, gate, ...options } = job;
  let warned: GateReport['warnings'] = [];
  if (gate) {
    const report = await checkGate(path, gate.intent, {
      ...NO_TRUST,
      ...(gate.policy && { policy: gate.policy }),
    });
    if (report.refusal) return { kind: 'gated', report };
    warned = report.warnings;
  }
  const prepared = await prepareSignature(path, request, { ...options, libraries });
  return { kind: 'prepared', prepared: { ...prepared, warned } };
}

process.on('message', (message: ReaderSetup | ReaderOrder | AskReply) => {
  if (message.kind === 'reply') {
    const settle = waiting.get(message.id);
    waiting.delete(message.id);
    settle?.(message);
    return;
  }
  if (message.kind === 'setup') {
    const { fontDirectory, rssMegabytes } = message;
    if (fontDirectory !== null) libraries = { ...libraries, fonts: new FontLibrary(fontDirectory) };
    limit = rssMegabytes * 1024 * 1024;
    watch = watchProcess(limit);
    process.send?.({ kind: 'ready' } satisfies ReaderReady);
    return;
  }
  if (process.memoryUsage.rss() > limit) process.kill(process.pid, 'SIGKILL');
  watch?.begin(message.seconds);
  work(message.job)
    .catch((thrown: unknown): ReaderAnswer => {
      const { code, details } = toKyguiError(thrown);
      return { kind: 'error', code, details };
    })
    .then((answer) => {
      watch?.end();
      process.send?.(answer);
    });
});
process.on('disconnect', () => process.exit(0));
