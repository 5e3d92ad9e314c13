import { z } from 'zod';

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/u);

/** A name of a certificate (X.501), the parts that Vietnamese certificates use. All text is NFC. */
const certificateNameSchema = z.object({
  commonName: z.string(),
  organizationalUnits: z.array(z.string()),
  organization: z.string().nullable(),
  locality: z.string().nullable(),
  state: z.string().nullable(),
  country: z.string().nullable(),
  title: z.string().nullable(),
  email: z.string().nullable(),
  text: z
    .string()
    .describe('Most particular part first, as `CN=…, OU=…, O=…, L=…, C=VN`; values as they are, not escaped'),
});
export type CertificateName = z.infer<typeof certificateNameSchema>;

const certificateKeySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rsa'), bits: z.number().int() }),
  z.object({ kind: z.literal('ec'), curve: z.enum(['P-256', 'P-384', 'P-521']) }),
  z.object({ kind: z.literal('other'), name: z.string() }),
]);

/** A certificate on a token, as shown to the clerk and offered to pages. */
const certificateDescriptionSchema = z.object({
  thumbprint: sha256Hex.describe('SHA-256 of the DER certificate'),
  certificate: z.base64().describe('DER, byte for byte as the token holds it'),
  label: z.string().describe('CKA_LABEL; may be empty'),
  subject: certificateNameSchema,
  issuer: certificateNameSchema,
  serialNumber: z.string().describe('Hexadecimal, upper case'),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  validity: z.enum(['valid', 'expired', 'notYetValid']).describe('By the clock of this computer'),
  key: certificateKeySchema,
  isAuthority: z.boolean().describe('Basic constraints say CA; without a private key it is part of a chain'),
  maySign: z
    .boolean()
    .describe('Key usage is absent or holds digitalSignature or nonRepudiation (RFC 5280 4.2.1.3)'),
  hasPrivateKey: z.boolean().nullable().describe('Null: the token tells only after the PIN'),
  alwaysAuthenticate: z
    .boolean()
    .nullable()
    .describe(
      'CKA_ALWAYS_AUTHENTICATE: one PIN for each signature. Null: the token tells only after the PIN',
    ),
});
export type CertificateDescription = z.infer<typeof certificateDescriptionSchema>;

const tokenFlagsSchema = z.object({
  locked: z.boolean().describe('CKF_USER_PIN_LOCKED'),
  finalTry: z.boolean().describe('CKF_USER_PIN_FINAL_TRY'),
  countLow: z.boolean().describe('CKF_USER_PIN_COUNT_LOW'),
  pinSet: z.boolean().describe('CKF_USER_PIN_INITIALIZED'),
  pinToBeChanged: z.boolean().describe('CKF_USER_PIN_TO_BE_CHANGED'),
});
export type TokenFlags = z.infer<typeof tokenFlagsSchema>;

/** A token that is plugged in. */
export const tokenDescriptionSchema = z.object({
  id: sha256Hex.describe('Same token, same id: SHA-256 over maker, model and serial number'),
  module: z.string().describe('Path of the PKCS#11 module that sees the token'),
  slot: z.string().describe('Slot number in the module, decimal'),
  label: z.string(),
  serialTail: z.string().describe('Last four characters of the serial number'),
  manufacturer: z.string(),
  model: z.string(),
  flags: tokenFlagsSchema,
  pinPad: z.boolean().describe('CKF_PROTECTED_AUTHENTICATION_PATH: the PIN is typed on the reader'),
  pinLength: z.object({ min: z.number().int(), max: z.number().int() }).nullable(),
  triesLeft: z
    .number()
    .int()
    .nonnegative()
    .describe('At most; from the flags and our own count of wrong PINs'),
  lastTry: z.boolean(),
  certificates: z.array(certificateDescriptionSchema),
});
export type TokenDescription = z.infer<typeof tokenDescriptionSchema>;

/** What became of a PKCS#11 module that was looked at. */
export const moduleReportSchema = z.object({
  module: z.string(),
  configured: z.boolean(),
  library: z.string().describe("The module's own name and version; empty when it could not be loaded"),
  tokens: z.number().int(),
  error: z
    .object({
      code: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    })
    .nullable(),
});
export type ModuleReport = z.infer<typeof moduleReportSchema>;
