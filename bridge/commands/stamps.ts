import { readFile } from 'node:fs/promises';
import type { Role } from '../../shared/document/role.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { StampImage } from '../settings/schema.ts';

/** The picture that the settings give for a role and a certificate: an own one before one for everybody. */
export async function stampFor(
  stamps: readonly StampImage[],
  role: Role,
  certificate: string,
): Promise<{ image?: Uint8Array; imageWidthMm?: number }> {
  const fitting = stamps.filter(
    (stamp) => stamp.role === role && (stamp.certificate === undefined || stamp.certificate === certificate),
  );
  const stamp = fitting.find((one) => one.certificate !== undefined) ?? fitting[0];
  if (!stamp) return {};
  const image = await readFile(stamp.file).catch((cause: unknown) => {
    throw new KyguiError('STAMP_IMAGE_MISSING', { role }, { cause });
  });
  return { image, ...(stamp.widthMm !== undefined && { imageWidthMm: stamp.widthMm }) };
}
