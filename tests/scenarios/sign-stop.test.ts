// @needs openssl
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { signApprove } from '../../bridge/commands/sign-approve.ts';
import { StopWishes, signStop } from '../../bridge/commands/stop-wish.ts';
import type { CommandContext } from '../../bridge/listener/handlers.ts';
import {
  bridge,
  documents,
  letters,
  PIN,
  page,
  prepare,
  prepared,
  put,
  rig,
  tried,
} from '../attacks/approval-rig.ts';

/** The clerk changes her mind after the PIN: what can still be stopped is stopped, and the answer says what became of it. */

/** Approves, and wishes to stop at the first event of this step. */
function approveUntil(step: string) {
  const stops = new StopWishes();
  const approve = signApprove(bridge, prepared, stops);
  const stop = signStop(stops);
  const seen: string[] = [];
  return async (shown: { jobKey: string; approvalDigest: string }) => {
    const heard: unknown[] = [];
    const context = {
      sendEvent(event: { step: string }) {
        seen.push(event.step);
        if (event.step === step)
          void stop({ jobKey: shown.jobKey }, context).then((told) => heard.push(told));
      },
    } as unknown as CommandContext;
    const { jobKey, approvalDigest } = shown;
    const outcome = await approve(
      { jobKey, approvalDigest, pin: PIN, approvedAt: '2026-01-05T01:30:00Z' },
      context,
    );
    return { outcome, seen, heard };
  };
}

test('stopped while the file is read: the token signs nothing, no row is left, and the same letter may be approved again', async () => {
  let signed = 0;
  rig.onSign = async () => {
    signed += 1;
  };
  const shown = await prepare(await put(await page()));
  const { outcome, heard } = await approveUntil('preparing')(shown);
  expect(outcome).toMatchObject({ state: 'prepared', items: [], error: null });
  expect(heard).toEqual([{ heard: true }]);
  expect(signed).toBe(0);
  await expect(bridge.jobs.find(shown.jobKey)).rejects.toMatchObject({ code: 'SENDING_UNKNOWN_JOB' });
  const again = await approveUntil('never')(shown);
  expect(again.outcome).toMatchObject({ state: 'signed', error: null });
  expect(again.seen).toEqual(['token', 'preparing', 'signing', 'checking', 'done']);
  expect(tried).toEqual([PIN, PIN]);
});

test('stopped while an authority is waited for: the signature is thrown away, the job is over, nothing may leave', async () => {
  const documentId = await put(await page());
  bridge.settings.signing.level = 'B-T';
  bridge.authorities.timestamp = { stamp: () => new Promise(() => undefined) };
  const shown = await prepare(documentId);
  const { outcome } = await approveUntil('timestamping')(shown);
  expect(outcome).toMatchObject({ state: 'failed', error: { code: 'CANCELLED' } });
  const kept = documents.signedPath(documentId);
  expect(existsSync(kept)).toBe(false);
  expect(readdirSync(dirname(kept)).filter((name) => name.includes('draft'))).toEqual([]);
  expect(await letters()).toEqual([]);
});

test('a wish that comes when all is done changes nothing', async () => {
  const stops = new StopWishes();
  const heard = await signStop(stops)({ jobKey: randomUUID() }, {} as CommandContext);
  expect(heard).toEqual({ heard: false });
});
