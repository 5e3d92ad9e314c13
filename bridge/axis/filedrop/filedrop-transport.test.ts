import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFiledropTransport } from './filedrop-transport.ts';

it('a manifest that somebody blew up is named and left alone, and the packages beside it are listed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'filedrop-'));
  try {
    const inbox = join(folder, 'in');
    mkdirSync(inbox);
    const manifest = (docId: string, to: string[]) =>
      JSON.stringify({
        format: 'kygui-package',
        version: 1,
        docId,
        messageType: 'edoc',
        from: 'H99.02',
        to,
        size: 1,
        sha256: 'a'.repeat(64),
        at: '2026-01-05T09:00:00.000Z',
      });
    const [good, huge] = ['0'.repeat(24), '1'.repeat(24)];
    for (const docId of [good, huge]) writeFileSync(join(inbox, `${docId}.edxml`), 'x');
    writeFileSync(join(inbox, `${good}.package.json`), manifest(good, ['H99.01']));
    writeFileSync(join(inbox, `${huge}.package.json`), manifest(huge, Array(2_000_000).fill('H99.01')));
    const odd: string[] = [];
    const transport = createFiledropTransport({
      folder,
      agency: 'H99.01',
      // Files without a manifest of ours count only once their copying has ended.
      clock: { now: () => '2020-01-05T09:00:00.000Z' },
      onOddity: (_, file) => odd.push(file),
    });
    expect((await transport.list('edoc')).map(({ docId }) => docId)).toEqual([good]);
    expect(odd).toEqual([`${huge}.package.json`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
