import { describe, expect, test } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import type { ModuleReport } from '../../shared/signing/token.ts';
import { settingsSchema } from '../settings/schema.ts';
import { runChecks } from './check.ts';
import { documentChecks } from './documents.ts';
import { timeChecks } from './time.ts';
import { tokenChecks } from './token.ts';

const NOON = Date.parse('2026-01-05T05:00:00Z');
const signing = (more: object = {}) => settingsSchema.parse({ signing: more }).signing;
const resultOf = async (checks: ReturnType<typeof timeChecks>, id: string) =>
  (await runChecks(checks)).find((check) => check.id === id);

describe('time', () => {
  const parts = { signing: signing(), timestamp: null, databaseNow: null, now: () => NOON };

  test('without another clock only a clock that went back is told', async () => {
    const calm = { ...parts, lastRecordAt: async () => '2026-01-05T04:59:00Z' };
    expect((await resultOf(timeChecks(calm), 'clock'))?.result).toBe('pass');
    const back = { ...parts, lastRecordAt: async () => '2026-01-06T05:00:00Z' };
    const told = await resultOf(timeChecks(back), 'clock');
    expect(told?.result).toBe('warn');
    expect(told?.says.vi).toContain('1440 phút');
  });

  test('a clock that is fast beside the database is told with the minutes', async () => {
    const fast = {
      ...parts,
      lastRecordAt: async () => null,
      databaseNow: async () => '2026-01-05T04:40:00Z',
    };
    expect((await resultOf(timeChecks(fast), 'clock'))?.says.vi).toBe('Đồng hồ máy này nhanh 20 phút.');
  });

  test('an authority that does not answer is a failure only where nothing may be signed without it', async () => {
    const timestamp = {
      stamp: async () => {
        throw new KyguiError('PDF_TSA_UNREACHABLE', { reason: 'connection' });
      },
    };
    const lastRecordAt = async () => null;
    const tsa = 'http://tsa.example.vn';
    const asked = (whenUnreachable: 'stop' | 'degrade') =>
      resultOf(
        timeChecks({
          ...parts,
          timestamp,
          lastRecordAt,
          signing: signing({ level: 'B-T', tsa, whenUnreachable }),
        }),
        'signing.tsa',
      );
    expect((await asked('degrade'))?.result).toBe('warn');
    expect((await asked('stop'))?.result).toBe('fail');
  });

  test('a level that needs time-stamps and has no authority is told', async () => {
    const missing = { ...parts, lastRecordAt: async () => null, signing: signing({ level: 'B-LT' }) };
    expect((await resultOf(timeChecks(missing), 'signing.tsa'))?.result).toBe('warn');
  });
});

describe('the driver of the token', () => {
  const check = async (modules: ModuleReport[]) =>
    (await runChecks(tokenChecks(async () => ({ tokens: [], modules })))).find(
      ({ id }) => id === 'token.driver',
    );
  const report = (more: Partial<ModuleReport>): ModuleReport => ({
    module: '/home/nguyen-van-mau/lib/libbit4xpki.so',
    configured: false,
    library: '',
    tokens: 0,
    error: null,
    ...more,
  });

  test('none at all is a failure with the way out', async () => {
    expect(await check([])).toMatchObject({ result: 'fail' });
  });

  test('one that IT named and that is missing is told; one that works beside it keeps it a warning', async () => {
    const missing = report({
      configured: true,
      error: { code: 'TOKEN_DRIVER_MISSING', details: { module: '/home/nguyen-van-mau/lib/x.so' } },
    });
    expect((await check([missing]))?.result).toBe('fail');
    expect((await check([missing, report({ library: 'bit4id 1.4' })]))?.result).toBe('warn');
  });

  test('no folder of a person is named', async () => {
    const missing = report({
      configured: true,
      error: { code: 'TOKEN_DRIVER_MISSING', details: { module: '/home/nguyen-van-mau/lib/x.so' } },
    });
    for (const modules of [[missing], [report({})]]) {
      expect(JSON.stringify(await check(modules))).not.toContain('nguyen-van-mau');
    }
  });
});

test('without a token, its PIN and its certificates are told as not checked, not as good or bad', async () => {
  const checks = await runChecks(tokenChecks(async () => ({ tokens: [], modules: [] })));
  expect(checks.map(({ id, result }) => [id, result])).toEqual([
    ['token.driver', 'fail'],
    ['token.present', 'fail'],
    ['token.pin', 'warn'],
    ['token.certificates', 'warn'],
  ]);
});

test('what signed files take is told, and is worth a word to IT when it is much', async () => {
  const told = async (bytes: number) => {
    const [check] = await runChecks(documentChecks({ room: async () => ({ count: 3, bytes }), days: 365 }));
    return check;
  };
  expect(await told(1.5 * 2 ** 30)).toMatchObject({
    result: 'pass',
    says: { vi: expect.stringContaining('3 tệp đã ký đang lưu trên máy này, chiếm 1,5 GB') },
  });
  expect(await told(30 * 2 ** 30)).toMatchObject({
    result: 'warn',
    says: { en: expect.stringContaining('30.0 GB') },
  });
});
