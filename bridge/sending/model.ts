import { z } from 'zod';
import { letterDraftSchema } from '../../shared/document/letter.ts';
import { type OutboxState, outboxStateSchema } from '../../shared/document/outbox-state.ts';
import { organisationSchema, statusPackageSchema } from '../../shared/edxml/model.ts';
import { findingSchema } from '../../shared/protocol/commands/fields.ts';
import type { MessageType } from '../axis/transport.ts';
import type { SqlRow } from '../store/store.ts';

/** Points between two durable steps, named for tests that end the process there. */
export type OutboxCheckpoint =
  | 'outbox:row-taken'
  | 'outbox:package-frozen'
  | 'outbox:packaged'
  | 'outbox:asked'
  | 'outbox:tried-marked'
  | 'outbox:claimed'
  | 'outbox:answered'
  | 'outbox:sent'
  | 'outbox:receipted';

/** A file the outbox keeps for a letter, named by its digest inside the packages folder. */
const keptFileSchema = z.object({ name: z.string(), sha256: z.string(), size: z.number().int() });
export type KeptFile = z.infer<typeof keptFileSchema>;

export const letterContentSchema = z.object({
  draft: letterDraftSchema,
  from: organisationSchema,
  /** In the order of `draft.attachments`; a file still to be signed is null. */
  files: z.array(keptFileSchema.nullable()),
  /** Named result of each rule before sending, as it was shown. */
  checks: z.array(findingSchema).optional(),
});
export type LetterContent = z.infer<typeof letterContentSchema>;

export const statusContentSchema = z.object({ status: statusPackageSchema });

/** A row of the outbox: one package, a letter or a status. */
export interface OutboxRow {
  outboxId: string;
  messageType: MessageType;
  /** The incoming item that a status answers; null for letters. */
  itemId: string | null;
  fromCode: string;
  toCodes: readonly string[];
  code: string;
  title: string;
  documentId: string;
  content: string;
  state: OutboxState;
  /** A send has begun whose outcome nobody knows. */
  doubt: boolean;
  /** How often a send has begun. */
  sends: number;
  /** How often the axis answered with a failure that may pass. */
  refusals: number;
  /** How often we had to wait without an answer, since the last answer. */
  waits: number;
  /** When the axis first said that it does not have the package, since the last send. */
  absentAt: string | null;
  fence: number;
  package: { path: string; sha256: string; size: number } | null;
  axisDocId: string | null;
  error: { code: string; details: Record<string, string | number | boolean> } | null;
  createdAt: string;
  updatedAt: string;
}

const errorDetailsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  return value === null || value === undefined ? '' : String(value);
}

export function textOrNull(row: SqlRow, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
}

export function readError(row: SqlRow): OutboxRow['error'] {
  const code = textOrNull(row, 'error_code');
  if (code === null) return null;
  return { code, details: errorDetailsSchema.parse(JSON.parse(textOf(row, 'error_details') || '{}')) };
}

export function readOutboxRow(row: SqlRow): OutboxRow {
  const path = textOrNull(row, 'package_path');
  return {
    outboxId: textOf(row, 'outbox_id'),
    messageType: textOf(row, 'message_type') === 'status' ? 'status' : 'edoc',
    itemId: textOrNull(row, 'item_id'),
    fromCode: textOf(row, 'from_code'),
    toCodes: z.array(z.string()).parse(JSON.parse(textOf(row, 'to_codes'))),
    code: textOf(row, 'code'),
    title: textOf(row, 'title'),
    documentId: textOf(row, 'document_id'),
    content: textOf(row, 'content'),
    state: outboxStateSchema.parse(textOf(row, 'state')),
    doubt: Number(row.doubt) === 1,
    sends: Number(row.sends),
    refusals: Number(row.refusals),
    waits: Number(row.waits),
    absentAt: textOrNull(row, 'absent_at'),
    fence: Number(row.fence),
    package:
      path === null ? null : { path, sha256: textOf(row, 'package_sha256'), size: Number(row.package_size) },
    axisDocId: textOrNull(row, 'axis_doc_id'),
    error: readError(row),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
  };
}
