import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  AGENCY_FIELDS,
  type AgencyData,
  type DeskPicture,
  MAX_PICTURE_BYTES,
  type PictureRole,
  pictureMillimetres,
} from '../../shared/desk/settings.ts';
import type { Role } from '../../shared/document/role.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { DeskView } from '../../shared/protocol/commands/desk.ts';
import type { AuditEntry } from '../audit/entry.ts';
import type { Bridge } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';
import { pngSize } from '../pdf/drawing/png-size.ts';
import { lockedFields } from '../settings/effective.ts';
import type { StampImage } from '../settings/schema.ts';

type Change = Omit<Extract<AuditEntry, { kind: 'desk-changed' }>, 'kind'>;
type PictureView = DeskView['pictures'][number];

const keyOf = ({ role, certificate }: { role: string; certificate: string | null }) =>
  `${role}/${certificate ?? ''}`;

/** Millimetres of the other side, so that the picture keeps its proportion; a tenth is what a ruler shows. */
function heightFor(png: Uint8Array, widthMm: number): number {
  const { width, height } = pngSize(png);
  return Math.round((widthMm * height * 10) / width) / 10;
}

/** A picture that IT named in settings.json, as far as it can be read. */
async function ofSettings(stamp: StampImage): Promise<PictureView> {
  const { role, certificate = null, widthMm = null, file } = stamp;
  const png = await readFile(file).catch(() => null);
  // What is no PNG is told when it is to be drawn; it does not keep the rest of the desk from being shown.
  const measured = () => {
    if (png === null || widthMm === null) return null;
    try {
      return heightFor(png, widthMm);
    } catch {
      return null;
    }
  };
  return {
    role,
    certificate,
    owner: null,
    sha256: png && createHash('sha256').update(png).digest('hex'),
    widthMm,
    heightMm: stamp.heightMm ?? measured(),
    setBy: 'it',
  };
}

async function view(bridge: Bridge): Promise<DeskView> {
  const { desk, fileSettings } = bridge;
  const { pictures, certificates, agency } = desk.current();
  const byIt = await Promise.all(fileSettings.stamps.map(ofSettings));
  const covered = new Set(byIt.map(keyOf));
  const roles = Object.entries(fileSettings.signing.certificates) as [Role, string][];
  const given = new Set(roles.map(([role]) => role));
  const values = { ...agency, ...fileSettings.agency };
  return {
    pictures: [
      ...byIt,
      ...pictures
        .filter((picture) => !covered.has(keyOf(picture)))
        .map((picture) => ({ ...picture, setBy: 'desk' as const })),
    ],
    certificates: [
      ...roles.map(([role, certificate]) => ({ role, certificate, owner: null, setBy: 'it' as const })),
      ...certificates
        .filter(({ role }) => !given.has(role))
        .map((one) => ({ ...one, setBy: 'desk' as const })),
    ],
    agency: { values, locked: lockedFields(fileSettings), waiting: bridge.agencyWaits() },
  };
}

/** Bytes of a picture that the view named, from whoever set it. @throws STAMP_IMAGE_MISSING */
async function pictureBytes({ desk, fileSettings }: Bridge, sha256: string): Promise<Uint8Array> {
  for (const { file } of fileSettings.stamps) {
    const png = await readFile(file).catch(() => null);
    if (png && createHash('sha256').update(png).digest('hex') === sha256) return png;
  }
  return desk.readPicture(sha256);
}

/** @throws DESK_LOCKED where IT has set a picture that serves this certificate */
function assertPictureFree(bridge: Bridge, role: PictureRole, certificate: string | null): void {
  const locked = bridge.fileSettings.stamps.some(
    (stamp) => stamp.role === role && (stamp.certificate === undefined || stamp.certificate === certificate),
  );
  if (locked) throw new KyguiError('DESK_LOCKED');
}

/** Common name of a certificate that is plugged in. @throws TOKEN_NONE, TOKEN_CERTIFICATE_NOT_FOUND */
async function ownerOf(bridge: Bridge, certificate: string): Promise<string> {
  return (await bridge.tokens.find(certificate)).certificate.subject.commonName;
}

async function record(bridge: Bridge, change: Partial<Change> & Pick<Change, 'part'>): Promise<void> {
  const none = { role: null, certificate: null, picture: null, fields: [] };
  await bridge.record({ kind: 'desk-changed', ...none, ...change });
}

/** What is set at this desk, and how it is changed. */
export function deskHandlers(bridge: Bridge) {
  const { desk } = bridge;
  return {
    'desk.read': () => view(bridge),

    'desk.picture': async ({ sha256 }) => ({
      content: Buffer.from(await pictureBytes(bridge, sha256)).toString('base64'),
    }),

    'desk.keepPicture': async ({ role, certificate, content, widthMm }) => {
      assertPictureFree(bridge, role, certificate);
      const png = new Uint8Array(Buffer.from(content, 'base64'));
      if (png.length > MAX_PICTURE_BYTES)
        throw new KyguiError('DESK_PICTURE_TOO_LARGE', { limitMb: MAX_PICTURE_BYTES / 1_048_576 });
      // Unpacked once now: what cannot be drawn is told here, not on the day a letter must leave.
      await bridge.reader.assertDrawable(png);
      const heightMm = heightFor(png, widthMm);
      if (!pictureMillimetres.safeParse(heightMm).success)
        throw new KyguiError('PDF_IMAGE_INVALID', {
          problem: `cao ${heightMm} mm, cần 3–120 mm / ${heightMm} mm high, must be 3–120 mm`,
        });
      const owner = certificate === null ? null : await ownerOf(bridge, certificate);
      const sha256 = await desk.keepPicture(png);
      const kept: DeskPicture = {
        role,
        certificate,
        owner,
        sha256,
        widthMm,
        heightMm,
      };
      await desk.change((now) => ({
        ...now,
        pictures: [...now.pictures.filter((one) => keyOf(one) !== keyOf(kept)), kept],
      }));
      await record(bridge, { part: 'picture', role, certificate, picture: sha256 });
      return view(bridge);
    },

    'desk.removePicture': async ({ role, certificate }) => {
      assertPictureFree(bridge, role, certificate);
      const key = keyOf({ role, certificate });
      if (desk.current().pictures.some((one) => keyOf(one) === key)) {
        await desk.change((now) => ({ ...now, pictures: now.pictures.filter((one) => keyOf(one) !== key) }));
        await record(bridge, { part: 'picture', role, certificate });
      }
      return view(bridge);
    },

    'desk.chooseCertificate': async ({ role, certificate }) => {
      if (bridge.fileSettings.signing.certificates[role] !== undefined) throw new KyguiError('DESK_LOCKED');
      const chosen =
        certificate === null ? [] : [{ role, certificate, owner: await ownerOf(bridge, certificate) }];
      await desk.change((now) => ({
        ...now,
        certificates: [...now.certificates.filter((one) => one.role !== role), ...chosen],
      }));
      await record(bridge, { part: 'certificate', role, certificate });
      return view(bridge);
    },

    'desk.keepAgency': async ({ agency }) => {
      const locked = new Set<string>(lockedFields(bridge.fileSettings));
      const held: Partial<AgencyData> = { ...desk.current().agency, ...bridge.fileSettings.agency };
      const fields = AGENCY_FIELDS.filter((field) => (held[field] ?? '') !== (agency[field] ?? ''));
      if (fields.some((field) => locked.has(field))) throw new KyguiError('DESK_LOCKED');
      if (fields.length > 0) {
        await desk.change((now) => ({ ...now, agency }));
        await record(bridge, { part: 'agency', fields });
      }
      return view(bridge);
    },
  } satisfies Pick<Required<Handlers>, `desk.${string}` & keyof Handlers>;
}
