import { readFile } from 'node:fs/promises';
import type { DeskPicture } from '../../shared/desk/settings.ts';
import type { Role } from '../../shared/document/role.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { CertificateDescription } from '../../shared/signing/token.ts';
import type { Desk } from '../settings/desk.ts';
import type { StampImage } from '../settings/schema.ts';

type Signer = Pick<CertificateDescription, 'thumbprint' | 'subject'>;

/** True for pictures and certificates kept for this certificate, or for the one it replaces: same owner, renewed. */
const isForOwner = (kept: { certificate: string | null; owner: string | null }, signer: Signer): boolean =>
  kept.certificate === signer.thumbprint ||
  (kept.owner !== null && kept.owner !== '' && kept.owner === signer.subject.commonName);

function deskPicture(pictures: readonly DeskPicture[], role: Role, signer: Signer): DeskPicture | undefined {
  const ofRole = pictures.filter((picture) => picture.role === role);
  return (
    ofRole.find(({ certificate }) => certificate === signer.thumbprint) ??
    ofRole.find((picture) => isForOwner(picture, signer)) ??
    ofRole.find(({ certificate }) => certificate === null)
  );
}

/**
 * The picture drawn for a role and a certificate: what IT has set before what was chosen on the screens, and an own
 * one before one for everybody.
 */
export async function stampFor(
  parts: { stamps: readonly StampImage[]; desk: Desk },
  role: Role,
  signer: Signer,
): Promise<{ image?: Uint8Array; imageWidthMm?: number }> {
  const fitting = parts.stamps.filter(
    (stamp) =>
      stamp.role === role && (stamp.certificate === undefined || stamp.certificate === signer.thumbprint),
  );
  const stamp = fitting.find((one) => one.certificate !== undefined) ?? fitting[0];
  if (stamp) {
    const image = await readFile(stamp.file).catch((cause: unknown) => {
      throw new KyguiError('STAMP_IMAGE_MISSING', { role }, { cause });
    });
    return { image, ...(stamp.widthMm !== undefined && { imageWidthMm: stamp.widthMm }) };
  }
  const own = deskPicture(parts.desk.current().pictures, role, signer);
  if (!own) return {};
  return { image: await parts.desk.readPicture(own.sha256), imageWidthMm: own.widthMm };
}
