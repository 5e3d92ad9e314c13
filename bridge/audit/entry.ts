import { z } from 'zod';
import { actorSchema } from './actor.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const codes = z.array(z.string());

/** One kind of act, and who ordered it; rows of the program's own have no `by`, nor have those of earlier versions. */
const act = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject({ ...shape, by: actorSchema.optional() });

/**
 * What the record keeps of each act: ids and digests that join a document to its approval, certificate, package
 * and receipt. No subject, no name of a person, no content; strict, so that nothing else can slip in.
 */
export const auditEntrySchema = z.discriminatedUnion('kind', [
  act({
    kind: z.literal('approved'),
    jobKey: z.string(),
    /** Page origin as the browser reported it. */
    origin: z.string(),
    certificate: z.string(),
    approvalDigest: z.string(),
    documents: z.array(sha256),
    letterId: z.string().nullable(),
  }),
  act({
    kind: z.literal('signed'),
    jobKey: z.string(),
    certificate: z.string(),
    role: z.string(),
    document: sha256,
    signed: sha256,
  }),
  act({
    kind: z.literal('messages-signed'),
    jobKey: z.string(),
    origin: z.string(),
    certificate: z.string(),
    approvalDigest: z.string(),
    /** How many of them were digests whose content nobody saw. */
    bareDigests: z.int(),
    /** Digest of each message as it was approved. */
    messages: z.array(sha256),
  }),
  act({ kind: z.literal('job-failed'), jobKey: z.string(), error: z.string() }),
  act({
    kind: z.literal('submitted'),
    letterId: z.string(),
    jobKey: z.string(),
    documentId: z.string(),
    from: z.string(),
    recipients: codes,
    /** Digests of the files that travel; a file still to be signed is missing here and named by `signed`. */
    files: z.array(sha256),
  }),
  act({
    kind: z.literal('sent'),
    messageId: z.string(),
    messageType: z.enum(['edoc', 'status']),
    documentId: z.string(),
    recipients: codes,
    package: sha256,
    axisDocId: z.string(),
    /** SHA-256 of the raw answer. */
    receipt: sha256,
  }),
  act({
    /** Put where people fetch it; `sent` follows with the receipts that they bring back. */
    kind: z.literal('exported'),
    messageId: z.string(),
    messageType: z.enum(['edoc', 'status']),
    documentId: z.string(),
    recipients: codes,
    package: sha256,
    docId: z.string(),
  }),
  act({
    /** There without a receipt of the axis: a status of the recipient itself says so. */
    kind: z.literal('arrival-proved'),
    messageId: z.string(),
    documentId: z.string(),
    package: sha256,
    recipient: z.string(),
    statusCode: z.string(),
    /** Transport id of the status package. */
    status: z.string(),
  }),
  act({
    kind: z.literal('decided'),
    messageId: z.string(),
    decision: z.enum(['cancel', 'resend', 'arrived']),
    /** Of `arrived`: the frozen bytes that the recipient is said to have. */
    package: sha256.optional(),
  }),
  act({
    kind: z.literal('received'),
    docId: z.string(),
    from: z.string(),
    documentId: z.string(),
    package: sha256,
    outcome: z.string(),
    itemId: z.string().nullable(),
    letterId: z.string().nullable(),
    statusCode: z.string().nullable(),
  }),
  act({
    kind: z.literal('answered'),
    itemId: z.string(),
    statusCode: z.string(),
    messageId: z.string(),
    documentId: z.string(),
  }),
  act({
    kind: z.literal('desk-changed'),
    part: z.enum(['picture', 'certificate', 'agency']),
    role: z.string().nullable(),
    certificate: z.string().nullable(),
    /** Of the PNG; null when one was taken away. */
    picture: sha256.nullable(),
    /** Names of the agency's fields that changed. */
    fields: codes,
  }),
  act({
    /** The rows were found to be older than what was sent: they came out of a backup. */
    kind: z.literal('restored'),
    unsent: z.int().nonnegative(),
  }),
  act({
    kind: z.literal('head-stamped'),
    /** The head that the token covers: all rows up to `seq`. */
    seq: z.number().int(),
    hash: sha256,
    /** RFC 3161 TimeStampToken over `hash` (its 32 bytes as imprint), DER in base64. */
    token: z.string(),
  }),
]);
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** One line of the record. `at` is the database's clock, ISO 8601 UTC. */
export const auditRowSchema = z.object({
  writer: z.string(),
  seq: z.number().int().positive(),
  at: z.string(),
  entry: auditEntrySchema,
  previous: z.string(),
  hash: sha256,
});
export type AuditRow = z.infer<typeof auditRowSchema>;
