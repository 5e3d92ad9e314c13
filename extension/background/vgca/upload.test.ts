import { beforeEach, expect, test, vi } from 'vitest';
import type { Job } from '../../messages/job.ts';

let job: Job;
vi.mock('webextension-polyfill', () => ({ default: {} }));
vi.mock('../jobs.ts', () => ({
  changeJob: async (_: string, change: Partial<Job>) => {
    job = { ...job, ...change };
    return job;
  },
}));
vi.mock('../held-files.ts', () => ({ held: async () => new Blob(['%PDF-']) }));
vi.mock('./sites.ts', () => ({ servedSite: async () => ({ filesFrom: [], rule: {} }) }));
const { uploadSigned } = await import('./upload.ts');

const HANDLER = 'https://qlvb.example.vn/nhan';
const handler = vi.fn<typeof fetch>();
vi.stubGlobal('fetch', handler);
const end = (upload: string) => {
  job = {
    key: 'a',
    step: 'signed',
    source: { address: 'https://qlvb.example.vn/', origin: 'https://qlvb.example.vn' },
    file: { name: 'abc.pdf' },
    outcome: null,
    vgca: { upload, token: 'x' },
  } as unknown as Job;
  return uploadSigned(job);
};
const answers = (answer: object) => handler.mockResolvedValue(new Response(JSON.stringify(answer)));

beforeEach(() => handler.mockReset());

test('what the handler took is heard of as taken', async () => {
  answers({ Status: true, Message: '', FileServer: '/kho/1.pdf' });
  const ended = await end(HANDLER);
  expect(ended).toMatchObject({ step: 'done', taken: 'heard', vgca: { token: '' } });
  expect(ended.back).toBeUndefined();
});

test('where the page names no handler the file is kept here, and nobody took it', async () => {
  const ended = await end('');
  expect(handler).not.toHaveBeenCalled();
  expect(ended).toMatchObject({ step: 'done', back: 'kept', vgca: { uploaded: { fileServer: '' } } });
  expect(ended.taken).toBeUndefined();
});

test('success that speaks of an error goes to the page as it came, and is not heard of as taken', async () => {
  answers({ Status: true, Message: 'Có lỗi: disk full', FileServer: '' });
  const ended = await end(HANDLER);
  const uploaded = { message: 'Có lỗi: disk full', fileName: 'abc.pdf', fileServer: '' };
  expect(ended).toMatchObject({ step: 'done', back: 'unchecked', vgca: { uploaded } });
  expect(ended.taken).toBeUndefined();
});
