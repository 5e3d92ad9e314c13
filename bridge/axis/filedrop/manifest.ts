import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { OutgoingPackage } from '../transport.ts';

const messageType = z.enum(['edoc', 'status']);

/** Lies beside a package and is written after it: a package without one is not complete, or not ours. */
export const manifestSchema = z.object({
  format: z.literal('kygui-package'),
  version: z.literal(1),
  docId: z.string().regex(/^[0-9a-f]{24}$/u),
  messageType,
  from: z.string(),
  to: z.array(z.string()),
  size: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  /** ISO 8601. */
  at: z.string(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Travels back to the sender: what became of a package at one receiver. */
export const receiptSchema = z.object({
  format: z.literal('kygui-receipt'),
  version: z.literal(1),
  docId: z.string().regex(/^[0-9a-f]{24}$/u),
  /** Of the bytes that the receiver took: without it a receipt counts for nothing. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  by: z.string(),
  status: z.enum(['done', 'fail']),
  description: z.string(),
  at: z.string(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Follows from the package alone, so that writing it a second time makes the same files and not a second letter. */
export function docIdOf(outgoing: OutgoingPackage): string {
  return createHash('sha256')
    .update([outgoing.messageType, outgoing.from, ...[...outgoing.to].sort(), outgoing.sha256].join('\n'))
    .digest('hex')
    .slice(0, 24);
}
