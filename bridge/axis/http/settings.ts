import { z } from 'zod';
import type { TransportParts } from '../kind.ts';
import type { ConnectionOptions } from './connection.ts';

export const milliseconds = z.number().int().min(1000).max(600_000);

/** Common to every axis with a server. */
export const server = {
  endpoint: z.url({ protocol: /^https?$/u }).describe('Base address; an operation is {endpoint}/{operation}'),
  systemId: z.string().min(1).describe('Identity of the connected system'),
  secretFile: z.string().min(1).describe('File that holds the shared secret, readable by this person alone'),
  connectTimeoutMs: milliseconds.default(10_000),
  requestTimeoutMs: milliseconds
    .default(60_000)
    .describe(
      'Longest silence of the axis within one call; a whole answer may take five times as long, packages and the directory at least 1 KB a second',
    ),
  caFile: z.string().min(1).optional().describe('PEM with the roots to trust for an https endpoint'),
  proxy: z
    .union([z.literal('environment'), z.literal('none'), z.url({ protocol: /^http$/u })])
    .default('environment')
    .describe('HTTP proxy: from http_proxy, https_proxy and no_proxy; none; or an address'),
};

export const trustSentList = z
  .boolean()
  .default(false)
  .describe(
    'The operator states that getSentEdocList without an id shows every package; else it must prove it',
  );

const serverSchema = z.object(server);

/** What every axis with a server is reached with. @throws what `readText` throws */
export function connectionOf(
  settings: z.output<typeof serverSchema>,
  { maxPackageBytes, onOddity, readText }: TransportParts,
): ConnectionOptions & {
  systemId: string;
  maxPackageBytes: number;
  onOddity?: (operation: string, place: string) => void;
} {
  const { endpoint, systemId, connectTimeoutMs, requestTimeoutMs, caFile, proxy } = settings;
  return {
    maxPackageBytes,
    ...(onOddity === undefined ? {} : { onOddity }),
    endpoint,
    systemId,
    connectTimeoutMs,
    requestTimeoutMs,
    ...(caFile === undefined ? {} : { ca: readText(caFile) }),
    ...(proxy === 'none' ? {} : { proxy }),
  };
}
