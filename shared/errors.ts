import { axisErrors } from './errors/axis.ts';
import { channelErrors } from './errors/channel.ts';
import { deskErrors } from './errors/desk.ts';
import { documentErrors } from './errors/document.ts';
import { edxmlErrors } from './errors/edxml.ts';
import type { ErrorEntry, Sentence } from './errors/entry.ts';
import { formatErrors } from './errors/formats.ts';
import { generalErrors } from './errors/general.ts';
import { pdfErrors } from './errors/pdf.ts';
import { receivingErrors } from './errors/receiving.ts';
import { sendingErrors } from './errors/sending.ts';
import { siteErrors } from './errors/site.ts';
import { storeErrors } from './errors/store.ts';
import { tokenErrors } from './errors/token.ts';
import { verdictErrors } from './errors/verdict.ts';
import { vgcaErrors } from './errors/vgca.ts';
import { wizardErrors } from './errors/wizard.ts';

/** The closed list: every failure that a person or a script can meet, by its code. */
export const ERRORS = {
  ...generalErrors,
  ...channelErrors,
  ...tokenErrors,
  ...pdfErrors,
  ...edxmlErrors,
  ...deskErrors,
  ...documentErrors,
  ...axisErrors,
  ...receivingErrors,
  ...sendingErrors,
  ...siteErrors,
  ...wizardErrors,
  ...storeErrors,
  ...verdictErrors,
  ...vgcaErrors,
  ...formatErrors,
} as const satisfies Record<string, ErrorEntry>;

/** A code of the closed list. */
export type ErrorCode = keyof typeof ERRORS;

/** Languages of all user-facing text, Vietnamese first. */
export type Language = 'vi' | 'en';

/** Facts that fill a sentence; never a PIN, a secret, a subject or a name of a person. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** The one error class that crosses module and process borders. `message` is the English sentence. */
export class KyguiError extends Error {
  override readonly name = 'KyguiError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(`${code}: ${describeError(code, details, 'en').says}`, options);
    this.code = code;
    this.details = details;
  }
}

/** The sentence and the next step of a code, with `{name}` replaced from `details`. */
export function describeError(code: ErrorCode, details: ErrorDetails, language: Language): Sentence {
  const entry: ErrorEntry = ERRORS[code];
  const { says, next, reasons } = entry[language];
  const word = (key: string) => {
    const value = details[key];
    return (key === 'reason' ? reasons?.[String(value)] : undefined) ?? value;
  };
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/gu, (whole, key: string) => String(word(key) ?? whole));
  return { says: fill(says), next: fill(next) };
}

/** Anything thrown as a member of the closed list; foreign errors become INTERNAL with the original as cause. */
export function toKyguiError(thrown: unknown): KyguiError {
  return thrown instanceof KyguiError ? thrown : new KyguiError('INTERNAL', {}, { cause: thrown });
}
