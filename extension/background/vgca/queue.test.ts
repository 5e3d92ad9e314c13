import { beforeEach, expect, test, vi } from 'vitest';
import { canonicalJson } from '../../../shared/protocol/approval.ts';
import type { Job } from '../../messages/job.ts';
import type { VgcaTell } from '../../messages/vgca.ts';
import type { BridgeLink } from '../link.ts';
import type { CallWish } from './calls.ts';

const session = new Map<string, unknown>();
const kept = new Map<string, Blob>();
const standing = new Set<number>();
const closed: ((windowId: number) => void)[] = [];
vi.mock('webextension-polyfill', async () => ({
  default: {
    storage: {
      session: {
        ...(await import('../storage-area.ts')).storageArea(session, (value) =>
          JSON.parse(canonicalJson(value)),
        ),
        onChanged: { addListener: () => undefined },
      },
    },
    windows: {
      get: async (id: number) => (standing.has(id) ? {} : Promise.reject(new Error('no window'))),
      onRemoved: { addListener: (hear: (windowId: number) => void) => closed.push(hear) },
    },
  },
}));
vi.mock('../held-files.ts', () => ({
  hold: async (key: string, part: string, file: Blob) => void kept.set(`${key} ${part}`, file),
  held: async (key: string, part: string) => kept.get(`${key} ${part}`),
  letGo: async () => undefined,
}));
vi.mock('../consent-window.ts', () => ({
  openWindow: async () => {
    standing.add(standing.size + 1);
    return standing.size;
  },
}));
vi.mock('../advance.ts', () => ({ advance: async () => undefined }));
vi.mock('./sites.ts', () => ({
  servedSite: async () => ({ rule: { messagesPerConsent: 1, filesPerConsent: 1 }, filesFrom: [] }),
}));
const { answerCall, attach } = await import('./calls.ts');
const { enqueue, inTurn, openNext } = await import('./queue.ts');
const { settleCalls } = await import('./settle.ts');

const source = {
  tabId: 3,
  frameId: 0,
  origin: 'https://qlvb.example.vn',
  tabOrigin: null,
  address: 'https://qlvb.example.vn/vb/1',
  title: '',
};
const link = {
  report: async () => ({ state: 'away', error: { code: 'BRIDGE_NOT_RUNNING', details: {} } }),
} as unknown as BridgeLink;
const file = (name: string): CallWish => ({
  kind: 'file',
  request: {
    FileUploadHandler: '/upload',
    JWTToken: '',
    FileName: name,
    DocNumber: { number: '', notation: '' },
    IssuedDate: '',
  },
});
const message = (digest: string): CallWish => ({ kind: 'message', size: 4, digest });

let count = 0;
/** A call of the page, with what it hears. */
async function ask(path: string, wish: CallWish, from: Partial<typeof source> = {}) {
  count += 1;
  const callId = `call-${count}`;
  const heard: string[] = [];
  let leave = () => {};
  attach(callId, {
    onDisconnect: { addListener: (gone: () => void) => (leave = gone) },
    postMessage: ({ tell, text }: VgcaTell & { text?: string }) => heard.push(text ?? tell),
  } as never);
  await enqueue({ callId, path, source: { ...source, ...from }, wish }, 1, link);
  return { callId, heard, leave: () => leave() };
}

beforeEach(() => {
  for (const all of [session, kept, standing]) all.clear();
});

test.each([
  ['a file', 'SignPDF', () => file('/files/a.pdf')],
  ['a certificate', 'GetCertInfo', (): CallWish => ({ kind: 'certificate' })],
  ['a challenge', 'Auth', () => message('d1')],
])('a call for %s that is said twice has one window, and both get its answer', async (_, path, wish) => {
  const first = await ask(path, wish());
  const again = await ask(path, wish());
  expect(standing.size).toBe(1);
  await answerCall(first.callId, '{"Status":0}');
  expect([first.heard, again.heard]).toEqual([['{"Status":0}'], ['{"Status":0}']]);
});

test.each([
  ['from another frame', 'SignPDF', file('files/a.pdf'), { frameId: 1 }],
  ['from where its file is another', 'SignPDF', file('files/a.pdf'), { address: `${source.origin}/so/1` }],
  ['for another operation', 'SignFile', file('files/a.pdf'), {}],
  ['for another file', 'SignPDF', file('files/b.pdf'), {}],
])('a call %s is a call of its own', async (_, path, wish, from) => {
  const first = await ask('SignPDF', file('files/a.pdf'));
  const other = await ask(path, wish, from);
  await answerCall(first.callId, '{"Status":0}');
  expect(other.heard).toEqual([]);
});

test('a file in the memory of a page that said its call again, and gave the first one up, is asked of the second', async () => {
  const before = await ask('SignPDF', file('/files/a.pdf'));
  const blob = file(`blob:${source.origin}/1`);
  const first = await ask('SignPDF', blob);
  const again = await ask('SignPDF', blob);
  first.leave();
  standing.clear();
  await answerCall(before.callId, '{"Status":0}');
  await inTurn(() => openNext(source.tabId, link));
  expect([first.heard, again.heard]).toEqual([[], ['pour']]);
});

test('what is said again after its answer, and what names no file, is asked of the clerk anew', async () => {
  const first = await ask('SignPDF', file('/files/a.pdf'));
  await answerCall(first.callId, '{"Status":0}');
  expect((await ask('SignPDF', file('/files/a.pdf'))).heard).toEqual([]);
  const local = await ask('SignPDF', file(''));
  const another = await ask('SignPDF', file(''));
  await answerCall(local.callId, '{"Status":0}');
  expect(another.heard).toEqual([]);
});

test('a window that is left while the bridge is away: what waits behind it hears why, not that it was refused', async () => {
  settleCalls(link);
  const first = await ask('SignPDF', file('/files/a.pdf'));
  const behind = await ask('SignMsg', message('d1'));
  const [key, job] = [...session].find(([name]) => name.startsWith('job:')) ?? ['', {}];
  session.set(key, { ...(job as Job), step: 'cancelled', windowId: 1 });
  standing.clear();
  for (const hear of closed) hear(1);
  await vi.waitFor(() => expect(behind.heard).toHaveLength(1));
  for (const [reply] of [first.heard, behind.heard]) {
    expect(JSON.parse(reply ?? '{}')).toMatchObject({
      Status: 1,
      Error: expect.stringContaining('(BRIDGE_NOT_RUNNING)'),
    });
  }
});
