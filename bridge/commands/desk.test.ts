import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { Bridge } from '../compose.ts';
import { openDesk } from '../settings/desk.ts';
import { openHome } from '../settings/home.ts';
import { settingsSchema } from '../settings/schema.ts';
import { deskHandlers } from './desk.ts';

let root: string;
let acts: AuditEntry[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kygui-desk-commands-'));
  acts = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const LEADER = 'a'.repeat(64);

/** Signature and IHDR of a PNG of 200 × 100 pixels: what is looked at before it is unpacked. */
function png(mark: number): Buffer {
  const bytes = Buffer.alloc(40, mark);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
  bytes.writeUInt32BE(200, 16);
  bytes.writeUInt32BE(100, 20);
  return bytes;
}

async function desk(file: object) {
  const fileSettings = settingsSchema.parse(file);
  const bridge = {
    desk: await openDesk(openHome({ KYGUI_HOME: root })),
    fileSettings,
    agencyWaits: () => false,
    reader: { assertDrawable: async () => undefined },
    tokens: {
      find: async (thumbprint: string) => {
        if (thumbprint !== LEADER) throw new KyguiError('TOKEN_CERTIFICATE_NOT_FOUND');
        return { certificate: { subject: { commonName: 'Nguyễn Văn Mẫu' } } };
      },
    },
    record: async (entry: AuditEntry) => {
      acts.push(entry);
    },
  } as unknown as Bridge;
  return deskHandlers(bridge);
}
const picture = (mark: number) => ({
  role: 'approve' as const,
  certificate: LEADER,
  content: png(mark).toString('base64'),
  widthMm: 40,
});

test('a picture is kept with its owner and its height, seen again, replaced, and each time written into the record', async () => {
  const commands = await desk({});
  const kept = await commands['desk.keepPicture'](picture(1));
  expect(kept.pictures).toMatchObject([
    {
      role: 'approve',
      certificate: LEADER,
      owner: 'Nguyễn Văn Mẫu',
      widthMm: 40,
      heightMm: 20,
      setBy: 'desk',
    },
  ]);
  const sha256 = kept.pictures[0]?.sha256 ?? '';
  const shown = await commands['desk.picture']({ sha256 });
  expect(Buffer.from(shown.content, 'base64').equals(png(1))).toBe(true);
  const replaced = await commands['desk.keepPicture'](picture(2));
  expect(replaced.pictures).toHaveLength(1);
  expect(replaced.pictures[0]?.sha256).not.toBe(sha256);
  expect(acts.map((act) => act.kind === 'desk-changed' && act.part)).toEqual(['picture', 'picture']);
  expect(JSON.stringify(acts)).not.toContain('Nguyễn');
});

test('what IT has set is shown, and no window changes it', async () => {
  const file = join(root, 'it.png');
  writeFileSync(file, png(3));
  const commands = await desk({
    stamps: [{ role: 'approve', file, widthMm: 50 }],
    signing: { certificates: { issue: LEADER } },
    agency: { code: 'H99.01', name: 'UBND xã Mẫu A' },
  });
  const view = await commands['desk.read']();
  expect(view.pictures).toMatchObject([{ role: 'approve', setBy: 'it', widthMm: 50, heightMm: 25 }]);
  expect(view.certificates).toMatchObject([{ role: 'issue', setBy: 'it' }]);
  expect(view.agency.locked).toEqual(['code', 'name']);
  const locked = { code: 'DESK_LOCKED' };
  await expect(commands['desk.keepPicture'](picture(1))).rejects.toMatchObject(locked);
  await expect(
    commands['desk.chooseCertificate']({ role: 'issue', certificate: null }),
  ).rejects.toMatchObject(locked);
  await expect(
    commands['desk.keepAgency']({ agency: { code: 'H99.02', name: 'UBND xã Mẫu A' } }),
  ).rejects.toMatchObject(locked);
  const filled = await commands['desk.keepAgency']({
    agency: { code: 'H99.01', name: 'UBND xã Mẫu A', telephone: '0200 000 001' },
  });
  expect(filled.agency.values.telephone).toBe('0200 000 001');
  expect(acts).toEqual([
    {
      kind: 'desk-changed',
      part: 'agency',
      role: null,
      certificate: null,
      picture: null,
      fields: ['telephone'],
    },
  ]);
});

test('a picture that IT named and that is gone is shown as missing, not as none', async () => {
  const commands = await desk({ stamps: [{ role: 'issue', file: join(root, 'gone.png'), widthMm: 36 }] });
  const view = await commands['desk.read']();
  expect(view.pictures).toMatchObject([{ role: 'issue', sha256: null, setBy: 'it' }]);
});

test('a certificate that is not plugged in is refused and nothing is kept', async () => {
  const commands = await desk({});
  const elsewhere = { role: 'approve' as const, certificate: 'b'.repeat(64) };
  await expect(commands['desk.chooseCertificate'](elsewhere)).rejects.toMatchObject({
    code: 'TOKEN_CERTIFICATE_NOT_FOUND',
  });
  expect((await commands['desk.read']()).certificates).toEqual([]);
  expect(acts).toEqual([]);
});

test('a file of IT that is no PNG leaves the rest of the desk to be seen and changed', async () => {
  const file = join(root, 'seal.png');
  writeFileSync(file, '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const commands = await desk({ stamps: [{ role: 'issue', file, widthMm: 36 }] });
  const view = await commands['desk.keepPicture'](picture(1));
  expect(view.pictures).toMatchObject([{ role: 'issue', heightMm: null }, { role: 'approve' }]);
});

test('a picture that would be higher than a page of seals is refused in words, and nothing is kept', async () => {
  const commands = await desk({});
  const high = png(1);
  high.writeUInt32BE(4000, 20);
  await expect(
    commands['desk.keepPicture']({ ...picture(1), content: high.toString('base64') }),
  ).rejects.toMatchObject({ code: 'PDF_IMAGE_INVALID' });
  expect((await commands['desk.read']()).pictures).toEqual([]);
});
