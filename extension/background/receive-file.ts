import browser, { type Runtime } from 'webextension-polyfill';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import { type FilePiece, fromPiece, PIECE_FAILURES, takePort } from '../messages/pieces.ts';
import { advance } from './advance.ts';
import { takePoured } from './attachments.ts';
import { pageNow, pageSender } from './dispatch.ts';
import { checkPdf, FILE_LIMIT, FILE_LIMIT_MB, isFromPage } from './fetch-file.ts';
import { isPageOf } from './give-back.ts';
import { hold } from './held-files.ts';
import { changeJob, readJob } from './jobs.ts';
import type { BridgeLink } from './link.ts';

/** Collects what a page's content script pours in; a port that breaks off gives a failure. */
function collect(port: Runtime.Port): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const pieces: BlobPart[] = [];
    let size = 0;
    port.onMessage.addListener((message) => {
      const piece = message as FilePiece;
      const failure = PIECE_FAILURES.find((code) => code === piece.failure);
      if (failure) {
        reject(new KyguiError(failure, failure === 'SITE_FETCH_FAILED' ? { reason: 'page' } : {}));
        return;
      }
      if (piece.piece === '') {
        resolve(new Blob(pieces, { type: 'application/pdf' }));
        return;
      }
      const bytes = fromPiece(piece);
      size += bytes.length;
      if (size > FILE_LIMIT) reject(new KyguiError('SITE_FILE_TOO_LARGE', { limit: FILE_LIMIT_MB }));
      else pieces.push(bytes);
    });
    port.onDisconnect.addListener(() => reject(new KyguiError('SITE_FETCH_FAILED', { reason: 'page' })));
  });
}

const PORT = /^take:([0-9a-f-]{36})(?:\/(\d{1,3}))?$/u;

async function receive(port: Runtime.Port, link: BridgeLink): Promise<void> {
  const [, jobKey = '', index] = PORT.exec(port.name) ?? [];
  const collected = collect(port);
  collected.catch(() => undefined);
  const sender = port.sender && pageSender(port.sender);
  const page = sender && (await pageNow(sender));
  const job = await readJob(jobKey);
  // The list that a letter was ticked in asks for its files; the letter's own page is not open.
  const asked = job.listed ? { source: { ...job.source, ...job.listed } } : job;
  if (!isPageOf(page, asked)) return;
  if (index !== undefined) {
    await takePoured(jobKey, Number(index), collected);
    // The letter itself may be on its way to the bridge just now: what came meanwhile follows it.
    await advance(jobKey, link);
    await advance(jobKey, link);
    return;
  }
  if (job.step !== 'opened' || !isFromPage(job.file)) return;
  try {
    const file = await collected;
    await checkPdf(file);
    await hold(jobKey, 'original.pdf', file);
    await changeJob(jobKey, { step: 'fetched', size: file.size, error: null });
    void advance(jobKey, link);
  } catch (thrown) {
    const { code, details } = toKyguiError(thrown);
    await changeJob(jobKey, { error: { code, details: { ...details } } });
  }
}

/** Takes files that only their page can read. */
export function receiveFiles(link: BridgeLink): void {
  const prefix = takePort('');
  browser.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith(prefix)) return;
    void receive(port, link)
      .catch(() => undefined)
      .finally(() => port.disconnect());
  });
}
