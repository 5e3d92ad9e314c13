import { z } from 'zod';

/** Virus scan of what leaves, by a clamd that the office runs. */
export const scanSettingsSchema = z.object({
  socket: z.string().min(1).optional().describe("clamd's Unix socket, e.g. /run/clamav/clamd.ctl"),
  host: z.string().min(1).default('127.0.0.1').describe('When there is no Unix socket'),
  port: z.number().int().min(1).max(65_535).default(3310),
  timeLimitMs: z.number().int().min(1000).max(600_000).default(60_000).describe('Without a word from clamd'),
  whenAway: z
    .enum(['refuse', 'warning', 'notice'])
    .default('warning')
    .describe('What a letter meets when clamd gives no verdict'),
});
export type ScanSettings = z.output<typeof scanSettingsSchema>;
