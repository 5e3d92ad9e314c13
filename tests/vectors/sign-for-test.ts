import { FontLibrary } from '../../bridge/pdf/drawing/fonts.ts';
import { ImageLibrary } from '../../bridge/pdf/drawing/images.ts';
import { type PreparedSignature, prepareSignature } from '../../bridge/pdf/prepare.ts';
import type { SignatureRequestInput } from '../../bridge/pdf/request.ts';
import { type SignedPdf, signPdf } from '../../bridge/pdf/sign.ts';
import type { TestIdentity } from './test-signer.ts';

export const libraries = { fonts: new FontLibrary(), images: new ImageLibrary() };

/** 05/01/2026 08:30:00 in Vietnam; in UTC it is still dark. */
export const SIGNING_TIME = Date.UTC(2026, 0, 5, 1, 30);

/** Prepares and signs in one go. */
export async function signForTest(
  input: string,
  output: string,
  identity: TestIdentity,
  request: Omit<SignatureRequestInput, 'signerName' | 'time'> & { time?: number },
): Promise<{ prepared: PreparedSignature; signed: SignedPdf }> {
  const prepared = await prepareSignature(
    input,
    { signerName: identity.commonName, time: SIGNING_TIME, ...request },
    { libraries },
  );
  const signed = await signPdf({ input, output, prepared, signer: identity.signer, libraries });
  return { prepared, signed };
}
