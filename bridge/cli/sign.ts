import { X509Certificate } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { GivenPlace } from '../../shared/document/placement.ts';
import type { Role } from '../../shared/document/role.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { DrawingLibraries } from '../pdf/drawing/appearance.ts';
import { passGate } from '../pdf/judge/gate.ts';
import type { Authorities } from '../pdf/levels/raise-level.ts';
import { prepareSignature } from '../pdf/prepare.ts';
import { signPdf } from '../pdf/sign.ts';
import type { Judge } from '../program/judge.ts';
import type { Settings } from '../settings/schema.ts';
import type { Tokens } from '../token/tokens.ts';
import type { Outcome } from './output.ts';

export interface SignWords {
  output: string;
  role: Role;
  cert: string;
  pinEnv: string;
  image?: string;
  imageWidth?: number;
  number?: string;
  notation?: string;
  date?: string;
  page?: number;
  rect?: string;
  anchor?: string;
  trust?: string;
  confirmLastTry?: boolean;
  level?: Settings['signing']['level'];
  tsa?: string;
  whenUnreachable?: Settings['signing']['whenUnreachable'];
}

/** `x,y,w,h` in points of the page's unrotated user space, lower left corner first. @throws USAGE */
export function parseRect(text: string): GivenPlace['rect'] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x, y, width, height] = numbers;
  if (
    numbers.length !== 4 ||
    x === undefined ||
    y === undefined ||
    width === undefined ||
    height === undefined ||
    numbers.some((value) => !Number.isFinite(value)) ||
    width <= 0 ||
    height <= 0
  ) {
    throw new KyguiError('USAGE', { problem: '--rect x,y,w,h' });
  }
  return { x, y, width, height };
}

function given(words: SignWords): GivenPlace[] | undefined {
  if (words.rect === undefined) return undefined;
  return [{ page: words.page ?? 1, rect: parseRect(words.rect) }];
}

/** Variable that holds the PIN; it is taken out of the environment before anything else is started. @throws USAGE */
function takePin(name: string): Uint8Array {
  const pin = process.env[name];
  delete process.env[name];
  if (pin === undefined || pin === '')
    throw new KyguiError('USAGE', { problem: `--pin-env ${name}: trống / empty` });
  return new TextEncoder().encode(pin);
}

/**
 * `kygui sign IN -o OUT`: one signature by true incremental update. Broken earlier signatures are refused; the
 * signer of the result is compared with the certificate that was asked for.
 */
export async function sign(
  input: string,
  words: SignWords,
  parts: {
    tokens: Tokens;
    libraries: DrawingLibraries;
    judge: Judge;
    authorities: Authorities;
    settings: Settings;
  },
): Promise<Outcome> {
  const pin = takePin(words.pinEnv);
  const place = given(words);
  const image =
    words.image === undefined
      ? undefined
      : Uint8Array.from(
          await readFile(words.image).catch((cause: unknown) => {
            throw new KyguiError('USAGE', { problem: `--image ${words.image}` }, { cause });
          }),
        );
  passGate(await parts.judge.gate(input, words.role));
  const { certificate } = await parts.tokens.find(words.cert);
  const prepared = await prepareSignature(
    input,
    {
      role: words.role,
      fields: {
        ...(words.number !== undefined && { number: words.number }),
        ...(words.notation !== undefined && { notation: words.notation }),
        ...(words.date !== undefined && { date: words.date }),
      },
      ...(image && { image }),
      ...(words.imageWidth !== undefined && { imageWidthMm: words.imageWidth }),
      ...(words.anchor !== undefined && { anchor: words.anchor }),
      ...(place && { given: place }),
      signerName: certificate.subject.commonName,
      time: Date.now(),
    },
    { libraries: parts.libraries, drawPreviews: false },
  );
  const batch = await parts.tokens.openBatch({
    certificateThumbprint: certificate.thumbprint,
    pin,
    ...(words.confirmLastTry && { confirmLastTry: true }),
  });
  try {
    const signed = await signPdf({
      input,
      output: words.output,
      prepared,
      signer: batch.signer,
      libraries: parts.libraries,
      level: parts.settings.signing.level,
      whenUnreachable: parts.settings.signing.whenUnreachable,
      authorities: parts.authorities,
    });
    const verdict = await parts.judge.judge(words.output);
    const newest = verdict.signatures.find((signature) => signature.fieldName === signed.fieldName);
    if (!verdict.sound || newest?.thumbprint !== certificate.thumbprint) {
      await rm(words.output, { force: true });
      throw new KyguiError('PDF_SIGNATURE_VALUE_WRONG');
    }
    const signer = new X509Certificate(batch.signer.certificate);
    return {
      json: {
        output: words.output,
        sha256: signed.sha256,
        size: signed.size,
        fieldName: signed.fieldName,
        byteRange: signed.byteRange,
        level: signed.level,
        role: words.role,
        placements: prepared.placements,
        notices: prepared.notices,
        certificate: { thumbprint: certificate.thumbprint, serial: signer.serialNumber },
      },
      lines: [`${words.output}: ${signed.size} B, ${signed.fieldName}`],
    };
  } finally {
    await batch.close();
  }
}
