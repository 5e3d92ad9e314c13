import { beforeEach, expect, test, vi } from 'vitest';
import type { Job, JobStep } from '../messages/job.ts';
import type { BridgeLink } from './link.ts';

const PAGE = 'https://qlvb.example.vn/VanBanDi/ChiTiet/15';
const KEY = '0b7c6c1e-4a6b-4f0e-9c55-2d4b6a1f0e11';
const DIGEST = 'a'.repeat(64);

const session = new Map<string, unknown>();
const opened = vi.fn(async () => ({ id: 7 }));
const focused = vi.fn(async () => ({}));
const levels: [string, unknown][] = [];

vi.mock('./bring-script.ts', () => ({ bringOnDemand: async () => true }));
vi.mock('webextension-polyfill', async () => {
  const { storageArea } = await import('./storage-area.ts');
  const area = (name: string) => ({
    ...storageArea(session),
    setAccessLevel: async (level: unknown) => void levels.push([name, level]),
  });
  return {
    default: {
      runtime: { id: 'own', getURL: (path: string) => `chrome-extension://own/${path}` },
      storage: { session: area('session'), local: area('local'), managed: { get: async () => ({}) } },
      windows: {
        create: opened,
        update: focused,
        getLastFocused: async () => ({}),
      },
    },
  };
});

const { pageSender } = await import('./dispatch.ts');
const { isPageOf } = await import('./give-back.ts');
const { approve } = await import('./actions/approve.ts');
const { sign } = await import('./actions/sign.ts');
const { signList } = await import('./actions/sign-list.ts');
const { guardStorage } = await import('./guard-storage.ts');

const sender = (change: object) =>
  ({
    id: 'own',
    url: PAGE,
    origin: 'https://qlvb.example.vn',
    frameId: 0,
    tab: { id: 3, url: PAGE },
    ...change,
  }) as never;

function job(step: JobStep): Job {
  return {
    key: KEY,
    step,
    createdAt: new Date().toISOString(),
    source: {
      tabId: 3,
      frameId: 0,
      origin: 'https://qlvb.example.vn',
      tabOrigin: null,
      address: PAGE,
      title: '',
    },
    profileId: 'p',
    pageId: 'outgoing',
    role: 'issue',
    send: true,
    fields: {},
    file: { address: `${PAGE}/tep.pdf`, name: 'tep.pdf', post: undefined },
    windowId: 7,
    size: 1,
    documentId: KEY,
    sha256: DIGEST,
    progress: null,
    outcome: null,
    error: null,
    givenAt: null,
  };
}

beforeEach(() => {
  session.clear();
  opened.mockClear();
  focused.mockReset().mockResolvedValue({});
  levels.length = 0;
});

test('the signed file of one letter is not poured into the page of another letter that the tab went on to', () => {
  const other = 'https://qlvb.example.vn/VanBanDi/ChiTiet/16';
  expect(isPageOf(pageSender(sender({})), job('giving'))).toBe(true);
  expect(isPageOf(pageSender(sender({ tab: { id: 3, url: other } })), job('giving'))).toBe(false);
  expect(isPageOf(pageSender(sender({ tab: { id: 4, url: PAGE } })), job('giving'))).toBe(false);
});

test('content in a sandboxed frame does not speak in the name of the site it lies on', () => {
  expect(pageSender(sender({ origin: 'null' }))).toBeUndefined();
});

test('a frame in a page whose address the browser keeps to itself is not shown as if it stood alone', () => {
  const tabOf = (change: object) => pageSender(sender(change))?.tabOrigin;
  expect(tabOf({ frameId: 4, tab: { id: 3 } })).toBe('null');
  expect(tabOf({ frameId: 4, tab: { id: 3, url: 'data:text/html,x' } })).toBe('null');
  expect(tabOf({ frameId: 4 })).toBe('https://qlvb.example.vn');
  expect(tabOf({ frameId: 0, tab: { id: 3 } })).toBeNull();
});

test('two windows of one job that approve at once carry one PIN to the bridge, not two', async () => {
  session.set(`job:${KEY}`, job('stored'));
  const pins: unknown[] = [];
  const link = {
    request: async (command: string, body: unknown) => {
      if (command === 'sign.approve') pins.push(body);
      return { jobKey: KEY, state: 'failed', items: [], letterId: null, error: null };
    },
  } as unknown as BridgeLink;
  const body = { jobKey: KEY, approvalDigest: DIGEST, pin: '1', approvedAt: '2026-01-05T01:30:00Z' };
  if (approve.from !== 'window') throw new Error('a window only');
  const answers = await Promise.allSettled([approve.run(body, { link }), approve.run(body, { link })]);
  expect(pins).toHaveLength(1);
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

const PROFILE = {
  format: 1,
  id: 'p',
  name: { vi: 'Mẫu', en: 'Sample' },
  addresses: ['https://qlvb.example.vn/*'],
  pages: [
    {
      id: 'outgoing',
      when: {},
      file: { at: { selector: 'a', attribute: 'href', as: 'url' } },
      fields: {},
      buttons: [{ role: 'issue', at: 'body', position: 'last' }],
    },
  ],
  lists: [
    {
      id: 'list',
      when: {},
      each: 'tr',
      page: 'outgoing',
      document: { selector: 'a', attribute: 'href' },
      ticks: [{ role: 'issue', send: true, at: 'td', position: 'last' }],
    },
  ],
};

test('a list that names pages of another site, or asks for what its profile does not offer, opens nothing', async () => {
  session.set('profiles', [PROFILE]);
  const page = pageSender(sender({}));
  if (!page || signList.from !== 'page') throw new Error('a page only');
  const link = { request: () => new Promise(() => {}) } as unknown as BridgeLink;
  const letter = {
    address: `${PAGE}/../16`,
    fields: {},
    identity: {},
    file: { address: 'ftp://qlvb.example.vn/tep.pdf', name: 'tep.pdf', fromPage: false },
    attachments: [],
    title: '',
  };
  const ask = { profileId: 'p', listId: 'list', role: 'issue', send: true, letters: [letter, letter] };
  const elsewhere = { ...letter, address: 'https://khac.example.vn/VanBanDi/ChiTiet/16' };
  const refused = [
    [{ ...ask, letters: [letter, elsewhere] }, 'SITE_ADDRESS_REFUSED'],
    [{ ...ask, letters: [{ ...letter, address: 'javascript:0' }] }, 'SITE_ADDRESS_REFUSED'],
    [{ ...ask, role: 'approve' }, 'SITE_SENDER_REFUSED'],
    [{ ...ask, send: false }, 'SITE_SENDER_REFUSED'],
    [{ ...ask, listId: 'other' }, 'SITE_SENDER_REFUSED'],
  ] as const;
  for (const [wrong, code] of refused) {
    await expect(signList.run(wrong, page, { link })).rejects.toMatchObject({ code });
  }
  expect(opened).not.toHaveBeenCalled();
  await Promise.all([signList.run(ask, page, { link }), signList.run(ask, page, { link })]);
  expect(opened).toHaveBeenCalledTimes(1);
});

test('a button pressed twice before the first window stands opens one window', async () => {
  session.set('profiles', [PROFILE]);
  const page = pageSender(sender({}));
  if (!page || sign.from !== 'page') throw new Error('a page only');
  const link = { request: () => new Promise(() => {}) } as unknown as BridgeLink;
  const ask = {
    profileId: 'p',
    pageId: 'outgoing',
    role: 'issue',
    send: false,
    fields: {},
    file: { address: 'ftp://qlvb.example.vn/tep.pdf', name: 'tep.pdf' },
    attachments: [],
    title: '',
  };
  await Promise.all([sign.run(ask, page, { link }), sign.run(ask, page, { link })]);
  expect(opened).toHaveBeenCalledTimes(1);
});

test('a letter that was signed but did not reach its page is shown again by the next press, from any tab, not signed anew', async () => {
  session.set('profiles', [PROFILE]);
  const identity = { number: '15', file: `${PAGE}/tep.pdf` };
  const link = { request: () => new Promise(() => {}) } as unknown as BridgeLink;
  const ask = {
    profileId: 'p',
    pageId: 'outgoing',
    role: 'issue' as const,
    send: false,
    fields: {},
    file: { address: 'ftp://qlvb.example.vn/tep.pdf', name: 'tep.pdf', fromPage: false },
    attachments: [],
    title: '',
  };
  const press = (tabId: number, now: object) => {
    const page = pageSender(sender({ tab: { id: tabId, url: PAGE } }));
    if (!page || sign.from !== 'page') throw new Error('a page only');
    return sign.run({ ...ask, identity: now }, page, { link });
  };
  session.set(`job:${KEY}`, { ...job('giving'), identity });
  // Its window stands.
  expect(await press(4, identity)).toEqual({ jobKey: KEY, opened: false });
  expect(opened).not.toHaveBeenCalled();
  // Its window was closed.
  focused.mockRejectedValue(new Error('no window'));
  expect(await press(4, identity)).toEqual({ jobKey: KEY, opened: false });
  expect(opened).toHaveBeenCalledTimes(1);
  // Shown once; whoever closes it again wants to begin anew. Another letter of the same address never comes so far.
  expect(await press(5, { ...identity, number: '16' })).toMatchObject({ opened: true });
  expect(await press(4, identity)).toMatchObject({ opened: true });
});

test('a subject of 3,000 characters, 500 recipients and a form in the place of the title still open the window', () => {
  const values = (...texts: string[]) => ({ values: texts, from: 'label', expected: true });
  const subject = 'V'.repeat(3000);
  const asked = sign.body.safeParse({
    profileId: 'p',
    pageId: 'outgoing',
    role: 'issue',
    send: false,
    fields: {
      subject: values(subject),
      recipients: values(...Array.from({ length: 500 }, (_, index) => `H99.${index}`)),
    },
    identity: { subject },
    file: { address: `${PAGE}/tep.pdf`, name: 'tep.pdf' },
    title: {},
  });
  expect(asked).toMatchObject({ success: true, data: { title: '', identity: { subject } } });
});

test('a content script cannot read the pairing key or the jobs from the storage of the extension', async () => {
  await guardStorage();
  expect(levels.map(([name]) => name).sort()).toEqual(['local', 'session']);
  for (const [, level] of levels) expect(level).toEqual({ accessLevel: 'TRUSTED_CONTEXTS' });
});
