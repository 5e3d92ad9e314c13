import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { KyguiError } from '../../shared/errors.ts';
import type { Signer } from '../../shared/signing/signer.ts';
import { outputFile } from '../files/output-file.ts';
import { appendSignature } from './append/append-signature.ts';
import { Draft, nameDraft } from './append/draft.ts';
import { chooseEmptyField, type EmptyField } from './append/empty-field.ts';
import { fieldNames } from './append/fields.ts';
import { assertSignable, readPermissions } from './append/lock.ts';
import { assertOtherFile } from './append/other-file.ts';
import type { ByteRange } from './append/signature-dictionary.ts';
import { cmsSizeLimit, hashFor, opensslDigest, signDetached } from './cms/signed-data.ts';
import type { DrawingLibraries } from './drawing/appearance.ts';
import { pdfTime } from './drawing/time-text.ts';
import type { ReadLimits } from './file/limits.ts';
import { PdfFile } from './file/pdf-file.ts';
import { withFile } from './levels/augment.ts';
import { withIssuers } from './levels/complete-chain.ts';
import {
  type Authorities,
  addDocumentTimestamp,
  addValidationData,
  type Level,
  placedSignatures,
} from './levels/raise-level.ts';
import type { PreparedSignature } from './prepare.ts';

/** Room for a time-stamp token with its chain, in bytes. */
const TIMESTAMP_ROOM = 16 * 1024;

/** How a file is signed, whatever is known of it before. */
export interface SigningOptions {
  signer: Signer;
  libraries: DrawingLibraries;
  limits?: Partial<ReadLimits>;
  /** B-B unless given. */
  level?: Level;
  /** Needed above B-B. */
  authorities?: Authorities;
  /** `stop` (default) signs at the wanted level or not at all; `degrade` signs at the level that can be reached. */
  whenUnreachable?: 'stop' | 'degrade';
}

export interface SignDraftOptions extends SigningOptions {
  input: string;
  /** Where the result grows; not there yet. */
  draft: string;
  prepared: PreparedSignature;
}

export type SignPdfOptions = Omit<SignDraftOptions, 'draft'> & { output: string };

export interface SignedPdf {
  /** Of the output, hexadecimal. */
  sha256: string;
  size: number;
  fieldName: string;
  byteRange: ByteRange;
  /** The level reached; lower than wanted only when `whenUnreachable` is `degrade`. */
  level: Level;
}

/** Looks at the signed draft while it is flushed; what it throws takes the draft away. */
export type Examine<Seen> = (path: string) => Promise<Seen>;

/**
 * Signs exactly what was prepared: the output is the input, byte for byte, and one revision behind it. It appears under
 * its name whole and flushed, or not at all; the input is only read.
 * @throws PDF_CHANGED_SINCE_CONSENT when the input is not the one that was prepared; PDF_OUTPUT_IS_INPUT;
 * PDF_SIGNATURE_VALUE_WRONG; PDF_SIGNATURE_TOO_LARGE; PDF_WRITE_FAILED; what opening a file and the signer throw
 */
export async function signPdf({ output, ...options }: SignPdfOptions): Promise<SignedPdf> {
  assertOtherFile(options.input, output);
  const to = await outputFile(output);
  const { signed } = await signDraft({ ...options, draft: to.draft }, async (path) =>
    assertWhole(path, options.prepared, options),
  );
  try {
    await nameDraft(to);
  } catch (thrown) {
    await rm(to.draft, { force: true });
    throw thrown;
  }
  return signed;
}

/** {@link signPdf} as far as a flushed draft, which the caller names or takes away. */
export function signDraft<Seen>(
  options: SignDraftOptions,
  examine: Examine<Seen>,
): Promise<{ signed: SignedPdf; seen: Seen }> {
  const { input, prepared, signer } = options;
  const digestName = opensslDigest(hashFor(signer.keyType));
  return withDraft(input, options.draft, digestName, async (draft) => {
    if (draft.size !== prepared.size || (prepared.sha256 !== null && draft.sha256() !== prepared.sha256)) {
      throw new KyguiError('PDF_CHANGED_SINCE_CONSENT');
    }
    // The draft is read, not the input: what is parsed is then what was hashed, whatever happens to the input meanwhile.
    const file = openDraft(draft.path, options, prepared.notices.includes('PDF_REBUILT'));
    let added: Added;
    try {
      assertStillFits(file, prepared);
      added = await addSignature(draft, file, prepared, options);
    } finally {
      file.close();
    }
    return completeDraft(draft, added, prepared, options, examine);
  });
}

/** A copy of the input to work on; nothing of it stays when the work fails. */
export async function withDraft<T>(
  input: string,
  path: string,
  digestName: string,
  work: (draft: Draft) => Promise<T>,
): Promise<T> {
  const draft = await Draft.copyOf(input, path, digestName);
  try {
    return await work(draft);
  } catch (thrown) {
    await draft.drop();
    throw thrown;
  }
}

/** @throws PDF_CHANGED_SINCE_CONSENT, and what forbids a signature */
function assertStillFits(file: PdfFile, prepared: PreparedSignature): void {
  assertSignable(readPermissions(file), prepared.intoEmptyField);
  if (prepared.intoEmptyField) return;
  if (fieldNames(file.latest, file.limits.pages).has(prepared.fieldName)) {
    throw new KyguiError('PDF_CHANGED_SINCE_CONSENT');
  }
}

/** A signature that stands in a draft. */
export interface Added {
  byteRange: ByteRange;
  /** It carries a time-stamp. */
  stamped: boolean;
}

/**
 * Adds the prepared signature to a draft.
 * @param file the draft, opened before anything was added.
 */
export async function addSignature(
  draft: Draft,
  file: PdfFile,
  prepared: PreparedSignature,
  options: SigningOptions,
): Promise<Added> {
  const timestamp = timestampOf(options);
  const { authorities } = options;
  // B-B is signed without a line, and nobody waits for one.
  const signer = timestamp && authorities ? await withIssuers(options.signer, authorities) : options.signer;
  const digestName = opensslDigest(hashFor(signer.keyType));
  const { request } = prepared;
  const into = prepared.intoEmptyField ? emptyField(file, prepared, signer) : undefined;
  const [onlyReason] = into?.demands.reasons ?? [];
  const reason = request.reason ?? onlyReason;
  const byteRange = await appendSignature(
    draft,
    file,
    {
      kind: 'Sig',
      fieldName: prepared.fieldName,
      capacity: cmsSizeLimit(signer) + (timestamp ? TIMESTAMP_ROOM : 0),
      texts: {
        time: pdfTime(request.time),
        name: request.signerName.normalize('NFC'),
        ...(reason === undefined ? {} : { reason: reason.normalize('NFC') }),
        ...(request.location === undefined ? {} : { location: request.location.normalize('NFC') }),
      },
      stamps: prepared.stamps,
      ...(into && { into }),
    },
    options.libraries,
    async (parts) =>
      (await signDetached(signer, draft.digestWith(digestName, parts), { timestamp: timestamp?.ask })).cms,
  );
  return { byteRange, stamped: timestamp?.had === true };
}

/** Raises the level, flushes the draft and has it looked at meanwhile. */
export async function completeDraft<Seen>(
  draft: Draft,
  added: Added,
  prepared: PreparedSignature,
  options: SigningOptions,
  examine: Examine<Seen>,
): Promise<{ signed: SignedPdf; seen: Seen }> {
  const [, , gapEnd, rest] = added.byteRange;
  if (gapEnd + rest !== draft.size) throw new KyguiError('INTERNAL');
  const level = added.stamped ? await raise(draft, prepared, options) : 'B-B';
  const flushed = draft.flush();
  // Awaited below, also when the look fails first.
  flushed.catch(() => {});
  const seen = await examine(draft.path);
  await flushed;
  const signed = {
    sha256: draft.sha256(),
    size: draft.size,
    fieldName: prepared.fieldName,
    byteRange: added.byteRange,
    level,
  };
  return { signed, seen };
}

/** The field as it was prepared. @throws PDF_CHANGED_SINCE_CONSENT, PDF_FIELD_UNUSABLE for a digest that it does not take */
function emptyField(file: PdfFile, { request, fieldName }: PreparedSignature, signer: Signer): EmptyField {
  const field = chooseEmptyField(file, request.role, fieldName, []);
  if (!field) throw new KyguiError('PDF_CHANGED_SINCE_CONSENT');
  const { digests } = field.demands;
  const own = hashFor(signer.keyType).replace('-', '');
  if (digests.length > 0 && !digests.includes(own)) {
    throw new KyguiError('PDF_FIELD_UNUSABLE', { field: fieldName, problem: 'SV DigestMethod' });
  }
  return field;
}

/** The finished draft must open by its own cross references, end where they say, and hold the field. */
function assertWhole(path: string, prepared: PreparedSignature, options: SigningOptions): void {
  const file = openDraft(path, options, false);
  try {
    const { revision } = file.latest;
    const whole = revision.end === file.size && revision.closed;
    if (!whole || !fieldNames(file.latest, file.limits.pages).has(prepared.fieldName)) {
      throw new KyguiError('INTERNAL');
    }
  } finally {
    file.close();
  }
}

/** A damaged file is read by its objects only when that was said before the clerk consented. */
export function openDraft(path: string, options: Pick<SigningOptions, 'limits'>, rebuild: boolean): PdfFile {
  const limits = options.limits ? { limits: options.limits } : {};
  if (rebuild) return PdfFile.open(path, { ...limits, damaged: 'rebuild' });
  const file = PdfFile.open(path, { ...limits, damaged: 'when-unsigned' });
  if (file.damage === null) return file;
  file.close();
  throw file.damage;
}

interface SignatureTimestamp {
  had: boolean;
  ask(signatureValue: Uint8Array): Promise<Uint8Array | null>;
}

/** The signature time-stamp of level B-T and above; null for B-B. */
function timestampOf({ level, authorities, whenUnreachable }: SigningOptions): SignatureTimestamp | null {
  if (level === undefined || level === 'B-B') return null;
  const authority = authorities?.timestamp;
  const result: SignatureTimestamp = {
    had: false,
    ask: async (value) => {
      try {
        if (!authority) throw new KyguiError('PDF_TSA_UNREACHABLE', { reason: 'no address' });
        const token = await authority.stamp(createHash('sha256').update(value).digest(), 'SHA-256');
        result.had = true;
        return token;
      } catch (thrown) {
        // A wrong answer is never passed over: somebody stands in the authority's place.
        const missing = thrown instanceof KyguiError && MISSING.has(thrown.code);
        if (missing && whenUnreachable === 'degrade') return null;
        throw thrown;
      }
    },
  };
  return result;
}

const MISSING: ReadonlySet<string> = new Set([
  'PDF_TSA_UNREACHABLE',
  'PDF_TSA_REFUSED',
  'PDF_REVOCATION_UNAVAILABLE',
]);

/** Adds validation data and a document time-stamp behind a signature that carries its own time-stamp. */
async function raise(draft: Draft, prepared: PreparedSignature, options: SigningOptions): Promise<Level> {
  const { level, authorities, libraries } = options;
  if (!authorities || (level !== 'B-LT' && level !== 'B-LTA')) return 'B-T';
  const partial = options.whenUnreachable === 'degrade';
  const complete = await withFile(draft, (file) => {
    const own = placedSignatures(file).find((one) => one.fieldName === prepared.fieldName);
    if (!own) throw new KyguiError('INTERNAL');
    const mine = { partial, own: true };
    return addValidationData(draft, file, own, authorities, Date.now(), mine).catch((thrown: unknown) => {
      if (partial && thrown instanceof KyguiError && thrown.code === 'PDF_CHAIN_UNTRUSTED') return false;
      throw thrown;
    });
  });
  if (!complete) return 'B-T';
  const { timestamp } = authorities;
  if (level === 'B-LT' || !timestamp) return 'B-LT';
  try {
    await withFile(draft, (file) => addDocumentTimestamp(draft, file, timestamp, libraries));
    return 'B-LTA';
  } catch (thrown) {
    if (partial && thrown instanceof KyguiError && MISSING.has(thrown.code)) return 'B-LT';
    throw thrown;
  }
}
