import { KyguiError } from '../../../shared/errors.ts';
import type { PageSender } from '../action.ts';
import { checkPdf } from '../fetch-file.ts';
import { isFrameOf } from './caller.ts';
import { tell } from './calls.ts';

/** How long a page may take to pour in a file of its memory. */
const PATIENCE_MS = 120_000;

interface Wanted {
  caller: PageSender;
  take(file: Promise<Blob>): void;
}

/** Files of a page's memory that calls without a window wait for, by call. */
const wanted = new Map<string, Wanted>();

/** Asks the page of a call for a file that only it can read. @throws SITE_FETCH_FAILED, PDF_NOT_PDF */
export async function askForFile(callId: string, caller: PageSender, address: string): Promise<Blob> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const file = await new Promise<Blob>((resolve, reject) => {
      const miss = () => reject(new KyguiError('SITE_FETCH_FAILED', { reason: 'page' }));
      timer = setTimeout(miss, PATIENCE_MS);
      wanted.set(callId, { caller, take: (poured) => poured.then(resolve, reject) });
      if (!tell(callId, { tell: 'pour', jobKey: callId, address })) miss();
    });
    await checkPdf(file);
    return file;
  } finally {
    clearTimeout(timer);
    wanted.delete(callId);
  }
}

/** A page pours something in: true when a call waits for it. Only the page that called is heard. */
export function takeForCall(key: string, page: PageSender | undefined, file: Promise<Blob>): boolean {
  const call = wanted.get(key);
  if (!call) return false;
  const isCaller = page !== undefined && isFrameOf(page, call.caller);
  if (isCaller) call.take(file);
  return isCaller;
}
