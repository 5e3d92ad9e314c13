import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { binaryArch, loadable } from './binary-format.ts';
import { moduleCandidates } from './candidates.ts';
import { modulePlaces } from './known-modules.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-discovery-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function portableExecutable(machine: number): Buffer {
  const file = Buffer.alloc(512);
  file.write('MZ');
  file.writeUInt32LE(0x80, 0x3c);
  file.write('PE\0\0', 0x80);
  file.writeUInt16LE(machine, 0x84);
  return file;
}

function elf(machine: number): Buffer {
  const file = Buffer.alloc(64);
  file.writeUInt32BE(0x7f454c46, 0);
  file[4] = 2;
  file[5] = 1;
  file.writeUInt16LE(machine, 18);
  return file;
}

test('the header tells 64-bit Windows, 32-bit Windows, Linux and macOS libraries apart', () => {
  expect(binaryArch(portableExecutable(0x8664))).toBe('x64');
  expect(binaryArch(portableExecutable(0x14c))).toBe('ia32');
  expect(binaryArch(portableExecutable(0xaa64))).toBe('arm64');
  expect(binaryArch(elf(62))).toBe('x64');
  const mach = Buffer.alloc(64);
  mach.writeUInt32LE(0xfeedfacf, 0);
  mach.writeUInt32LE(0x0100000c, 4);
  expect(binaryArch(mach)).toBe('arm64');
  expect(
    binaryArch(Buffer.from('just text, long enough to hold a header of any of the three formats')),
  ).toBeNull();
  expect(binaryArch(Buffer.alloc(3))).toBeNull();
});

test('only libraries of this process’s own width are loadable', () => {
  expect(loadable('x64', 'x64')).toBe(true);
  expect(loadable('universal', 'arm64')).toBe(true);
  expect(loadable('ia32', 'x64')).toBe(false);
});

test('Windows: newest of a series first, then files named like modules, shells and run-times left out', () => {
  const places = modulePlaces('win32', { SystemRoot: 'D:\\Windows' });
  expect(places.folders).toEqual(['D:\\Windows\\System32']);
  const files = ['newmaker_csp11.dll', 'msvcp110_pkcs11.dll', 'newmaker_csp11_s.dll', 'kernel32.dll'];
  expect(files.filter((name) => places.looksLikeModule.test(name))).toEqual(['newmaker_csp11.dll']);
  const order = ['bit4xpki.dll', 'viettel-ca_v6.dll', 'viettel-ca_v4.dll', 'viettel-ca.dll'].map((name) =>
    places.names.indexOf(name),
  );
  expect(order).toEqual([...order].sort((left, right) => left - right));
  expect(order.every((at) => at >= 0)).toBe(true);
});

test('no known name is listed twice, and none is the shell of a key provider', () => {
  for (const platform of ['win32', 'linux', 'darwin'] as const) {
    const names = modulePlaces(platform, {}).names.map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => /_s\.dll$/u.test(name))).toEqual([]);
  }
});

test('configured modules come first, two names of one file count once, a missing one is told', async () => {
  const module = join(dir, 'driver.so');
  await writeFile(module, process.arch === 'arm64' ? elf(183) : elf(62));
  await symlink(module, join(dir, 'alias.so'));
  const configured = [module, join(dir, 'alias.so'), join(dir, 'absent.so')];
  const found = await moduleCandidates({ configured, discover: false });
  expect(found.map(({ path, error }) => [path, error?.code ?? null])).toEqual([
    [module, null],
    [join(dir, 'absent.so'), 'TOKEN_DRIVER_MISSING'],
  ]);
});

test('a configured module of another width is told, not loaded', async () => {
  const module = join(dir, 'viettel-ca_v6.dll');
  await writeFile(module, portableExecutable(0x14c));
  const [found] = await moduleCandidates({ configured: [module], discover: false });
  expect(found?.error).toMatchObject({ code: 'TOKEN_DRIVER_BITNESS', details: { found: 'ia32' } });
});
