import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { transportKind } from './kind.ts';
import { openTransport, type TransportParts } from './open-transport.ts';
import { type AxisSettings, axisSettingsSchema, axisSettingsSchemaOf } from './settings.ts';
import { TRANSPORTS } from './transports.ts';

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
    const transport = await openTransport(axisSettingsSchema.parse(settings), parts);
    expect(transport?.kind).toBe(kind);
    await transport?.close();
  });

  test('none opens nothing', async () => {
    expect(await openTransport({ kind: 'none' }, parts)).toBeNull();
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

  test('a secret that cannot be read ends the opening with its own failure', async () => {
    const settings: AxisSettings = axisSettingsSchema.parse({ kind: 'vxp', ...server });
    const readText = () => {
      throw new Error('no such file');
    };
    await expect(openTransport(settings, { ...parts, readText })).rejects.toThrow('no such file');
  });
});

describe('one more way to an axis', () => {
  /** All that a folder of its own would hold: settings, and what opens them. Nothing else of the product names it. */
  const memory = transportKind({
    settings: z.object({ kind: z.literal('memory'), mailbox: z.string().min(1) }),
    async open({ mailbox }, { agency }) {
      const taken: string[] = [];
      return {
        kind: 'memory',
        list: async () => [],
        async *fetch() {},
        async send({ sha256 }) {
          taken.push(sha256);
          return { docId: `${mailbox}/${taken.length}`, raw: agency };
        },
        acknowledge: async () => {},
        sentList: async () => [],
        async *directory() {},
        close: async () => {},
      };
    },
  });
  const kinds = [...TRANSPORTS, memory] as const;

  test('has its settings checked and is opened, by standing in the list alone', async () => {
    const schema = axisSettingsSchemaOf(kinds);
    expect(schema.safeParse({ kind: 'memory' }).success).toBe(false);
    const settings = schema.parse({ kind: 'memory', mailbox: 'H99' });
    const transport = await openTransport(settings, parts, kinds);
    const sent = { messageType: 'edoc', from: 'H99.01', to: ['H99.02'], size: 0, sha256: '0' } as const;
    expect(await transport?.send({ ...sent, async *bytes() {} })).toEqual({ docId: 'H99/1', raw: 'H99.01' });
    // The others are as they were.
    expect(schema.parse({ kind: 'filedrop', folder: '/tmp/drop' })).toEqual({
      kind: 'filedrop',
      folder: '/tmp/drop',
    });
  });

  test('is named by its own folder and the list: outside of bridge/axis no file knows the kinds', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const folders = TRANSPORTS.map(({ settings }) => settings.shape.kind.value).filter(
      // The gateway is a program too, with a command and checks of its own.
      (kind) => kind !== 'gateway',
    );
    expect(folders).toEqual(['vxp', 'lgsp', 'filedrop']);
    const naming: string[] = [];
    for (const part of ['bridge', 'shared', 'extension'])
      for (const file of readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })) {
        const path = `${part}/${file.replaceAll('\\', '/')}`;
        if (!/\.tsx?$/u.test(path) || /\.test\.tsx?$/u.test(path) || path.startsWith('bridge/axis/'))
          continue;
        const text = readFileSync(join(root, path), 'utf8');
        if (folders.some((kind) => text.includes(`'${kind}'`))) naming.push(path);
      }
    expect(naming).toEqual([]);
  });
});
