import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { registerListOutcome, registerSetOutcome } from './register.ts';

let folder: string;
const write = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-register-'));
  vi.stubEnv('KYGUI_HOME', folder);
  write('settings.json', { register: { enabled: true, together: true } });
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('the register is that of the agency that was filled in on the screens', async () => {
  const agency = { code: 'H99.01', name: 'Ủy ban nhân dân xã Mẫu Một' };
  write('desk.json', { version: 1, pictures: [], certificates: [], agency });
  await registerSetOutcome(120, { year: 2026 });
  expect((await registerListOutcome(2026)).json).toMatchObject({
    agency: 'H99.01',
    series: [{ year: 2026, next: 120 }],
  });
});

test('without any agency there is no register', async () => {
  await expect(registerListOutcome(undefined)).rejects.toMatchObject({ code: 'REGISTER_OFF' });
});
