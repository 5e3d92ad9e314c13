import { z } from 'zod';
import { dayFromPage } from '../document/date.ts';
import { splitCode } from '../document/number.ts';
import { textToBase64 } from './base64.ts';

/**
 * What pages send, one schema for each shape of request. Pages are old and careless: whatever is not of the
 * expected type counts as empty (`DocNumber` may be a serialised object), and every text has a limit.
 */

/** Longest address a request may name; browsers and servers agree on about 8,000 characters. */
const ADDRESS_LIMIT = 8000;
const text = (limit: number) =>
  z
    .unknown()
    .optional()
    .transform((value) => (typeof value === 'string' ? value : ''))
    .pipe(z.string().max(limit));
const address = text(ADDRESS_LIMIT);

/** `DocNumber`: a number, or number and notation. Anything that is not plain text lets the clerk type. */
const docNumber = z
  .unknown()
  .optional()
  .transform((value) => {
    const plain = typeof value === 'string' && value.length <= 100 && !/[{}[\]"\n]/u.test(value) ? value : '';
    const trimmed = plain.normalize('NFC').trim();
    const code = splitCode(trimmed) ?? { number: trimmed, notation: '' };
    const tooLong = code.number.length > 20 || code.notation.length > 60;
    return tooLong ? { number: '', notation: '' } : code;
  });

/** `IssuedDate`: the day in Vietnam, `YYYY-MM-DD`; empty when it says nothing. Midnight in Vietnam arrives as 17:00Z. */
const issuedDay = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? (dayFromPage(value.slice(0, 60)) ?? '') : ''));

const common = {
  FileUploadHandler: address,
  /** Raw token, with or without the word in front of it. */
  JWTToken: text(ADDRESS_LIMIT).transform((token) => token.replace(/^bearer\s+/iu, '').trim()),
};

/** SignFile, SignPDF, SignApproved, SignIssued, SignIncome, Comment, SignAppendix, SignCopy, VerifyPDF. */
export const fileRequestSchema = z.object({
  ...common,
  FileName: address,
  DocNumber: docNumber,
  IssuedDate: issuedDay,
});
export type FileRequest = z.infer<typeof fileRequestSchema>;

/** Files that one SignFiles may name. */
const FILES_LIMIT = 100;

/** SignFiles. One page sends `FileName` instead of `Files`: a batch of one. */
export const filesRequestSchema = z
  .object({
    ...common,
    FileName: address,
    Files: z
      .array(
        z.object({
          FileID: z
            .unknown()
            .optional()
            .transform((id) =>
              typeof id === 'number' || (typeof id === 'string' && id.length <= 300) ? id : '',
            ),
          FileName: address,
          URL: address,
        }),
      )
      .max(FILES_LIMIT)
      .optional()
      .catch(undefined),
  })
  .transform(({ Files, FileName, ...rest }) => ({
    ...rest,
    Files: Files?.length ? Files : FileName === '' ? [] : [{ FileID: 0, FileName, URL: FileName }],
  }));
export type FilesRequest = z.infer<typeof filesRequestSchema>;

/** Longest content of one message, characters of base64 or text. */
const CONTENT_LIMIT = 2_800_000;
const base64 = z
  .string()
  .max(CONTENT_LIMIT)
  .transform((value) => value.replace(/\s+/gu, ''))
  .pipe(z.base64());

/** Booleans travel as the texts "true" and "false", and now and then as what they are. */
const flag = (byDefault: boolean) =>
  z
    .unknown()
    .optional()
    .transform((value) =>
      typeof value === 'boolean'
        ? value
        : typeof value === 'string'
          ? value.toLowerCase() === 'true'
          : byDefault,
    );

/** SignMsg, dialect b: a digest that was computed elsewhere. Without `Encode` a CMS is wanted. */
const hashRequestSchema = z.object({
  HashAlg: z
    .string()
    .transform((name) => name.replace(/-/gu, '').toUpperCase())
    .pipe(z.enum(['SHA256', 'SHA384', 'SHA512'])),
  HashValue: base64,
  Encode: text(20).transform((name) => name.toUpperCase()),
});

const xmlRequestSchema = z.object({
  Base64Content: base64,
  ReturnSignatureOnly: flag(false),
  XmlDsigForm: flag(true),
});

const jsonRequestSchema = z.object({
  JsonContent: z
    .unknown()
    .refine((value) => value !== undefined && value !== null)
    .transform((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .pipe(z.string().min(1).max(CONTENT_LIMIT)),
  DetachPayload: flag(false),
  IsPss: flag(true),
});

export const verifyMessageSchema = z.object({ Base64Content: base64, Signature: base64 });
export const verifyXmlSchema = z.object({ Data: z.string().min(1).max(CONTENT_LIMIT) });
/** A raw compact JWS. */
export const verifyJsonSchema = z.string().trim().min(1).max(CONTENT_LIMIT);
/** The raw challenge of the server's session. */
const authRequestSchema = z.string().min(1).max(100_000);

/** The JSON object in a text frame; undefined when there is none (`[object Object]`, an array, a number). */
export function jsonObject(frame: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(frame.replace(/^\uFEFF/u, '').trim());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Keys that requests for files have; some callers leave some of them out, none leaves out all. */
const FILE_KEYS = [
  'FileUploadHandler',
  'SessionId',
  'JWTToken',
  'FileName',
  'DocNumber',
  'IssuedDate',
  'MetaData',
  'Files',
];

/** The object of a request for files; undefined for what was meant for somebody else (`{"type":"subscribe"}`). */
export function fileRequestOf(frame: string): Record<string, unknown> | undefined {
  const object = jsonObject(frame);
  return object && FILE_KEYS.some((key) => Object.hasOwn(object, key)) ? object : undefined;
}

/** What a page wants signed, whichever operation carried it. Content and digests in base64. */
export type MessageContent =
  | { form: 'cms'; content: string }
  | { form: 'cms-hash' | 'raw'; hash: 'SHA-256' | 'SHA-384' | 'SHA-512'; digest: string }
  | { form: 'xml'; content: string; xades: boolean; signatureOnly: boolean }
  | { form: 'jws'; content: string; detached: boolean; pss: boolean };

/** Characters of base64 that a message carries. */
export const sizeOf = (message: MessageContent): number =>
  ('content' in message ? message.content : message.digest).length;

const HASHES = { SHA256: 'SHA-256', SHA384: 'SHA-384', SHA512: 'SHA-512' } as const;

/** SignMsg in both dialects: a JSON object is a digest, valid base64 is content. Undefined for anything else. */
function signMsg(frame: string): MessageContent | undefined {
  const object = jsonObject(frame);
  if (!object) {
    const content = base64.safeParse(frame.trim());
    return content.success && content.data !== '' ? { form: 'cms', content: content.data } : undefined;
  }
  const asked = hashRequestSchema.safeParse(object);
  if (!asked.success) return undefined;
  const hash = HASHES[asked.data.HashAlg];
  const form = asked.data.Encode === 'RSA' ? 'raw' : asked.data.Encode === '' ? 'cms-hash' : undefined;
  // A digest of another length belongs to another algorithm.
  const bytes = (asked.data.HashValue.replace(/=+$/u, '').length * 3) >> 2;
  if (bytes * 8 !== Number(hash.slice(4))) return undefined;
  return form && { form, hash, digest: asked.data.HashValue };
}

/** What a script makes a text of that has none; "null" would be valid base64, and a challenge is any text. */
const NO_TEXT = /^(\[object \w*\]|null|undefined)$/u;

/** What a message operation asks to be signed; undefined when it cannot be understood. */
export function readMessage(path: string, frame: string): MessageContent | undefined {
  if (NO_TEXT.test(frame)) return undefined;
  if (path === 'SignMsg') return signMsg(frame);
  if (path === 'Auth') {
    const challenge = authRequestSchema.safeParse(frame);
    return challenge.success ? { form: 'cms', content: textToBase64(challenge.data) } : undefined;
  }
  const object = jsonObject(frame);
  if (path === 'SignXML') {
    const asked = xmlRequestSchema.safeParse(object);
    if (!asked.success) return undefined;
    const { Base64Content: content, XmlDsigForm, ReturnSignatureOnly: signatureOnly } = asked.data;
    return { form: 'xml', content, xades: !XmlDsigForm, signatureOnly };
  }
  const asked = jsonRequestSchema.safeParse(object);
  if (path !== 'SignJson' || !asked.success) return undefined;
  const { JsonContent, DetachPayload: detached, IsPss: pss } = asked.data;
  return { form: 'jws', content: textToBase64(JsonContent), detached, pss };
}
