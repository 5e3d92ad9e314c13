import browser, { type Runtime } from 'webextension-polyfill';
import type { ErrorCode, ErrorDetails } from '../../../shared/errors.ts';
import type { FileRequest, FilesRequest } from '../../../shared/vgca/request.ts';
import type { JobSource } from '../../messages/job.ts';
import type { VgcaTell } from '../../messages/vgca.ts';
import { held, hold, letGo } from '../held-files.ts';

/** What became of one file of a call for several. */
export type FilesResult =
  | { fileServer: string; message: string }
  | { code: ErrorCode; details: ErrorDetails };

/** A call for several files: what became of those that are over, and the window that the next ones share. */
export interface FilesWish {
  kind: 'files';
  request: FilesRequest;
  results: FilesResult[];
  batch?: { key: string; upTo: number; refused: { index: number; result: FilesResult }[] };
}

/** What a call asks for; the content of a message lies among the held files, under the call. */
export type CallWish =
  | { kind: 'file'; request: FileRequest }
  | FilesWish
  /** `size`: characters of base64. `digest`: SHA-256 of the request, hex. */
  | { kind: 'message'; size: number; digest: string }
  | { kind: 'certificate' };

/**
 * A call that waits for a person, in `storage.session` under `vgca:<callId>`: a worker that was stopped knows it
 * again when its page asks once more. What needs no person is answered at once and never written down.
 */
export interface WaitingCall {
  callId: string;
  path: string;
  source: JobSource;
  at: number;
  /** The job it became; null while it waits for its turn. */
  jobKey: string | null;
  /** The call that this one says again: it has no window of its own and gets the answer of that one. */
  sameAs: string | null;
  wish: CallWish;
  isAnswered: boolean;
}

const PREFIX = 'vgca:';
/** Replies lie among the held files: a signed XML document would fill the session's storage. */
const REPLY_PART = 'reply.json';
const FORGET_AFTER_MS = 3_600_000;

export async function readCall(callId: string): Promise<WaitingCall | undefined> {
  const held = await browser.storage.session.get(PREFIX + callId);
  return held[PREFIX + callId] as WaitingCall | undefined;
}

export async function writeCall(call: WaitingCall): Promise<void> {
  await browser.storage.session.set({ [PREFIX + call.callId]: call });
}

export async function allCalls(): Promise<WaitingCall[]> {
  const all = await browser.storage.session.get(null);
  return Object.entries(all)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([, call]) => call as WaitingCall)
    .sort((a, b) => a.at - b.at);
}

/** True for a call that is to have a window, and has none yet. */
export const isLinedUp = ({ jobKey, sameAs }: WaitingCall): boolean => jobKey === null && sameAs === null;

/** Calls of one tab that have no answer yet, oldest first. */
export async function openCalls(tabId: number): Promise<WaitingCall[]> {
  return (await allCalls()).filter((call) => !call.isAnswered && call.source.tabId === tabId);
}

/** Ports of pages that wait, by call; a page that gave up has none. */
const ports = new Map<string, Runtime.Port>();

/** When pages were lost sight of, by call; all of them when this worker was started. */
const lostAt = new Map<string, number>();
const STARTED = performance.now();
/** A page whose worker was stopped is back within this time. */
const BACK_WITHIN_MS = 10_000;

export function attach(callId: string, port: Runtime.Port): void {
  ports.set(callId, port);
  lostAt.delete(callId);
  port.onDisconnect.addListener(() => {
    if (ports.get(callId) !== port) return;
    ports.delete(callId);
    lostAt.set(callId, performance.now());
  });
}

/** Whether the page of a call still waits; `left` when it went away, or closed its socket, for good. */
export function pageOf({ callId }: WaitingCall): 'waits' | 'lost' | 'left' {
  if (ports.has(callId)) return 'waits';
  return performance.now() - (lostAt.get(callId) ?? STARTED) > BACK_WITHIN_MS ? 'left' : 'lost';
}

/** The same for a call and those that say it again. */
export function pageOfAny(call: WaitingCall, open: readonly WaitingCall[]): 'waits' | 'lost' | 'left' {
  const pages = open
    .filter(({ sameAs }) => sameAs === call.callId)
    .concat(call)
    .map(pageOf);
  if (pages.includes('waits')) return 'waits';
  return pages.includes('lost') ? 'lost' : 'left';
}

/** Says something to the page of a call; false when it no longer waits. */
export function tell(callId: string, message: VgcaTell): boolean {
  const port = ports.get(callId);
  try {
    port?.postMessage(message);
  } catch {
    return false;
  }
  return port !== undefined;
}

/** Says it to the page of a call, or of one that says the call again: any of them is the same frame. */
export async function tellAny(callId: string, message: VgcaTell): Promise<boolean> {
  if (tell(callId, message)) return true;
  return (await allCalls()).some((one) => one.sameAs === callId && tell(one.callId, message));
}

/** The one answer of a call. Kept a while: a page whose worker was stopped in this very moment asks again. */
export async function answerCall(callId: string, reply: string): Promise<void> {
  const call = await readCall(callId);
  if (!call || call.isAnswered) return;
  await letGo(callId);
  await hold(callId, REPLY_PART, new Blob([reply]));
  // The request goes: it may hold a token of the page.
  await writeCall({ ...call, wish: { kind: 'message', size: 0, digest: '' }, isAnswered: true });
  tell(callId, { tell: 'reply', text: reply });
  for (const { callId: again } of (await allCalls()).filter(({ sameAs }) => sameAs === callId)) {
    await answerCall(again, reply);
  }
}

/** Lets a call wait for the answer of the one that it says again. */
export async function followCall(call: WaitingCall, first: string): Promise<void> {
  await writeCall({ ...call, sameAs: first });
  // Answered in this very moment: nobody would come back to this one.
  const isLate = (await readCall(first))?.isAnswered;
  if (isLate) await answerCall(call.callId, await keptReply(first));
}

const keptReply = async (callId: string): Promise<string> => (await held(callId, REPLY_PART)).text();

/** Says the answer of a call once more. */
export async function answerAgain(callId: string): Promise<void> {
  tell(callId, { tell: 'reply', text: await keptReply(callId) });
}

export async function forgetOldCalls(now: number): Promise<void> {
  const old = (await allCalls()).filter((call) => now - call.at > FORGET_AFTER_MS && call.isAnswered);
  for (const { callId } of old) await letGo(callId);
  await browser.storage.session.remove(old.map(({ callId }) => PREFIX + callId));
}
