import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { carriedRequest } from './request-files.ts';

const files = new Map<string, Blob>();
beforeEach(() => {
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    const address = `blob:https://qlvb.example.vn/${files.size}`;
    files.set(address, file as Blob);
    return address;
  });
});
afterEach(() => {
  files.clear();
  vi.restoreAllMocks();
});

it('a file that stands in the request itself gets an address in the memory of the page', async () => {
  const data = `data:application/pdf;base64,${Buffer.from('%PDF-1.7 ă').toString('base64')}`;
  const { text, addresses } = carriedRequest(
    JSON.stringify({ FileName: data, Files: [{ FileID: 0, URL: 'data:,%25PDF-%ff' }, { URL: '/a.pdf' }] }),
  );
  expect(JSON.parse(text)).toEqual({
    FileName: addresses[0],
    Files: [{ FileID: 0, URL: addresses[1] }, { URL: '/a.pdf' }],
  });
  expect(await files.get(addresses[0] ?? '')?.text()).toBe('%PDF-1.7 ă');
  const bytes = new Uint8Array((await files.get(addresses[1] ?? '')?.arrayBuffer()) ?? new ArrayBuffer(0));
  expect(Buffer.from(bytes).toString('latin1')).toBe('%PDF-\u00ff');
});

it.each([
  '{"FileName":"/a.pdf"}',
  'data:application/pdf,x',
  '{"FileName":"data:application/pdf;base64,***"}',
  '{"JsonContent":"data:,x"}',
  '["data:,x"',
])('every other frame goes on as it came: %s', (frame) => {
  expect(carriedRequest(frame)).toEqual({ text: frame, addresses: [] });
  expect(files.size).toBe(0);
});
