import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { LetterDraft } from '../document/letter.ts';
import type { MessageItem } from './commands/messages.ts';
import type { PreparedItem } from './commands/signing.ts';

/** JSON with the keys of every object in code-unit order: equal values give equal text (RFC 8785 for our types). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * SHA-256 (hex) over what the clerk saw: the files' digests, roles, places, pictures, the certificate and the
 * letter. The window computes it from the bytes it drew, the bridge from the bytes it will sign; only equal
 * digests are signed.
 */
export function approvalDigest(shown: {
  certificate: string;
  items: readonly Pick<PreparedItem, 'sha256' | 'role' | 'placements' | 'drawings'>[];
  letter: LetterDraft | undefined;
}): string {
  const items = shown.items.map(({ sha256: digest, role, placements, drawings }) => ({
    sha256: digest,
    role,
    placements,
    drawings,
  }));
  return bytesToHex(
    sha256(
      utf8ToBytes(canonicalJson({ certificate: shown.certificate, items, letter: shown.letter ?? null })),
    ),
  );
}

/**
 * SHA-256 (hex) over the approvals of a batch, in the order in which they are carried out: one press covers exactly
 * these letters, each with its own {@link approvalDigest}.
 */
export function batchDigest(jobs: readonly { jobKey: string; approvalDigest: string }[]): string {
  const approvals = jobs.map(({ jobKey, approvalDigest: digest }) => ({ jobKey, approvalDigest: digest }));
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ batch: approvals }))));
}

/**
 * SHA-256 (hex) over messages as a window showed them: who asked, the certificate, and every message with all that
 * decides what its signature says.
 */
export function messageApprovalDigest(shown: {
  certificate: string;
  origin: string;
  items: readonly MessageItem[];
}): string {
  const { certificate, origin, items } = shown;
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ certificate, origin, messages: items }))));
}
