import { z } from 'zod';
import { command } from './command.ts';
import {
  findingSchema,
  instantSchema,
  jobKeySchema,
  originSchema,
  sentenceSchema,
  sha256Schema,
} from './fields.ts';
import { approvalRequestSchema, pinCost } from './signing.ts';

const hashName = z.enum(['SHA-256', 'SHA-384', 'SHA-512']);
const content = z.base64().describe('Bytes to be signed');

/** Content of all messages of one request, characters of base64: a frame of the channel holds no more. */
export const MESSAGES_CHARACTERS = 2_800_000;
const MESSAGES_MOST = 100;

/** One thing a page wants signed that is no PDF. */
export const messageItemSchema = z.discriminatedUnion('form', [
  z.object({ form: z.literal('cms'), content }).describe('Detached CMS'),
  z
    .object({ form: z.literal('cms-hash'), hash: hashName, digest: z.base64() })
    .describe('Detached CMS over content of which only the digest is known'),
  z
    .object({ form: z.literal('raw'), hash: hashName, digest: z.base64() })
    .describe('PKCS#1 v1.5 over a digest'),
  z.object({
    form: z.literal('xml'),
    content,
    xades: z.boolean().describe('XAdES; otherwise plain XML-DSig'),
    signatureOnly: z.boolean().describe('Answers the Signature element alone'),
  }),
  z.object({
    form: z.literal('jws'),
    content,
    detached: z.boolean().describe('Leaves the payload out'),
    pss: z.boolean().describe('RSASSA-PSS'),
  }),
]);
export type MessageItem = z.infer<typeof messageItemSchema>;

const messageVerdictSchema = z.object({
  signed: z.boolean(),
  sound: z.boolean().describe('Every signature right and over all of the content; trust aside'),
  trusted: z.boolean(),
  signatures: z.array(
    z.object({
      signerName: z.string().nullable(),
      serialNumber: z.string().nullable().describe('Hexadecimal, lower case'),
      time: z.string().nullable(),
      intact: z.boolean(),
      chain: z.string(),
      revocation: z.string(),
      reasons: z.array(sentenceSchema),
    }),
  ),
  reasons: z.array(sentenceSchema),
  payload: z.base64().nullable().describe('What a JWS carries'),
});
export type MessageVerdict = z.infer<typeof messageVerdictSchema>;

export const messageCommands = {
  'message.prepare': command({
    about: 'Fixes which messages will be signed for a page. Nothing is signed yet.',
    changes: true,
    request: z.object({
      jobKey: jobKeySchema,
      origin: originSchema,
      certificate: sha256Schema.describe('Thumbprint of the chosen certificate'),
      items: z.array(messageItemSchema).min(1).max(MESSAGES_MOST),
      leave: z
        .object({ until: instantSchema, count: z.int().min(0) })
        .nullable()
        .describe('Leave of the site to have bare digests signed'),
    }),
    answer: z.object({
      jobKey: jobKeySchema,
      findings: z.array(findingSchema),
      approvalDigest: sha256Schema.describe('See messageApprovalDigest() in shared/protocol/approval.ts'),
      ...pinCost,
    }),
  }),
  'message.approve': command({
    about:
      'The clerk approved the messages that were shown, and gives the PIN. All are signed, or none is answered.',
    changes: true,
    request: approvalRequestSchema,
    answer: z.object({
      certificate: z.base64().describe('DER of the certificate that signed'),
      signatures: z.array(z.string()).describe('Base64; a JWS as it is'),
    }),
  }),
  'message.verify': command({
    about: 'What the bridge makes of a signature over bytes, XML or JSON.',
    changes: false,
    request: z.discriminatedUnion('form', [
      z.object({ form: z.literal('cms'), content: z.base64(), signature: z.base64() }),
      z.object({ form: z.literal('xml'), content: z.base64() }),
      z.object({ form: z.literal('jws'), signature: z.string() }),
    ]),
    answer: messageVerdictSchema,
  }),
};
