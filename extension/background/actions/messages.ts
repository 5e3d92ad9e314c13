import browser from 'webextension-polyfill';
import { z } from 'zod';
import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { messageCommands } from '../../../shared/protocol/commands/messages.ts';
import { certificateReply, messageReply } from '../../../shared/vgca/reply.ts';
import type { MessageJob } from '../../messages/vgca.ts';
import { windowAction } from '../action.ts';
import { answerCall, readCall, writeCall } from '../vgca/calls.ts';
import { leaveOf, useLeave } from '../vgca/digest-leave.ts';
import { giveUpMessages, leaveMessageJob } from '../vgca/message-calls.ts';
import { heldMessage, readMessageJob, writeMessageJob } from '../vgca/message-jobs.ts';
import { cancelWaiting, inTurn, openNext } from '../vgca/queue.ts';
import { servedSite } from '../vgca/sites.ts';

const jobOnly = z.object({ jobKey: z.uuid() });

/** The window of messages looks at its job. */
export const followMessages = windowAction({
  name: 'messages.follow',
  body: jobOnly,
  run: ({ jobKey }) => readMessageJob(jobKey),
});

/**
 * Fixes with the bridge exactly the messages that the window lists. What came in since waits for a window of its own.
 */
export const prepareMessages = windowAction({
  name: 'messages.prepare',
  body: jobOnly.extend({ certificate: z.string(), calls: z.array(z.uuid()).min(1) }),
  async run({ jobKey, certificate, calls }, { link }) {
    const job = await inTurn(() => keepOnly(jobKey, calls));
    const site = await servedSite(job.source.address);
    if (!site) throw new KyguiError('VGCA_SITE_OFF');
    const { origin } = job.source;
    const items = await Promise.all(job.messages.map(({ callId }) => heldMessage(callId)));
    const leave = await leaveOf(site.rule, origin);
    try {
      const prepared = await link.request('message.prepare', { jobKey, origin, certificate, items, leave });
      await keepReason(jobKey, null);
      return prepared;
    } catch (thrown) {
      const { code, details } = toKyguiError(thrown);
      await keepReason(jobKey, { code, details: { ...details } });
      throw thrown;
    }
  },
});

/** Others may join the job meanwhile: only the reason is written. */
const keepReason = (jobKey: string, error: MessageJob['error']) =>
  inTurn(async () => {
    const now = await readMessageJob(jobKey);
    if (now.step === 'open') await writeMessageJob({ ...now, error });
  });

async function keepOnly(jobKey: string, calls: readonly string[]): Promise<MessageJob> {
  const job = await readMessageJob(jobKey);
  if (job.step !== 'open') throw new KyguiError('USAGE', { problem: `messages.prepare: ${job.step}` });
  const kept = job.messages.filter(({ callId }) => calls.includes(callId));
  for (const { callId } of job.messages.filter((one) => !kept.includes(one))) {
    const call = await readCall(callId);
    if (call) await writeCall({ ...call, jobKey: null });
  }
  return writeMessageJob({ ...job, messages: kept });
}

/** The clerk approved what the window showed and gave the PIN, which is handed on and forgotten. */
export const approveMessages = windowAction({
  name: 'messages.approve',
  body: messageCommands['message.approve'].request,
  async run(body, { link }) {
    const job = await inTurn(async () => {
      const now = await readMessageJob(body.jobKey);
      if (now.step !== 'open') throw new KyguiError('USAGE', { problem: `messages.approve: ${now.step}` });
      return writeMessageJob({ ...now, step: 'approving', error: null });
    });
    const items = await Promise.all(job.messages.map(({ callId }) => heldMessage(callId)));
    try {
      const { certificate, signatures } = await link.request('message.approve', body);
      await useLeave(job.source.origin, items.filter((item) => 'digest' in item).length);
      for (const [index, { callId, path }] of job.messages.entries()) {
        const item = items[index];
        const digest = item && 'digest' in item ? item.digest : undefined;
        await answerCall(
          callId,
          messageReply(path, { signature: signatures[index] ?? '', certificate, digest }),
        );
      }
    } catch (thrown) {
      const { code, details } = toKyguiError(thrown);
      const failed: MessageJob = { ...job, step: 'open' };
      await writeMessageJob(failed);
      // Closed meanwhile: nobody is left who could try again.
      const isGone = await browser.windows.get(job.windowId ?? -1).then(
        () => false,
        () => true,
      );
      if (isGone) await giveUpMessages({ ...failed, error: { code, details: { ...details } } });
      throw thrown;
    }
    const done = await writeMessageJob({ ...job, step: 'done', error: null });
    await inTurn(() => openNext(job.source.tabId, link));
    return done;
  },
});

/** The clerk lets the page have her certificate; nothing is signed. */
export const shareCertificate = windowAction({
  name: 'messages.share',
  body: jobOnly.extend({ certificate: z.string() }),
  async run({ jobKey, certificate }, { link }) {
    const job = await readMessageJob(jobKey);
    if (job.kind !== 'certificate' || job.step !== 'open')
      throw new KyguiError('USAGE', { problem: job.step });
    const { tokens } = await link.request('token.list', {});
    const chosen = tokens
      .flatMap(({ certificates }) => certificates)
      .find(({ thumbprint }) => thumbprint === certificate);
    if (!chosen) throw new KyguiError('TOKEN_CERTIFICATE_NOT_FOUND');
    for (const { callId } of job.messages) await answerCall(callId, certificateReply(chosen));
    const done = await writeMessageJob({ ...job, step: 'done' });
    await inTurn(() => openNext(job.source.tabId, link));
    return done;
  },
});

/** The clerk gives the messages of a page up, and what it has lined up behind them. */
export const cancelMessages = windowAction({
  name: 'messages.cancel',
  body: jobOnly,
  async run({ jobKey }, { link }) {
    const job = await readMessageJob(jobKey);
    if (job.step !== 'open') return job;
    const why = await leaveMessageJob(job, link);
    await inTurn(async () => {
      await cancelWaiting(job.source, why);
      await openNext(job.source.tabId, link);
    });
    return readMessageJob(jobKey);
  },
});
