import { z } from 'zod';
import { connectionOf, server, trustSentList } from '../http/settings.ts';
import { transportKind } from '../kind.ts';

const vxpSettingsSchema = z.object({
  kind: z.literal('vxp'),
  ...server,
  trustSentList,
  from: z.enum(['agency', 'system']).default('agency').describe('What stands in the from header'),
  routing: z
    .enum(['header', 'package'])
    .default('header')
    .describe('Recipients named in the to header, or by the package alone'),
  maxRecipientBytes: z.number().int().min(100).default(3000).describe('Longest to header in bytes'),
});

/** The national axis (axis API, part A). */
export const vxp = transportKind({
  settings: vxpSettingsSchema,
  async open(settings, parts) {
    const { from, routing, maxRecipientBytes } = settings;
    const connection = connectionOf(settings, parts);
    const secret = parts.readText(settings.secretFile).trim();
    const { createVxpTransport } = await import('./vxp-transport.ts');
    return createVxpTransport({ ...connection, secret, from, routing, maxRecipientBytes });
  },
});
