import { z } from 'zod';
import { PdfVerdict } from '../../shared/document/verdict.ts';
import { packageWarningSchema } from '../../shared/edxml/warning.ts';
import { inboxSummarySchema } from '../../shared/protocol/commands/letters.ts';
import { flag, integer, json, nullable, type TableRow, table, text, word } from '../store/table.ts';

/** The tables of the receiving side, as `store/schema/inbox.ts` makes them. */

/** What became of an item of the axis: `stored` means that its bytes are safe and the rest is still to do. */
const outcomeSchema = z.enum(['stored', 'letter', 'version', 'duplicate', 'status', 'request', 'unreadable']);
export type Outcome = z.infer<typeof outcomeSchema>;

export const arrivals = table('arrival', {
  docId: text,
  messageType: word(z.enum(['edoc', 'status'])),
  fromCode: text,
  toCode: text,
  path: text,
  sha256: text,
  size: integer,
  outcome: word(outcomeSchema),
  itemId: nullable(text),
  errorCode: nullable(text),
  acknowledge: nullable(word(z.enum(['done', 'fail']))),
  reason: text,
  acknowledgedAt: nullable(text),
  receivedAt: text,
});
export type ArrivalRow = TableRow<typeof arrivals>;

export const items = table('inbox_item', {
  itemId: text,
  identity: text,
  weakIdentity: text,
  kind: word(inboxSummarySchema.shape.kind),
  fromCode: text,
  fromName: text,
  toCode: text,
  documentId: text,
  code: text,
  codeKey: text,
  subject: text,
  date: nullable(text),
  dueDate: nullable(text),
  priority: integer,
  signer: text,
  toPlaces: json(z.array(z.string())),
  /** Letter or status as it was read; null of a package that could not be. */
  content: json(z.unknown()),
  warnings: json(z.array(packageWarningSchema)),
  targetDocumentId: nullable(text),
  targetItemId: nullable(text),
  lastStatus: nullable(text),
  sound: nullable(flag),
  recalled: flag,
  entryNumber: nullable(text),
  entryDate: nullable(text),
  versions: integer,
  currentDocId: text,
  search: text,
  receivedAt: text,
});
export type ItemRow = TableRow<typeof items>;

/** What an item has not had when it is entered. */
export const FRESH = {
  lastStatus: null,
  recalled: false,
  entryNumber: null,
  entryDate: null,
  versions: 1,
} as const satisfies Partial<ItemRow>;

/** What only a letter that could be read has. */
export const NO_LETTER = {
  weakIdentity: '',
  dueDate: null,
  signer: '',
  toPlaces: [] as string[],
  sound: null,
} as const satisfies Partial<ItemRow>;

export const files = table('inbox_file', {
  docId: text,
  position: integer,
  itemId: text,
  documentId: nullable(text),
  name: text,
  path: nullable(text),
  sha256: text,
  size: integer,
  detected: text,
  verdict: nullable(json(PdfVerdict)),
  /** The code, or, where its sentence names something, code and details as JSON. */
  failure: nullable(text),
});

export const statuses = table('received_status', {
  docId: text,
  fromCode: text,
  organId: text,
  codeKey: text,
  documentId: text,
  date: nullable(text),
  statusCode: text,
  description: text,
  at: text,
  letterId: nullable(text),
  receivedAt: text,
  /** When it is tried again to find its letter; null: not tried yet. */
  nextAt: nullable(text),
});
export type StatusRow = TableRow<typeof statuses>;
