import { z } from 'zod';

/** Every step of a package on its way out. The first three belong to letters that are signed here. */
export const outboxStateSchema = z.enum([
  'accepted',
  'consented',
  'signed',
  'packaged',
  'claimed',
  'asked',
  'outcome-unknown',
  'sent',
  /** Lies in a folder for people to carry; nobody has said yet that it came. */
  'exported',
  'receipted',
  /** There without a receipt of the axis: by the recipient's own status, or by the word of a clerk who asked. */
  'arrived',
  'closed',
  'failed',
  'cancelled',
]);
export type OutboxState = z.infer<typeof outboxStateSchema>;
