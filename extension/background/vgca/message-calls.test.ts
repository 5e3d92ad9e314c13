import { beforeEach, expect, test, vi } from 'vitest';
import { MESSAGES_CHARACTERS } from '../../../shared/protocol/commands/messages.ts';
import { type MessageJob, messageJobKey } from '../../messages/vgca.ts';
import type { WaitingCall } from './calls.ts';

const session = new Map<string, unknown>();
vi.mock('webextension-polyfill', async () => ({
  default: { storage: { session: (await import('../storage-area.ts')).storageArea(session) } },
}));
vi.mock('../held-files.ts', () => ({ hold: async () => undefined, letGo: async () => undefined }));
vi.mock('../consent-window.ts', () => ({ openWindow: async () => 7 }));
vi.mock('./sites.ts', () => ({ servedSite: async () => ({ rule: { messagesPerConsent: 50 } }) }));
const { attach, writeCall } = await import('./calls.ts');
const { joinMessageJob, leaveMessageJob, openMessageJob } = await import('./message-calls.ts');

const port = () => ({ onDisconnect: { addListener: () => undefined } }) as never;
let count = 0;
async function call(size: number, isThere = true): Promise<WaitingCall> {
  count += 1;
  const callId = `call-${count}`;
  const source = { tabId: 3, frameId: 0, origin: 'https://qlvb.example.vn' } as WaitingCall['source'];
  const one: WaitingCall = {
    callId,
    path: 'SignMsg',
    source,
    at: count,
    jobKey: null,
    sameAs: null,
    wish: { kind: 'message', size, digest: callId },
    isAnswered: false,
  };
  if (isThere) attach(callId, port());
  await writeCall(one);
  return one;
}
const jobs = () =>
  [...session].filter(([key]) => key.startsWith('messages:')).map(([, job]) => job as MessageJob);

beforeEach(() => session.clear());

test('messages share a window as far as one frame to the bridge holds them', async () => {
  const large = MESSAGES_CHARACTERS / 2;
  const first = await call(large);
  const second = await call(large);
  const third = await call(1);
  await openMessageJob(first);
  const [job] = jobs();
  expect(job?.messages.map(({ callId }) => callId)).toEqual([first.callId, second.callId]);
  expect(await joinMessageJob(third, 50)).toBe(false);
});

test('one that comes later joins while there is room, in number and in size', async () => {
  await openMessageJob(await call(10));
  expect(await joinMessageJob(await call(MESSAGES_CHARACTERS - 10), 50)).toBe(true);
  expect(await joinMessageJob(await call(1), 50)).toBe(false);
  expect(jobs()[0]).toMatchObject({ size: MESSAGES_CHARACTERS, messages: [{}, {}] });
});

test.each([
  ['ready', null, null, 11, 'Người dùng đã hủy'],
  ['ready', null, 'RAW_DIGEST_INVALID', 1, '(RAW_DIGEST_INVALID)'],
  ['away', { code: 'BRIDGE_NOT_RUNNING', details: {} }, null, 1, '(BRIDGE_NOT_RUNNING)'],
  ['unpaired', null, null, 1, '(CHANNEL_NOT_PAIRED)'],
])(
  'a window left undecided while the bridge is %s (%s, %s): the page is told why',
  async (state, error, reason, status, says) => {
    const told: { text: string }[] = [];
    const one = await call(1);
    attach(one.callId, { ...(port() as object), postMessage: (said: never) => told.push(said) } as never);
    await openMessageJob(one);
    const [job] = jobs();
    if (job && reason) session.set(messageJobKey(job.key), { ...job, error: { code: reason, details: {} } });
    if (job) await leaveMessageJob(job, { report: async () => ({ state, error }) } as never);
    const reply = JSON.parse(told[0]?.text ?? '{}');
    expect(reply).toMatchObject({ Status: status, Error: expect.stringContaining(says) });
  },
);

test('what a page that is gone had lined up is not shown with the messages of the next', async () => {
  const gone = await call(1, false);
  const there = await call(1);
  await openMessageJob(there);
  const shown = jobs()[0]?.messages.map(({ callId }) => callId);
  expect(shown).toEqual([there.callId]);
  expect(shown).not.toContain(gone.callId);
});
