import { createHash } from 'node:crypto';
import { KyguiError } from '../../shared/errors.ts';
import type { Signer } from '../../shared/signing/signer.ts';
import { appendSignature } from './append/append-signature.ts';
import { Draft } from './append/draft.ts';
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

export interface SignPdfOptions {
  input: string;
  output: string;
  prepared: PreparedSignature;
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

export interface SignedPdf {
  /** Of the output, hexadecimal. */
  sha256: string;
  size: number;
  fieldName: string;
  byteRange: ByteRange;
  /** The level reached; lower than wanted only when `whenUnreachable` is `degrade`. */
  level: Level;
}

/**
 * Signs exactly what was prepared: the output is the input, byte for byte, and one revision behind it. It appears under
 * its name whole and flushed, or not at all; the input is only read.
 * @throws PDF_CHANGED_SINCE_CONSENT when the input is not the one that was prepared; PDF_OUTPUT_IS_INPUT;
 * PDF_SIGNATURE_VALUE_WRONG; PDF_SIGNATURE_TOO_LARGE; PDF_WRITE_FAILED; what opening a file and the signer throw
 */
export async function signPdf(options: SignPdfOptions): Promise<SignedPdf> {
  const { input, output, prepared, signer } = options;
  await assertOtherFile(input, output);
  const digestName = opensslDigest(hashFor(signer.keyType));
  const draft = await Draft.copyOf(input, output, digestName);
  try {
    if (draft.size !== prepared.size || (prepared.sha256 !== null && draft.sha256() !== prepared.sha256)) {
      throw new KyguiError('PDF_CHANGED_SINCE_CONSENT');
    }
    const signed = await addSignature(draft, digestName, options);
    checkDraft(draft, signed.byteRange, options);
    const level = signed.stamped ? await raise(draft, options) : 'B-B';
    await draft.finish();
    return {
      sha256: draft.sha256(),
      size: draft.size,
      fieldName: prepared.fieldName,
      byteRange: signed.byteRange,
      level,
    };
  } catch (thrown) {
    await draft.drop();
    throw thrown;
  }
}

/** Reads the draft, not the input: what is parsed is then what was hashed, whatever happens to the input meanwhile. */
async function addSignature(
  draft: Draft,
  digestName: string,
  options: SignPdfOptions,
): Promise<{ byteRange: ByteRange; stamped: boolean }> {
  const { prepared, signer } = options;
  const timestamp = timestampOf(options);
  const { request } = prepared;
  const file = openDraft(draft, options, prepared.notices.includes('PDF_REBUILT'));
  try {
    assertSignable(readPermissions(file));
    const into = prepared.intoEmptyField ? emptyField(file, prepared, signer) : undefined;
    if (!into && fieldNames(file.latest, file.limits.pages).has(prepared.fieldName)) {
      throw new KyguiError('PDF_CHANGED_SINCE_CONSENT');
    }
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
  } finally {
    file.close();
  }
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

/** The finished draft must open by its own cross references and end where the signature says. */
function checkDraft(draft: Draft, byteRange: ByteRange, options: SignPdfOptions): void {
  const file = openDraft(draft, options, false);
  try {
    const [, , gapEnd, rest] = byteRange;
    const { revision } = file.latest;
    const whole = gapEnd + rest === draft.size && revision.end === draft.size && revision.closed;
    if (!whole || !fieldNames(file.latest, file.limits.pages).has(options.prepared.fieldName)) {
      throw new KyguiError('INTERNAL');
    }
  } finally {
    file.close();
  }
}

/** A damaged file is read by its objects only when that was said before the clerk consented. */
function openDraft(draft: Draft, options: SignPdfOptions, rebuild: boolean): PdfFile {
  const limits = options.limits ? { limits: options.limits } : {};
  if (rebuild) return PdfFile.open(draft.path, { ...limits, damaged: 'rebuild' });
  const file = PdfFile.open(draft.path, { ...limits, damaged: 'when-unsigned' });
  if (file.damage === null) return file;
  file.close();
  throw file.damage;
}

interface SignatureTimestamp {
  had: boolean;
  ask(signatureValue: Uint8Array): Promise<Uint8Array | null>;
}

/** The signature time-stamp of level B-T and above; null for B-B. */
function timestampOf({ level, authorities, whenUnreachable }: SignPdfOptions): SignatureTimestamp | null {
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
async function raise(draft: Draft, options: SignPdfOptions): Promise<Level> {
  const { level, authorities, prepared, libraries } = options;
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
