import { expect, test, vi } from 'vitest';
import { type VgcaRule, vgcaRuleSchema } from '../../../shared/profile/vgca.ts';
import type { LinkReport } from '../../background/link.ts';

vi.mock('webextension-polyfill', () => ({
  default: { runtime: { getManifest: () => ({ version: '0.1.0' }) } },
}));
const { helpLine, ofPolicy, ofSigningPages, ofVersions } = await import('./own-checks.ts');

const connected = (bridgeVersion: string): LinkReport => ({
  state: 'ready',
  error: null,
  port: 23_456,
  session: {
    bridgeVersion,
    agency: { code: 'H99.01', name: 'UBND xã Mẫu A' },
    axis: 'none',
    personalPhrase: 'hoa sen trắng',
  },
});

test('the side that lags behind is named, with the way out that fits it', () => {
  expect(ofVersions('1.4.0', connected('1.4.0'))[0]?.result).toBe('pass');
  const old = ofVersions('1.3.9', connected('1.10.0'))[0];
  expect(old?.result).toBe('warn');
  expect(old?.says.vi).toContain('Tiện ích còn ở phiên bản cũ 1.3.9');
  const behind = ofVersions('1.10.0', connected('1.9.0'))[0];
  expect(behind?.says.vi).toContain('Chương trình trên máy còn ở phiên bản cũ 1.9.0');
  expect(behind?.next?.vi).not.toBe(old?.next?.vi);
});

test('without a connection nothing is said about versions', () => {
  expect(ofVersions('1.0.0', { state: 'away', error: null, session: null, port: 1 })).toEqual([]);
});

test('what policy sets is told by name, and so is what of it cannot be used', () => {
  expect(ofPolicy({ set: {}, mistakes: [] }).result).toBe('pass');
  const good = ofPolicy({ set: { welcome: false, bridgePort: 4000 }, mistakes: [] });
  expect(good).toMatchObject({
    result: 'pass',
    says: { vi: expect.stringContaining('welcome, bridgePort') },
  });
  const wrong = ofPolicy({ set: { welcome: false }, mistakes: ['profils', 'vgcaSites[1]'] });
  expect(wrong).toMatchObject({
    result: 'warn',
    says: { vi: expect.stringMatching(/profils, vgcaSites\[1\]\. Đang dùng: welcome/u) },
  });
});

test('the line for the help desk holds versions and codes, no name, phrase or port', () => {
  const line = helpLine(connected('0.1.0'), [
    { id: 'token.present', result: 'fail', says: { vi: 'x', en: 'x' } },
    { id: 'disk.space', result: 'pass', says: { vi: 'x', en: 'x' } },
  ]);
  expect(line).toBe('KG 0.1.0/0.1.0 · ready · token.present');
  for (const secret of ['Mẫu', 'H99', 'hoa sen', '23456']) expect(line).not.toContain(secret);
});

test('checks that could not be made are not told as good ones', () => {
  const line = helpLine(connected('0.1.0'), [], { code: 'CHANNEL_TIMEOUT', details: {} });
  expect(line).toBe('KG 0.1.0/0.1.0 · ready · CHANNEL_TIMEOUT');
});

test('who answers pages of the VGCA Sign Service is told, and a program that must run and does not', () => {
  const site = (answers: VgcaRule['answers']) => ({
    addresses: ['https://qlvb.example.vn/*'],
    filesFrom: [],
    rule: vgcaRuleSchema.parse({ answers }),
  });
  expect(ofSigningPages([], true)).toEqual([]);
  expect(ofSigningPages([site('theirs')], false)[0]).toMatchObject({ id: 'extension.vgca', result: 'warn' });
  expect(ofSigningPages([site('theirs')], true)[0]?.says.vi).toContain('Chương trình đó trả lời');
  expect(ofSigningPages([site('ours')], true)[0]?.says.vi).toContain('Ký Gửi trả lời các trang');
  const away = site('ours-when-theirs-is-away');
  expect(ofSigningPages([away], false)[0]?.says.vi).toContain('Ký Gửi trả lời các trang');
  expect(ofSigningPages([away], true)[0]?.says.vi).toContain('Chương trình đó trả lời');
});
