import { z } from 'zod';

/**
 * What a signature does in the life of a letter (Nghị định 30/2020/NĐ-CP, Điều 5, 25, 32, 33):
 * approve = chữ ký người có thẩm quyền, initial = ký nháy, issue = số, ngày và dấu cơ quan khi phát hành,
 * appendix = phụ lục là tệp riêng, copy = sao y / sao lục / trích sao, receive = dấu ĐẾN, comment = bút phê,
 * plain = a signature with a text block of the signer's choice or none at all.
 */
export const ROLES = [
  'approve',
  'initial',
  'issue',
  'appendix',
  'copy',
  'receive',
  'comment',
  'plain',
] as const;

export const roleSchema = z.enum(ROLES);

export type Role = z.infer<typeof roleSchema>;

/** The three kinds of copy; the Vietnamese word is what is drawn. */
export const COPY_KINDS = ['sao-y', 'sao-luc', 'trich-sao'] as const;

export const copyKindSchema = z.enum(COPY_KINDS);

export type CopyKind = z.infer<typeof copyKindSchema>;

/** Roles that make an official document: their gate is strict, a plain signature is only warned. */
export const OFFICIAL_ROLES: readonly Role[] = ['approve', 'initial', 'issue', 'appendix', 'copy', 'receive'];
