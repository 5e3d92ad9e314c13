/**
 * Entry of the process that reads foreign files to find places and draw stamps. It takes one job after another and keeps
 * its fonts and images warm in between; whatever a hostile file does to it, the bridge lives on.
 * Started by {@link ./pdf-reader-host.ts}.
 */
import { Worker } from 'node:worker_threads';
import { toKyguiError } from '../../../shared/errors.ts';
import { FontLibrary } from '../drawing/fonts.ts';
import { ImageLibrary } from '../drawing/images.ts';
import { inspectPdf } from '../inspect.ts';
import { prepareSignature } from '../prepare.ts';
import { readPrintedText } from '../printed-text.ts';
import type { ReaderAnswer, ReaderJob, ReaderSetup } from './messages.ts';

/** Ends by signal, because a worker thread cannot end its process otherwise while the main thread is busy. */
const WATCH = `
  const { workerData } = require('node:worker_threads');
  setInterval(() => {
    if (process.memoryUsage.rss() > workerData) process.kill(process.pid, 'SIGKILL');
  }, 50);
`;

/** Bytes of resident memory at which the process ends; looked at before each job too, which a short one would outrun. */
let limit = Number.POSITIVE_INFINITY;

let libraries = { fonts: new FontLibrary(), images: new ImageLibrary() };

async function work(job: ReaderJob): Promise<ReaderAnswer> {
  if (job.kind === 'inspect') {
    const { damage, ...description } = inspectPdf(job.path, job.limits);
    return { kind: 'described', description: { ...description, damaged: damage !== null } };
  }
  if (job.kind === 'text')
    return { kind: 'read', pages: readPrintedText(job.path, libraries.fonts, job.limits) };
  const { path, request, kind: _kind, ...options } = job;
  return { kind: 'prepared', prepared: await prepareSignature(path, request, { ...options, libraries }) };
}

process.on('message', (message: ReaderSetup | ReaderJob) => {
  if (message.kind === 'setup') {
    const { fontDirectory, rssMegabytes } = message;
    if (fontDirectory !== null) libraries = { ...libraries, fonts: new FontLibrary(fontDirectory) };
    limit = rssMegabytes * 1024 * 1024;
    new Worker(WATCH, { eval: true, workerData: limit }).unref();
    return;
  }
  if (process.memoryUsage.rss() > limit) process.kill(process.pid, 'SIGKILL');
  work(message)
    .catch((thrown: unknown): ReaderAnswer => {
      const { code, details } = toKyguiError(thrown);
      return { kind: 'error', code, details };
    })
    .then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
