import { z } from 'zod';

/**
 * What parent and module process say to each other. A PIN is in none of these messages: it goes through a
 * pipe of its own (descriptor {@link PIN_DESCRIPTOR}), the message names only its length.
 */
export const PIN_DESCRIPTOR = 4;

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const hashName = z.enum(['SHA-256', 'SHA-384', 'SHA-512']);
/** Length of the PIN that follows in the pipe; null: the reader's own keys; absent: no PIN is due. */
const pinLength = z.number().int().min(0).max(256).nullable().optional();

const rawCertificateSchema = z.object({
  value: bytes,
  id: bytes,
  label: z.string(),
  hasPrivateKey: z.boolean().nullable(),
  alwaysAuthenticate: z.boolean().nullable(),
});
export type RawCertificate = z.infer<typeof rawCertificateSchema>;

const rawTokenSchema = z.object({
  slot: z.string(),
  label: z.string(),
  manufacturer: z.string(),
  model: z.string(),
  serialNumber: z.string(),
  flags: z.number(),
  minPinLength: z.number(),
  maxPinLength: z.number(),
});
export type RawToken = z.infer<typeof rawTokenSchema>;

export const hostCalls = {
  /** Loads and initialises the module. Once in the life of the process. */
  load: { ask: z.object({ module: z.string() }), answer: z.object({ library: z.string() }) },
  /** Tokens that are plugged in, with the certificates that show without a login. */
  tokens: {
    ask: z.object({}),
    answer: z.array(rawTokenSchema.extend({ certificates: z.array(rawCertificateSchema) })),
  },
  /** Opens the one session of this process. */
  open: {
    ask: z.object({ slot: z.string() }),
    answer: rawTokenSchema.extend({ certificates: z.array(rawCertificateSchema) }),
  },
  /** Reads label, serial number and flags of the opened slot anew. */
  token: { ask: z.object({}), answer: rawTokenSchema },
  login: { ask: z.object({ pin: pinLength }), answer: z.object({}) },
  /** Finds the private key of a certificate: by modulus, CKA_ID, label, or because it is the only one. */
  key: {
    ask: z.object({ id: bytes, label: z.string(), modulus: bytes.nullable() }),
    answer: z.object({ key: z.number().int(), alwaysAuthenticate: z.boolean() }).nullable(),
  },
  /** One signature; the answer is what the module returned, PKCS#1 v1.5 or r and s side by side. */
  sign: {
    ask: z.object({
      key: z.number().int(),
      digest: bytes,
      hash: hashName,
      fieldBytes: z.number().int().nullable().describe('Field size of an EC key; null for RSA'),
      padding: z.enum(['pkcs1', 'pss']).optional().describe('Of RSA; PKCS#1 v1.5 unless said'),
      pin: pinLength,
    }),
    answer: z.object({ signature: bytes }),
  },
  /** From now on tell by events when tokens come and go. */
  watch: { ask: z.object({ intervalMs: z.number().int().min(50) }), answer: z.object({}) },
  /** Logs out, closes the session and finalises the module; the parent then ends the process. */
  close: { ask: z.object({}), answer: z.object({}) },
} as const;

export type HostCall = keyof typeof hostCalls;
export type Ask<C extends HostCall> = z.input<(typeof hostCalls)[C]['ask']>;
export type Answer<C extends HostCall> = z.output<(typeof hostCalls)[C]['answer']>;

export const hostRequestSchema = z.object({
  id: z.number().int(),
  call: z.enum(Object.keys(hostCalls) as [HostCall, ...HostCall[]]),
  ask: z.unknown(),
});

/** Stands for the PKCS#11 function where the native part for readers with keys is missing. */
export const PIN_PAD = 'pin pad';

/** A call that did not succeed. */
const hostFailureSchema = z.object({
  returnValue: z.number().nullable().describe('CK_RV; null when the failure is not from the module'),
  call: z.string().describe('PKCS#11 function'),
  text: z.string().describe('Message of the loader, for modules that cannot be loaded'),
  removed: z.boolean().describe('The token of the open session is no longer there'),
});
export type HostFailure = z.infer<typeof hostFailureSchema>;

export const hostReplySchema = z.union([
  z.object({ id: z.number().int(), ok: z.literal(true), answer: z.unknown() }),
  z.object({ id: z.number().int(), ok: z.literal(false), failure: hostFailureSchema }),
  z.object({ event: z.enum(['ready', 'alive', 'changed']) }),
]);
export type HostReply = z.infer<typeof hostReplySchema>;
export type HostEvent = 'ready' | 'alive' | 'changed';
