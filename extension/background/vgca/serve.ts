import { bytesToHex } from '@noble/hashes/utils.js';
import browser, { type Runtime } from 'webextension-polyfill';
import { z } from 'zod';
import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { MESSAGES_CHARACTERS } from '../../../shared/protocol/commands/messages.ts';
import { type VgcaOperation, vgcaOperation } from '../../../shared/vgca/operations.ts';
import { failureReply, licenceReply, settingsReply, versionReply } from '../../../shared/vgca/reply.ts';
import {
  fileRequestOf,
  fileRequestSchema,
  filesRequestSchema,
  readMessage,
  sizeOf,
} from '../../../shared/vgca/request.ts';
import type { Reply } from '../../messages/reply.ts';
import { type AnsweredBy, FRAME_LIMIT, LONGEST_PATH, vgcaPort } from '../../messages/vgca.ts';
import type { PageSender } from '../action.ts';
import type { BridgeLink } from '../link.ts';
import { callerOf, sourceOf } from './caller.ts';
import { answerAgain, attach, type CallWish, forgetOldCalls, readCall, tell } from './calls.ts';
import { leaveOf } from './digest-leave.ts';
import { resumeCall } from './file-calls.ts';
import { planFile } from './file-job.ts';
import { requestOf } from './files-batch.ts';
import { holdMessage } from './message-jobs.ts';
import { isTheirsThere } from './other-program.ts';
import { enqueue, resumeTab } from './queue.ts';
import { resumeCalls, settleCalls } from './settle.ts';
import { type ServedSite, servedSite } from './sites.ts';
import { tooLarge } from './too-large.ts';
import { verify } from './verify.ts';

const askSchema = z.object({ path: z.string().max(LONGEST_PATH), text: z.string().max(FRAME_LIMIT + 1) });

/** A file request is two addresses and a few words; more is no request. */
const FILE_REQUEST_LIMIT = 64 * 1024;
/** A request for several files has two addresses for each of them. */
const FILES_REQUEST_LIMIT = 1024 * 1024;

interface Asked {
  callId: string;
  operation: VgcaOperation;
  text: string;
  caller: PageSender;
  site: ServedSite;
}

/** What a request for files asks, once what it names has been checked. @throws VGCA_REQUEST_INVALID, SITE_ADDRESS_REFUSED */
function fileWish({ operation, text, caller, site }: Asked): CallWish {
  const { path, kind } = operation;
  const invalid = () => new KyguiError('VGCA_REQUEST_INVALID', { operation: path });
  const limit = kind === 'file' ? FILE_REQUEST_LIMIT : FILES_REQUEST_LIMIT;
  if (text.length > limit) throw tooLarge(path, limit);
  const object = fileRequestOf(text);
  if (kind === 'file') {
    const request = fileRequestSchema.safeParse(object);
    if (!request.success) throw invalid();
    // Refused before anything waits: a forbidden address must not sit behind a window and look harmless.
    planFile(request.data, path, caller, site);
    return { kind: 'file', request: request.data };
  }
  const request = filesRequestSchema.safeParse(object);
  if (!request.success || request.data.Files.length === 0) throw invalid();
  for (const index of request.data.Files.keys()) planFile(requestOf(request.data, index), path, caller, site);
  return { kind: 'files', request: request.data, results: [] };
}

/** Keeps the content of a message for its window. @throws VGCA_REQUEST_INVALID, RAW_DIGEST_NOT_ALLOWED */
async function messageWish({ callId, operation, text, caller, site }: Asked): Promise<CallWish> {
  const message = readMessage(operation.path, text);
  if (!message) throw new KyguiError('VGCA_REQUEST_INVALID', { operation: operation.path });
  if ('digest' in message) {
    const leave = await leaveOf(site.rule, caller.origin);
    if (!leave || leave.count === 0 || Date.parse(leave.until) < Date.now()) {
      throw new KyguiError('RAW_DIGEST_NOT_ALLOWED');
    }
  }
  const size = sizeOf(message);
  if (size > MESSAGES_CHARACTERS) throw tooLarge(operation.path, MESSAGES_CHARACTERS);
  await holdMessage(callId, message);
  const asked = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return { kind: 'message', size, digest: bytesToHex(new Uint8Array(asked)) };
}

/** Answers at once, or undefined when a person has to act first; then the reply comes through the call. */
async function carryOut(asked: Asked, link: BridgeLink): Promise<string | undefined> {
  const { callId, operation, text, caller, site } = asked;
  const { path } = operation;
  const wait = async (wish: CallWish) => {
    const source = sourceOf(caller);
    await enqueue({ callId, path, source, wish }, site.rule.messagesPerConsent, link);
    return undefined;
  };
  switch (operation.kind) {
    case 'settings':
      // A page in the background does not take the clerk away from what she is doing.
      if ((await browser.tabs.get(caller.tabId)).active) await browser.runtime.openOptionsPage();
      return settingsReply();
    case 'version':
      return versionReply(browser.runtime.getManifest().version);
    case 'licence':
      return licenceReply();
    case 'file':
    case 'files':
      return wait(fileWish(asked));
    case 'message':
      return wait(await messageWish(asked));
    case 'certificate':
      return wait({ kind: 'certificate' });
    case 'verify':
      return verify({ callId, path, text, caller, site }, link);
    case 'unsupported':
      throw new KyguiError('VGCA_UNSUPPORTED', { operation: path });
  }
}

async function answer(port: Runtime.Port, message: unknown, link: BridgeLink): Promise<void> {
  const callId = port.name.slice(vgcaPort('').length);
  const caller = port.sender && callerOf(port.sender);
  if (!caller || !z.uuid().safeParse(callId).success) {
    port.disconnect();
    return;
  }
  const known = await readCall(callId);
  if (known) {
    if (known.source.tabId !== caller.tabId || known.source.origin !== caller.origin) port.disconnect();
    else if (known.isAnswered) await answerAgain(callId);
    else {
      await resumeCall(callId);
      await resumeTab(caller.tabId, link);
    }
    return;
  }
  const ask = askSchema.safeParse(message);
  const path = ask.data?.path ?? '/';
  const operation = vgcaOperation(path);
  const named = operation?.path ?? path.slice(0, 40);
  try {
    const site = await servedSite(caller.address);
    if (!site || site.rule.answers === 'theirs') throw new KyguiError('VGCA_SITE_OFF');
    if (!operation) throw new KyguiError('VGCA_UNSUPPORTED', { operation: named });
    if (!ask.success) throw new KyguiError('VGCA_REQUEST_INVALID', { operation: named });
    if (ask.data.text.length > FRAME_LIMIT) throw tooLarge(named, FRAME_LIMIT);
    const reply = await carryOut({ callId, operation, text: ask.data.text, caller, site }, link);
    if (reply !== undefined) tell(callId, { tell: 'reply', text: reply });
  } catch (thrown) {
    const { code, details } = toKyguiError(thrown);
    tell(callId, { tell: 'reply', text: failureReply(named, code, details) });
  }
}

/** A socket is being opened: who answers it. Nothing is asked of anybody until its first frame. */
async function connect(caller: PageSender): Promise<{ by: AnsweredBy }> {
  const site = await servedSite(caller.address);
  if (!site || site.rule.answers === 'theirs') return { by: 'theirs' };
  const away = site.rule.answers === 'ours-when-theirs-is-away';
  return { by: away && (await isTheirsThere()) ? 'theirs-first' : 'ours' };
}

const isConnect = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  (message as { action?: unknown }).action === 'vgca.connect';

/** Serves the calls of pages to the VGCA Sign Service. Everything is registered in the first turn of the worker. */
export function serveVgca(link: BridgeLink): void {
  const prefix = vgcaPort('');
  browser.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith(prefix)) return;
    attach(port.name.slice(prefix.length), port);
    port.onMessage.addListener((message) => {
      void answer(port, message, link).catch(() => port.disconnect());
    });
  });
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const caller = isConnect(message) ? callerOf(sender) : undefined;
    if (!caller) return undefined;
    return connect(caller).then((body): Reply<{ by: AnsweredBy }> => ({ ok: true, body }));
  });
  settleCalls(link);
  void forgetOldCalls(Date.now()).then(() => resumeCalls(link));
}
