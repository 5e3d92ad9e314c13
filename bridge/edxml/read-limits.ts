import { stat } from 'node:fs/promises';
import type { ReadLimits } from '../../shared/edxml/read/limits.ts';

/** What an office set for the size of packages, in bytes. */
export interface PackageSizes {
  maxPackageBytes: number;
  maxAttachmentBytes: number;
}

/** Bounds of a package from a stranger, as the office set them. */
export function readLimits({ maxPackageBytes, maxAttachmentBytes }: PackageSizes): Partial<ReadLimits> {
  return { packageBytes: maxPackageBytes, fileBytes: maxAttachmentBytes };
}

/**
 * Bounds of a package that this bridge took or made before: a limit that was lowered since must not lock an office out
 * of its own letters.
 */
export async function keptLimits(path: string, sizes: PackageSizes): Promise<Partial<ReadLimits>> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  return readLimits({
    maxPackageBytes: Math.max(size, sizes.maxPackageBytes),
    maxAttachmentBytes: Math.max(size, sizes.maxAttachmentBytes),
  });
}
