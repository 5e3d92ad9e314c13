import { nameOf, validityWords } from '../consent/certificate-words.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import type { TokenList } from '../parts/use-token-list.ts';

/** Which tokens are plugged in; or why none can be seen: no driver, a driver that fails, no token. */
export function TokenStep({ tokens }: { tokens: TokenList }) {
  const { found, loading, failure } = tokens;
  const again = (
    <button type="button" class="button small" disabled={loading} onClick={tokens.refresh}>
      {t('lookAgain')}
    </button>
  );
  if (failure) return <ErrorNote failure={failure}>{again}</ErrorNote>;
  if (!found) return <Busy text={t('lookingForTokens')} />;
  const working = found.modules.filter(({ error }) => error === null);
  const broken = found.modules.find(({ configured, error }) => configured && error !== null);
  if (found.tokens.length === 0) {
    return (
      <>
        {broken?.error && <ErrorNote failure={broken.error}>{again}</ErrorNote>}
        {working.length === 0 && !broken && (
          <Note kind="warning" says={t('noDriver')} next={t('noDriverNext')}>
            {again}
          </Note>
        )}
        {working.length > 0 && !broken && (
          <Note kind="warning" says={t('noToken')} next={t('noTokenNext')} code="TOKEN_NONE">
            {again}
          </Note>
        )}
        {loading && <Busy text={t('lookingForTokens')} />}
      </>
    );
  }
  return (
    <>
      {found.tokens.length > 1 && <Note kind="notice" says={t('severalTokens', found.tokens.length)} />}
      <ul class="token-list">
        {found.tokens.map((token) => {
          const own = tokens.choices.filter((one) => one.token.id === token.id);
          return (
            <li key={`${token.id}-${token.slot}`} class="card">
              <h3>
                {token.label} <span class="soft">…{token.serialTail}</span>
              </h3>
              {token.flags.locked && <ErrorNote failure={{ code: 'TOKEN_LOCKED', details: {} }} />}
              {own.length === 0 && <Note kind="warning" says={t('tokenEmpty')} next={t('tokenEmptyNext')} />}
              {own.length > 0 && (
                <ul class="certificate-list">
                  {own.map(({ certificate }) => (
                    <li key={certificate.thumbprint}>
                      <strong>{nameOf(certificate)}</strong>{' '}
                      <span class={certificate.validity === 'valid' ? 'soft' : 'pill warn'}>
                        {validityWords(certificate)}
                      </span>
                      <br />
                      <span class="soft">
                        {[certificate.subject.organization, certificate.issuer.commonName]
                          .filter(Boolean)
                          .join(' · ')}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
      <div class="row">{again}</div>
      {loading && <Busy text={t('lookingForTokens')} />}
    </>
  );
}
