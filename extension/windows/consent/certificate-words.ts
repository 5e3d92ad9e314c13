import { dayInVietnam } from '../../../shared/document/vietnam-time.ts';
import type { CertificateDescription } from '../../../shared/signing/token.ts';
import { showDay, t } from '../parts/text.ts';
import type { Choice } from './certificates.ts';

/** First or last day of a certificate, in Vietnam. */
export const showDayOf = (instant: string): string => showDay(dayInVietnam(Date.parse(instant)));

const DAY_MS = 86_400_000;
/** From here on a certificate's end is told beforehand: renewals take weeks. */
export const SOON_DAYS = 30;

export const daysLeft = ({ notAfter }: Pick<CertificateDescription, 'notAfter'>): number =>
  Math.floor((Date.parse(notAfter) - Date.now()) / DAY_MS);

/** How long a certificate still counts, in words. */
export function validityWords(certificate: CertificateDescription): string {
  if (certificate.validity === 'expired') return t('certificateIsOver', showDayOf(certificate.notAfter));
  if (certificate.validity === 'notYetValid') return t('certificateFrom', showDayOf(certificate.notBefore));
  return t('certificateDays', daysLeft(certificate));
}

export const nameOf = (certificate: CertificateDescription): string =>
  certificate.subject.commonName || certificate.label || t('certificateUnnamed');

/** Name, days left and token in one line, as it stands in a list to choose from. */
export const choiceText = ({ certificate, token }: Choice): string =>
  `${nameOf(certificate)} — ${validityWords(certificate)} (${token.label} …${token.serialTail})`;
