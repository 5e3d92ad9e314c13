import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { PairNow } from '../parts/pair-now.tsx';
import { t } from '../parts/text.ts';
import { daysLeft, nameOf, SOON_DAYS, showDayOf } from './certificate-words.ts';
import type { Choice } from './certificates.ts';
import type { Decision } from './use-decision.ts';

const optionText = ({ certificate, token }: Choice): string =>
  `${nameOf(certificate)} (…${token.serialTail})`;

/** Why nothing can be signed with a certificate; null when it can. */
function faultOf({ token, certificate }: Choice): Failure | null {
  const { validity } = certificate;
  if (token.flags.locked || token.triesLeft === 0) return { code: 'TOKEN_LOCKED', details: {} };
  if (validity === 'expired')
    return { code: 'TOKEN_CERTIFICATE_EXPIRED', details: { notAfter: showDayOf(certificate.notAfter) } };
  if (validity === 'notYetValid')
    return {
      code: 'TOKEN_CERTIFICATE_NOT_YET_VALID',
      details: { notBefore: showDayOf(certificate.notBefore) },
    };
  return null;
}

/** With this certificate a signature can be made and counts. */
export const maySignWith = (choice: Choice | undefined): boolean =>
  choice !== undefined && faultOf(choice) === null;

/** Nothing can be signed with what is chosen, and looking further will not change it. */
export const lacksCertificate = ({ tokens, choice }: Pick<CertificateDecision, 'tokens' | 'choice'>) =>
  !tokens.loading && !maySignWith(choice);

function Validity({ choice }: { choice: Choice }) {
  const left = daysLeft(choice.certificate);
  if (left <= SOON_DAYS) {
    return <Note kind="warning" says={t('certificateEndsSoon', left)} next={t('certificateRenew')} />;
  }
  return <p class="soft">{t('certificateUntil', showDayOf(choice.certificate.notAfter))}</p>;
}

/** What is decided about the certificate. */
type CertificateDecision = Pick<Decision, 'tokens' | 'choice' | 'choose' | 'refreshTokens'>;

/** Which certificate signs; proposed for the role, changed by the clerk. */
export function CertificateChoice(props: { decision: CertificateDecision; told: string | undefined }) {
  const { decision } = props;
  const { tokens, choice } = decision;
  // A failure that stands above already is not told twice.
  const failure = tokens.failure?.code === props.told ? null : tokens.failure;
  const fault = choice ? faultOf(choice) : null;
  const again = (
    <button type="button" class="button small" onClick={decision.refreshTokens}>
      {t('lookAgain')}
    </button>
  );
  return (
    <section class="card">
      <h2 id="certificate-heading">{t('certificate')}</h2>
      {failure && (
        <ErrorNote failure={failure}>
          <PairNow failure={failure} />
          {again}
        </ErrorNote>
      )}
      {tokens.failure && !failure && <p class="soft">{t('waitingForFile')}</p>}
      {tokens.loading && tokens.choices.length === 0 && !tokens.failure && (
        <Busy text={t('lookingForTokens')} />
      )}
      {!tokens.loading && !tokens.failure && tokens.choices.length === 0 && props.told === 'TOKEN_NONE' && (
        <div class="row">{again}</div>
      )}
      {!tokens.loading && !tokens.failure && tokens.choices.length === 0 && props.told !== 'TOKEN_NONE' && (
        <Note kind="warning" says={t('noToken')} next={t('noTokenNext')} code="TOKEN_NONE">
          {again}
        </Note>
      )}
      {tokens.choices.length > 0 && (
        <>
          <select
            aria-labelledby="certificate-heading"
            value={choice?.certificate.thumbprint ?? ''}
            onChange={(event) => decision.choose(event.currentTarget.value)}
          >
            {tokens.choices.map((one) => (
              <option
                key={`${one.token.id}-${one.certificate.thumbprint}`}
                value={one.certificate.thumbprint}
              >
                {optionText(one)}
              </option>
            ))}
          </select>
          {choice && (
            <>
              <p class="soft">
                {[
                  `${choice.token.label} …${choice.token.serialTail}`,
                  choice.certificate.subject.organization,
                  choice.certificate.issuer.commonName,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              {!fault && <Validity choice={choice} />}
              {fault && fault.code !== props.told && <ErrorNote failure={fault}>{again}</ErrorNote>}
            </>
          )}
        </>
      )}
    </section>
  );
}
