import { availableParallelism } from 'node:os';
import { composeAuthorities } from '../program/authorities.ts';
import { composeJudge, composeReader } from '../program/compose-pdf.ts';
import { readPolicyFile } from '../program/gate-policy.ts';
import { openHome } from '../settings/home.ts';
import { loadSettings } from '../settings/load.ts';
import type { FormatParts, FormatWords } from './formats.ts';
import type { Outcome } from './output.ts';
import { type Runtime, withTokens, withWords } from './runtime.ts';
import { type SignerWords, type SignParts, type SignWords, sign } from './sign.ts';
import { signBatch } from './sign-batch.ts';
import { verify } from './verify.ts';

/** Settings with the words of the command line, and the authorities they name. @throws TRUST_LIST_UNREADABLE */
function settled(words: Parameters<typeof withWords>[1]) {
  const settings = withWords(loadSettings(openHome()), words);
  const authorities = composeAuthorities(settings);
  // Roots that were asked for and cannot be read are told before anything is signed.
  if (words.trust !== undefined) authorities.anchors?.();
  return { settings, authorities };
}

/** Everything a signing command needs, with what the command line says instead of the settings. */
async function withSigning(
  runtime: Runtime,
  words: SignerWords,
  reading: Parameters<typeof composeReader>[1],
  work: (parts: SignParts) => Promise<Outcome>,
): Promise<Outcome> {
  const { settings, authorities } = settled(words);
  const policyFile = words.policy ?? settings.signing.policy;
  const policy = policyFile === undefined ? null : readPolicyFile(policyFile);
  const reader = composeReader(runtime.places, reading);
  try {
    return await withTokens(runtime, words.module, (tokens) =>
      work({ tokens, reader, policy, authorities, settings }),
    );
  } finally {
    reader.close();
  }
}

/**
 * Processes that read and sign files of a batch: one more than cores, because one always waits for the token. They are
 * started as they are needed; more of them would only be warmed up longer.
 */
const batchReading = () => ({ processes: Math.min(availableParallelism() + 1, 6), nursery: 4 });

/** `kygui sign`. */
export const signOutcome = (runtime: Runtime, input: string, words: SignWords): Promise<Outcome> =>
  withSigning(runtime, words, { processes: 1 }, (parts) => sign(input, words, parts));

/** `kygui sign-batch`. */
export const signBatchOutcome = (runtime: Runtime, list: string, words: SignerWords): Promise<Outcome> =>
  withSigning(runtime, words, batchReading(), (parts) => signBatch(list, words, parts));

/** `kygui verify`: roots that are named on the command line must be met. */
export function verifyOutcome(
  { places }: Runtime,
  file: string,
  words: { trust?: string },
): Promise<Outcome> {
  const { settings, authorities } = settled(words);
  return verify(file, composeJudge({ places, settings }, authorities), words.trust !== undefined);
}

/** What `kygui cms` and `kygui xmldsig` need. */
export function formatParts(runtime: Runtime, { trust, tsa }: FormatWords): FormatParts {
  const { settings, authorities } = settled({
    ...(trust !== undefined && { trust }),
    ...(tsa !== undefined && { tsa }),
  });
  return {
    settings,
    authorities: tsa === undefined ? { ...authorities, timestamp: null } : authorities,
    withTokens: (module, work) => withTokens(runtime, module, work),
  };
}
