import { access, constants } from 'node:fs/promises';
import { KyguiError } from '../../shared/errors.ts';
import { outputFile } from '../files/output-file.ts';
import { readAtMost } from '../files/read-at-most.ts';
import { writeResult } from '../files/write-result.ts';
import { readError, signCms, verifyCms } from '../formats/cms.ts';
import { describeFormatVerdict, type FormatTrust, type FormatVerdict } from '../formats/verdict.ts';
import { XML_LIMIT, xmlTooLarge } from '../formats/xml/document.ts';
import { assertXmlSignable, signXml } from '../formats/xml/sign-xml.ts';
import { verifyXml } from '../formats/xml/verify-xml.ts';
import { assertOtherFile } from '../pdf/append/other-file.ts';
import type { Authorities } from '../pdf/levels/raise-level.ts';
import type { Settings } from '../settings/schema.ts';
import { withStoreErrors } from '../store/durable-file.ts';
import type { Batch } from '../token/batch.ts';
import type { Tokens } from '../token/tokens.ts';
import { language, type Outcome } from './output.ts';
import { takePin } from './pins.ts';

/** Options of `kygui cms` and `kygui xmldsig`: either a signature is made or one is judged. */
export interface FormatWords {
  output?: string;
  cert?: string;
  pinEnv?: string;
  module?: string;
  confirmLastTry?: boolean;
  trust?: string;
  tsa?: string;
  /** The detached signature for `cms`, true for `xmldsig`. */
  verify?: string | true;
  form?: 'xmldsig' | 'xades';
  signatureOnly?: boolean;
}

export interface FormatParts {
  authorities: Authorities;
  settings: Settings;
  withTokens<Result>(module: string | undefined, work: (tokens: Tokens) => Promise<Result>): Promise<Result>;
}

const trustOf = ({ authorities, settings }: FormatParts): FormatTrust => ({
  trust: settings.trust ?? null,
  revocation: authorities.revocation,
  now: Date.now(),
});

/** `kygui cms IN -o OUT.p7s` signs any file; `kygui cms IN --verify OUT.p7s` judges it. */
export async function cms(input: string, words: FormatWords, parts: FormatParts): Promise<Outcome> {
  if (typeof words.verify === 'string') {
    const verdict = await verifyCms(await readSmall(words.verify), { path: input }, trustOf(parts));
    return verdictOutcome(verdict, words);
  }
  const { timestamp } = parts.authorities;
  await access(input, constants.R_OK).catch((cause: unknown) => {
    throw readError(input, cause);
  });
  return signWith(input, words, parts, (batch) =>
    signCms({ path: input }, { signer: batch.signer, time: Date.now(), timestamp }),
  );
}

/** `kygui xmldsig IN.xml -o OUT.xml` signs a document, enveloped; `--verify` judges one. */
export async function xmldsig(input: string, words: FormatWords, parts: FormatParts): Promise<Outcome> {
  const bytes = await readSmall(input);
  if (words.verify) return verdictOutcome(await verifyXml(bytes, trustOf(parts)), words);
  if (words.output !== undefined) assertXmlSignable(bytes);
  return signWith(input, words, parts, async ({ signer }) => {
    const signed = await signXml(bytes, { signer, form: words.form ?? 'xmldsig', time: Date.now() });
    return Buffer.from(words.signatureOnly ? signed.signature : signed.xml);
  });
}

async function signWith(
  input: string,
  words: FormatWords,
  parts: FormatParts,
  make: (batch: Batch) => Promise<Uint8Array>,
): Promise<Outcome> {
  const { output, cert, pinEnv } = words;
  if (output === undefined || cert === undefined || pinEnv === undefined) {
    throw new KyguiError('USAGE', {
      problem: 'để ký cần / to sign: -o OUT --cert … --pin-env NAME; để kiểm tra / to judge: --verify',
    });
  }
  const pin = takePin(pinEnv);
  try {
    try {
      assertOtherFile(input, output);
    } catch (cause) {
      throw new KyguiError('FORMAT_OUTPUT_IS_INPUT', {}, { cause });
    }
    await outputFile(output);
    return await parts.withTokens(words.module, async (tokens) => {
      const { certificate } = await tokens.find(cert);
      const batch = await tokens.openBatch({
        certificateThumbprint: certificate.thumbprint,
        pin,
        ...(words.confirmLastTry && { confirmLastTry: true }),
      });
      try {
        const bytes = await make(batch);
        await withStoreErrors(() => writeResult(output, (file) => file.writeFile(bytes)));
        const json = { output, size: bytes.length, certificate: { thumbprint: certificate.thumbprint } };
        return { json, lines: [`${output}: ${bytes.length} B`] };
      } finally {
        await batch.close();
      }
    });
  } finally {
    pin.fill(0);
  }
}

async function readSmall(path: string): Promise<Uint8Array> {
  const bytes = await readAtMost(path, XML_LIMIT).catch((cause: unknown) => {
    throw readError(path, cause);
  });
  if (bytes === null) throw xmlTooLarge();
  return bytes;
}

/** As `kygui verify`: roots that are named for this very call must be met. */
function verdictOutcome(verdict: FormatVerdict, { trust }: FormatWords): Outcome {
  const lines = describeFormatVerdict(verdict, language());
  const good = verdict.signed && verdict.sound && (verdict.trusted || trust === undefined);
  return { json: verdict, lines, exit: good ? 0 : 3 };
}
