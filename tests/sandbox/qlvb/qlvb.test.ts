import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QlvbServer, startQlvb } from './server.ts';

let qlvb: QlvbServer;
beforeAll(async () => {
  qlvb = await startQlvb({ port: 0, stateDir: await mkdtemp(path.join(tmpdir(), 'kygui-qlvb-')) });
});
afterAll(() => qlvb.stop());

const csrfOf = (html: string) => /__RequestVerificationToken" value="([0-9a-f]+)"/u.exec(html)?.[1] ?? '';
const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

async function login(account: string): Promise<string> {
  const first = await fetch(`${qlvb.url}/DangNhap`);
  const form = new URLSearchParams({
    __RequestVerificationToken: csrfOf(await first.text()),
    taiKhoan: account,
    matKhau: 'mau-2026',
  });
  const answer = await fetch(`${qlvb.url}/DangNhap`, {
    method: 'POST',
    body: form,
    headers: { cookie: cookieOf(first) },
    redirect: 'manual',
  });
  expect(answer.status).toBe(302);
  return cookieOf(answer);
}

async function upload(cookie: string, csrf: string, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const form = new FormData();
  form.set('__RequestVerificationToken', csrf);
  form.set('tepKySo', new File([bytes], 'ky.pdf', { type: 'application/pdf' }));
  return fetch(`${qlvb.url}/VanBanDi/CapNhatTep/4101`, {
    method: 'POST',
    body: form,
    headers: { cookie },
    redirect: 'manual',
  });
}

test('a letter goes from waiting for signature to issued, each file with the session and the form token only', async () => {
  expect((await fetch(`${qlvb.url}/VanBanDi`, { redirect: 'manual' })).headers.get('location')).toBe(
    '/DangNhap',
  );
  const leader = await login('lanhdao');
  const page = await (
    await fetch(`${qlvb.url}/VanBanDi/ChiTiet/4101`, { headers: { cookie: leader } })
  ).text();
  expect(page).toContain('15/UBND-VP');
  const link = /href="(\/Tep\/[0-9a-f]{32})"/u.exec(page)?.[1] ?? '';
  expect((await fetch(`${qlvb.url}${link}`, { redirect: 'manual' })).status).toBe(302);
  const pdf = new Uint8Array(
    await (await fetch(`${qlvb.url}${link}`, { headers: { cookie: leader } })).arrayBuffer(),
  );
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');

  expect((await upload(leader, 'wrong', pdf)).status).toBe(400);
  expect((await upload(leader, csrfOf(page), new Uint8Array([1, 2, 3]))).status).toBe(400);
  const clerk = await login('vanthu');
  const clerkPage = await (
    await fetch(`${qlvb.url}/VanBanDi/ChiTiet/4101`, { headers: { cookie: clerk } })
  ).text();
  expect(clerkPage).not.toContain('frmCapNhat');
  expect((await upload(clerk, csrfOf(clerkPage), pdf)).status).toBe(409);

  expect((await upload(leader, csrfOf(page), pdf)).status).toBe(302);
  expect(qlvb.dump()[0]?.state).toBe('Chờ phát hành');
  expect((await upload(clerk, csrfOf(clerkPage), pdf)).status).toBe(302);
  expect(qlvb.dump()[0]?.state).toBe('Đã phát hành');
  expect(qlvb.dump()[0]?.history.map((entry) => entry.what)).toEqual([
    'Trình ký',
    'Ký duyệt (đã ký số)',
    'Phát hành (đã đóng dấu số)',
  ]);
  await qlvb.reset();
  expect(qlvb.dump()[0]?.state).toBe('Chờ ký duyệt');
});
