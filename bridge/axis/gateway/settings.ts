import { z } from 'zod';

const file = z.string().min(1);

/** The process that alone holds the agency's connection to the axis: `kygui gateway`. */
export const gatewayServerSettingsSchema = z.object({
  host: z.string().min(1).default('0.0.0.0').describe('Address to listen on'),
  port: z.number().int().min(0).max(65_535).default(8443).describe('0 takes a free one'),
  certificateFile: file.describe('PEM of the server certificate; bridges check its name'),
  keyFile: file.describe('PEM of its key'),
  clientCaFile: file.describe("PEM of the agency's own authority that issues the certificates of bridges"),
  deniedFile: file
    .optional()
    .describe('Withdrawn certificates, SHA-256 fingerprints one a line; read for every request'),
});
