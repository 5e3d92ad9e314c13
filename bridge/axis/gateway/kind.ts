import { z } from 'zod';
import { milliseconds, trustSentList } from '../http/settings.ts';
import { transportKind } from '../kind.ts';

/** A clerk's bridge in an agency whose gateway alone holds the system id and the secret. */
const gatewaySettingsSchema = z.object({
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

export const gateway = transportKind({
  settings: gatewaySettingsSchema,
  async open(settings, { agency, maxPackageBytes, readText }) {
    const { endpoint, certificateFile, keyFile, caFile, connectTimeoutMs, requestTimeoutMs } = settings;
    const [certificate, key, ca] = [readText(certificateFile), readText(keyFile), readText(caFile)];
    const { createGatewayTransport } = await import('./gateway-transport.ts');
    return createGatewayTransport({
      endpoint,
      connectTimeoutMs,
      requestTimeoutMs,
      maxPackageBytes,
      agency,
      certificate,
      key,
      ca,
    });
  },
});
