import { z } from 'zod';
import { jobKeySchema } from './commands/fields.ts';
import { doctorCheckSchema } from './commands/session.ts';

/** Range of protocol versions a side speaks; the highest common one is used. */
export const PROTOCOL_VERSIONS = { min: 1, max: 1 } as const;

/** extension → bridge */
export const requestFrameSchema = z.object({
  id: z.number().int().min(1).describe('Chosen by the asker, unique within the connection'),
  command: z.string(),
  body: z.unknown(),
});

/** bridge → extension: the one answer to a request. */
export const answerFrameSchema = z.discriminatedUnion('ok', [
  z.object({ id: z.number().int(), ok: z.literal(true), body: z.unknown() }),
  z.object({
    id: z.number().int(),
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  }),
]);

/** bridge → extension, unasked. */
export const eventFrameSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('job.progress'),
    jobKey: jobKeySchema,
    step: z.enum([
      'received',
      'judging',
      'preparing',
      'token',
      'signing',
      'timestamping',
      'checking',
      'packaging',
      'sending',
      'done',
    ]),
    done: z.number().int(),
    total: z.number().int(),
  }),
  z.object({ event: z.literal('outbox.changed'), letterId: z.uuid() }),
  z.object({ event: z.literal('inbox.changed'), itemId: z.uuid() }),
  z.object({ event: z.literal('token.changed') }),
  z.object({ event: z.literal('axis.changed') }),
  z.object({
    event: z.literal('doctor.progress'),
    run: z.uuid(),
    id: z.string().describe('The check that is made now'),
    done: z.number().int(),
    total: z.number().int(),
    last: doctorCheckSchema.nullable().describe('Result of the check before it'),
  }),
]);
export type EventFrame = z.infer<typeof eventFrameSchema>;
