import { createHash } from 'node:crypto';
import { KyguiError } from '../../shared/errors.ts';
import type { OutgoingPackage } from './transport.ts';

/**
 * First pass over a package before it travels: its SHA-256. Bytes that are no longer those that were frozen are
 * not sent (AXIS_PACKAGE_CHANGED), nor is a package over the limit (AXIS_PACKAGE_TOO_LARGE).
 */
export async function digestOf(outgoing: OutgoingPackage, limit: number): Promise<Buffer> {
  if (outgoing.size > limit) throw new KyguiError('AXIS_PACKAGE_TOO_LARGE', { size: outgoing.size, limit });
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of outgoing.bytes()) {
    size += piece.length;
    hash.update(piece);
  }
  const digest = hash.digest();
  if (size !== outgoing.size || digest.toString('hex') !== outgoing.sha256) {
    throw new KyguiError('AXIS_PACKAGE_CHANGED', { size });
  }
  return digest;
}
