import { describe, expect, test } from 'vitest';
import { openTransport, type TransportParts } from './open-transport.ts';
import { type AxisSettings, axisSettingsSchema } from './settings.ts';

const server = { endpoint: 'http://127.0.0.1:9', systemId: 'test.system.01', secretFile: 'secret' };
const parts: TransportParts = {
  agency: 'H99.01',
  maxPackageBytes: 1000,
  readText: (file) => `${file} text\n`,
};

describe('settings of the way to an axis', () => {
  test.each([
    [{ kind: 'vxp', ...server }, 'vxp'],
    [
      {
        kind: 'lgsp',
        ...server,
        login: { username: 'a', passwordFile: 'password', applicationCode: 'b' },
        paths: { send: '/v2/send' },
      },
      'lgsp',
    ],
    [{ kind: 'filedrop', folder: '/tmp/drop' }, 'filedrop'],
  ])('%j opens %s', async (settings, kind) => {
    const transport = openTransport(axisSettingsSchema.parse(settings), parts);
    expect(transport?.kind).toBe(kind);
    await transport?.close();
  });

  test('none opens nothing', () => {
    expect(openTransport({ kind: 'none' }, parts)).toBeNull();
  });

  test.each([
    [{ kind: 'vxp', ...server, endpoint: 'file:///etc' }],
    [{ kind: 'vxp', ...server, systemId: '' }],
    [{ kind: 'vxp', ...server, proxy: 'socks5://x' }],
    [{ kind: 'lgsp', ...server, paths: { send: 'v1/send' } }],
    [{ kind: 'filedrop' }],
    [{ kind: 'soap' }],
  ])('%j is refused', (settings) => {
    expect(axisSettingsSchema.safeParse(settings).success).toBe(false);
  });

  test('a secret that cannot be read ends the opening with its own failure', () => {
    const settings: AxisSettings = axisSettingsSchema.parse({ kind: 'vxp', ...server });
    const readText = () => {
      throw new Error('no such file');
    };
    expect(() => openTransport(settings, { ...parts, readText })).toThrow('no such file');
  });
});
