import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeskPicture } from '../../shared/desk/settings.ts';
import { stampFor } from '../commands/stamps.ts';
import { openDesk } from './desk.ts';
import { effectiveSettings, lockedFields, stampName } from './effective.ts';
import { openHome } from './home.ts';
import { settingsSchema } from './schema.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kygui-desk-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const home = () => openHome({ KYGUI_HOME: root });
const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);
const bytes = (word: string) => new TextEncoder().encode(word);
const picture = (sha256: string, more: Partial<DeskPicture> = {}): DeskPicture => ({
  role: 'approve',
  certificate: OLD,
  owner: 'Nguyễn Văn Mẫu',
  sha256,
  widthMm: 40,
  heightMm: 18,
  ...more,
});

test('a picture that one window lets go of while another keeps the same bytes stays', async () => {
  const desk = await openDesk(home());
  const sha256 = await desk.keepPicture(bytes('dấu'));
  await desk.change((now) => ({ ...now, pictures: [picture(sha256)] }));
  await desk.keepPicture(bytes('dấu'));
  await desk.change((now) => ({ ...now, pictures: [] }));
  await desk.change((now) => ({ ...now, pictures: [picture(sha256)] }));
  expect(Buffer.from(await desk.readPicture(sha256)).toString()).toBe('dấu');
});

const signer = (thumbprint: string, commonName: string) => ({
  thumbprint,
  subject: {
    commonName,
    organizationalUnits: [],
    organization: null,
    locality: null,
    state: null,
    country: null,
    title: null,
    email: null,
    text: '',
  },
});

describe('what a person sets on the screens', () => {
  test('is there again for the next start, readable by that person alone', async () => {
    const desk = await openDesk(home());
    const sha256 = await desk.keepPicture(bytes('a signature'));
    await desk.change((now) => ({ ...now, pictures: [picture(sha256)] }));
    const again = await openDesk(home());
    expect(again.current().pictures).toEqual([picture(sha256)]);
    expect(Buffer.from(await again.readPicture(sha256)).toString()).toBe('a signature');
  });

  test('changes at the same moment follow one another, none is lost', async () => {
    const desk = await openDesk(home());
    const roles = ['approve', 'issue', 'copy', 'receive', 'plain'] as const;
    await Promise.all(
      roles.map((role) =>
        desk.change((now) => ({
          ...now,
          certificates: [...now.certificates, { role, certificate: OLD, owner: 'x' }],
        })),
      ),
    );
    expect((await openDesk(home())).current().certificates.map(({ role }) => role)).toEqual([...roles]);
  });

  test('a picture that nothing names any more does not stay on the disk', async () => {
    const desk = await openDesk(home());
    const first = await desk.keepPicture(bytes('first'));
    await desk.change((now) => ({ ...now, pictures: [picture(first)] }));
    const second = await desk.keepPicture(bytes('second'));
    await desk.change((now) => ({ ...now, pictures: [picture(second)] }));
    expect(readdirSync(home().pictures)).toEqual([`${second}.png`]);
  });

  test('a picture whose file was exchanged on the disk is not drawn', async () => {
    const desk = await openDesk(home());
    const sha256 = await desk.keepPicture(bytes('the seal'));
    await desk.change((now) => ({ ...now, pictures: [picture(sha256)] }));
    writeFileSync(join(home().pictures, `${sha256}.png`), 'another seal');
    await expect(desk.readPicture(sha256)).rejects.toMatchObject({ code: 'STAMP_IMAGE_MISSING' });
  });

  test('a damaged file is told and left as it is', async () => {
    writeFileSync(home().desk, '{"version":1');
    await expect(openDesk(home())).rejects.toMatchObject({ code: 'SETTINGS_INVALID' });
    expect(readFileSync(home().desk, 'utf8')).toBe('{"version":1');
  });
});

describe('which picture is drawn', () => {
  test("the certificate's own; its renewed one's; never another person's", async () => {
    const desk = await openDesk(home());
    const sha256 = await desk.keepPicture(bytes('mine'));
    await desk.change((now) => ({ ...now, pictures: [picture(sha256)] }));
    const parts = { stamps: [], desk };
    expect(await stampFor(parts, 'approve', signer(OLD, 'Nguyễn Văn Mẫu'))).toMatchObject({
      imageWidthMm: 40,
    });
    expect(await stampFor(parts, 'approve', signer(NEW, 'Nguyễn Văn Mẫu'))).toMatchObject({
      imageWidthMm: 40,
    });
    expect(await stampFor(parts, 'approve', signer(NEW, 'Trần Thị Mẫu'))).toEqual({});
    expect(await stampFor(parts, 'issue', signer(OLD, 'Nguyễn Văn Mẫu'))).toEqual({});
  });

  test('what IT has set stands above it', async () => {
    const desk = await openDesk(home());
    const sha256 = await desk.keepPicture(bytes('mine'));
    await desk.change((now) => ({ ...now, pictures: [picture(sha256)] }));
    const file = join(root, 'it.png');
    writeFileSync(file, 'of IT');
    const stamps = [{ role: 'approve' as const, file, widthMm: 50 }];
    const drawn = await stampFor({ stamps, desk }, 'approve', signer(OLD, 'Nguyễn Văn Mẫu'));
    expect(drawn.imageWidthMm).toBe(50);
    expect(Buffer.from(drawn.image ?? []).toString()).toBe('of IT');
  });
});

describe('data of the agency', () => {
  const own = {
    code: 'H99.01',
    name: 'UBND xã Mẫu A',
    telephone: '0200 000 000',
    shortName: 'UBND XÃ MẪU A',
  };

  test('what IT has set wins field by field; what it left open is filled in at the desk', () => {
    const file = settingsSchema.parse({ agency: { code: 'H99.02', name: 'Sở Mẫu' } });
    const { agency } = effectiveSettings(file, { version: 1, pictures: [], certificates: [], agency: own });
    expect(agency).toMatchObject({ code: 'H99.02', name: 'Sở Mẫu', telephone: '0200 000 000' });
    expect(lockedFields(file)).toEqual(['code', 'name']);
  });

  test('stamps print the short name where there is one', () => {
    expect(stampName(own)).toBe('UBND XÃ MẪU A');
    expect(stampName({ code: 'H99.01', name: 'UBND xã Mẫu A', shortName: ' ' })).toBe('UBND xã Mẫu A');
  });
});
