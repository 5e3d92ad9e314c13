import { z } from 'zod';

const milliseconds = z.number().int().min(1000).max(600_000);

/** Common to every axis with a server. */
const server = {
  endpoint: z.url({ protocol: /^https?$/u }).describe('Base address; an operation is {endpoint}/{operation}'),
  systemId: z.string().min(1).describe('Identity of the connected system'),
  secretFile: z.string().min(1).describe('File that holds the shared secret, readable by this person alone'),
  connectTimeoutMs: milliseconds.default(10_000),
  requestTimeoutMs: milliseconds.default(60_000).describe('Longest silence of the axis within one call'),
  caFile: z.string().min(1).optional().describe('PEM with the roots to trust for an https endpoint'),
  proxy: z
    .union([z.literal('environment'), z.literal('none'), z.url({ protocol: /^http$/u })])
    .default('environment')
    .describe('HTTP proxy: from http_proxy, https_proxy and no_proxy; none; or an address'),
};

const trustSentList = z
  .boolean()
  .default(false)
  .describe(
    'The operator states that getSentEdocList without an id shows every package; else it must prove it',
  );

export const vxpSettingsSchema = z.object({
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

export const lgspSettingsSchema = z.object({
  kind: z.literal('lgsp'),
  ...server,
  login: z
    .object({
      username: z.string().min(1),
      passwordFile: z.string().min(1).describe('File that holds the password, readable by this person alone'),
      applicationCode: z.string(),
    })
    .optional()
    .describe('Where the axis wants a bearer token'),
  paths: z
    .object({
      login: z.string().startsWith('/'),
      send: z.string().startsWith('/'),
      list: z.string().startsWith('/'),
      fetch: z.string().startsWith('/'),
      acknowledge: z.string().startsWith('/'),
      organisations: z.string().startsWith('/'),
    })
    .partial()
    .default({})
    .describe('Paths that differ from the known province'),
  headers: z
    .object({ systemId: z.string().min(1), secretKey: z.string().min(1) })
    .optional()
    .describe('Names of the two headers, when they are not X-SystemId and X-SecretKey'),
  listDays: z.number().int().min(1).max(365).default(90).describe('Days that the pending list looks back'),
});

export const filedropSettingsSchema = z.object({
  kind: z.literal('filedrop'),
  folder: z.string().min(1).describe('Folder whose out/ is carried away and whose in/ is filled by people'),
});

/** A clerk's bridge in an agency whose gateway alone holds the system id and the secret. */
export const gatewaySettingsSchema = z.object({
  kind: z.literal('gateway'),
  endpoint: z.url({ protocol: /^https$/u }).describe('Address of the gateway, https://name:port'),
  certificateFile: z.string().min(1).describe("PEM of this bridge's certificate, issued by the agency"),
  keyFile: z.string().min(1).describe('PEM of its key, readable by this person alone'),
  caFile: z.string().min(1).describe("PEM of the agency's own authority; no other is believed"),
  connectTimeoutMs: milliseconds.default(10_000),
  requestTimeoutMs: milliseconds
    .default(120_000)
    .describe("Longest silence of the gateway; more than the gateway's own limit towards the axis"),
  trustSentList,
});

/** The way to an axis. `none` signs and keeps, and sends nothing. */
export const axisSettingsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  vxpSettingsSchema,
  lgspSettingsSchema,
  filedropSettingsSchema,
  gatewaySettingsSchema,
]);
export type AxisSettings = z.output<typeof axisSettingsSchema>;
