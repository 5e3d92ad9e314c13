import { z } from 'zod';
import { ERRORS, type ErrorCode, KyguiError } from '../../../shared/errors.ts';

/**
 * What bridges and the gateway say to each other over HTTPS: one POST for each call of an {@link AxisTransport}.
 * A failure is `{error: {code, details}}` with a code of the closed list, so that a clerk reads the same sentence
 * as if her bridge stood at the axis itself.
 */
export const OPERATIONS = ['list', 'fetch', 'send', 'acknowledge', 'sentList', 'directory'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const pathOf = (operation: Operation): string => `/v1/${operation}`;

/** Code of the agency for which a bridge asks. */
export const AGENCY_HEADER = 'kygui-agency';
/** Description of an uploaded package: JSON in base64url. */
export const PACKAGE_HEADER = 'kygui-package';

const messageType = z.enum(['edoc', 'status']);

/** With `since` those that were acknowledged from then on. */
export const listRequestSchema = z.object({
  messageType,
  since: z.iso.datetime({ offset: true }).optional(),
});
export const itemsSchema = z.object({
  items: z.array(
    z.object({ docId: z.string(), messageType, from: z.string(), to: z.string(), status: z.string() }),
  ),
});

export const fetchRequestSchema = z.object({ docId: z.string().min(1) });

export const packageSchema = z.object({
  messageType,
  from: z.string().min(1),
  to: z.array(z.string()),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  /** Milliseconds after which nothing of this package may leave the gateway any more: the sender's lease. */
  withinMs: z.number().int().positive().max(86_400_000),
});
export const receiptSchema = z.object({
  docId: z.string().nullable(),
  raw: z.string(),
  exported: z.literal(true).optional(),
});

export const acknowledgeRequestSchema = z.object({
  docId: z.string().min(1),
  status: z.enum(['processing', 'done', 'fail']),
  description: z.string().optional(),
});

export const sentListRequestSchema = z.object({ messageType, docId: z.string().optional() });
export const sentRowsSchema = z.object({
  rows: z.array(
    z.object({
      senderDocId: z.string(),
      receiverDocId: z.string().nullable(),
      fromCode: z.string(),
      toCode: z.string(),
      sendStatus: z.string(),
      sendStatusText: z.string(),
      receiveStatus: z.string(),
      receiveStatusText: z.string(),
      sentTime: z.string(),
      title: z.string(),
      notation: z.string(),
      sha256: z.string().optional(),
    }),
  ),
});

export const unitSchema = z.object({
  id: z.string(),
  parentId: z.string(),
  code: z.string(),
  oldCode: z.string(),
  name: z.string(),
  mail: z.string(),
  closed: z.boolean(),
});
/** Last line of a directory: a list that is cut off is never taken for the whole. */
export const directoryEndSchema = z.strictObject({ end: z.number().int() });

const failureSchema = z.object({
  error: z.object({
    code: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
});

export const failureText = ({ code, details }: KyguiError): string =>
  JSON.stringify({ error: { code, details } });

/** The failure that an answer names, or null when it is none. */
export function failureIn(answer: unknown): KyguiError | null {
  const parsed = failureSchema.safeParse(answer);
  if (!parsed.success) return null;
  const { code, details } = parsed.data.error;
  return Object.hasOwn(ERRORS, code) ? new KyguiError(code as ErrorCode, details) : null;
}
