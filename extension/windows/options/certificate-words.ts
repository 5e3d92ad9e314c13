import type { CertificateDescription } from '../../../shared/signing/token.ts';
import type { Choice } from '../consent/certificates.ts';
import { showDay, t } from '../parts/text.ts';

const DAY_MS = 86_400_000;
/** From here on a certificate's end is told beforehand: renewals take weeks. */
export const SOON_DAYS = 30;

export const daysLeft = ({ notAfter }: Pick<CertificateDescription, 'notAfter'>): number =>
  Math.floor((Date.parse(notAfter) - Date.now()) / DAY_MS);

/** How long a certificate still counts, in words. */
export function validityWords(certificate: CertificateDescription): string {
  if (certificate.validity === 'expired')
    return t('certificateIsOver', showDay(certificate.notAfter.slice(0, 10)));
  if (certificate.validity === 'notYetValid')
    return t('certificateFrom', showDay(certificate.notBefore.slice(0, 10)));
  return t('certificateDays', daysLeft(certificate));
}

export const nameOf = (certificate: CertificateDescription): string =>
  certificate.subject.commonName || certificate.label || t('certificateUnnamed');

/** Name, days left and token in one line, as it stands in a list to choose from. */
export const choiceText = ({ certificate, token }: Choice): string =>
  `${nameOf(certificate)} — ${validityWords(certificate)} (${token.label} …${token.serialTail})`;
