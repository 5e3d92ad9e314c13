import type { GatePolicy } from '../../shared/document/gate.ts';
import { KyguiError } from '../../shared/errors.ts';
import { hashFor, opensslDigest } from './cms/signed-data.ts';
import { PdfFile } from './file/pdf-file.ts';
import { checkGate, checkGateOnFile } from './judge/gate.ts';
import { type GateReport, type Intent, passGate } from './judge/gate-decision.ts';
import { type PreparedSignature, prepareOnFile, prepareSignature } from './prepare.ts';
import { type SignatureRequestInput, signatureRequestSchema } from './request.ts';
import {
  addSignature,
  completeDraft,
  type Examine,
  openDraft,
  type SignedPdf,
  type SigningOptions,
  withDraft,
} from './sign.ts';

export interface SignAtOnceOptions extends SigningOptions {
  input: string;
  /** Where the result grows; not there yet. */
  draft: string;
  request: SignatureRequestInput;
  gate: { intent: Intent; policy: GatePolicy | null };
}

export interface SignedAtOnce<Seen> {
  signed: SignedPdf;
  seen: Seen;
  /** The file before, as the gate judged it. */
  gate: GateReport;
  prepared: PreparedSignature;
}

/** What a second look, at a file opened anew, may say otherwise. */
const LOOK_AGAIN = new Set([
  'PDF_XREF_DAMAGED',
  'PDF_OBJECT_DAMAGED',
  'PDF_LIMIT_EXCEEDED',
  'PDF_FILTER_UNSUPPORTED',
]);

/**
 * Gate, places and signature where nobody looks in between (a list of the command line): the file is copied and hashed
 * first and read once, so that what passes the gate, what is drawn on and what is signed are the same bytes.
 * @throws GATE_SIGNATURES_BROKEN, GATE_ACTIVE_CONTENT, and what preparing and signing throw
 */
export function signAtOnce<Seen>(
  options: SignAtOnceOptions,
  examine: Examine<Seen>,
): Promise<SignedAtOnce<Seen>> {
  const request = signatureRequestSchema.parse(options.request);
  const digestName = opensslDigest(hashFor(options.signer.keyType));
  return withDraft(options.input, options.draft, digestName, async (draft) => {
    const { path } = draft;
    let file = openSound(path);
    const look = async <T>(use: (file: PdfFile) => Promise<T>, anew: () => Promise<T>): Promise<T> => {
      try {
        if (file) return await use(file);
      } catch (thrown) {
        if (!(thrown instanceof KyguiError && LOOK_AGAIN.has(thrown.code))) throw thrown;
        file?.close();
        file = null;
      }
      return anew();
    };
    try {
      const { intent, policy } = options.gate;
      const gate = await look(
        (sound) => checkGateOnFile(sound, intent, policy),
        () => checkGate(path, intent, { trust: null, revocation: null, ...(policy && { policy }) }),
      );
      passGate(gate);
      const { libraries } = options;
      const prepared = await look(
        (sound) => prepareOnFile(sound, request, null, { libraries, drawPreviews: false }),
        () => prepareSignature(path, options.request, { libraries, drawPreviews: false, bindContent: false }),
      );
      file ??= openDraft(path, options, prepared.notices.includes('PDF_REBUILT'));
      const added = await addSignature(draft, file, prepared, options);
      return { ...(await completeDraft(draft, added, prepared, options, examine)), gate, prepared };
    } finally {
      file?.close();
    }
  });
}

/** Null for a file that cannot be opened as it is: gate and preparation then say what is wrong with it. */
function openSound(path: string): PdfFile | null {
  try {
    return PdfFile.open(path);
  } catch {
    return null;
  }
}
