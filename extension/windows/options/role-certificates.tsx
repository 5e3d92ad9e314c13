import { useState } from 'preact/hooks';
import { ROLES, type Role } from '../../../shared/document/role.ts';
import type { Failure } from '../../messages/reply.ts';
import { choiceText, daysLeft, SOON_DAYS, validityWords } from '../consent/certificate-words.ts';
import type { Choice } from '../consent/certificates.ts';
import { roleName } from '../consent/place-words.ts';
import { ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import type { TokenList } from '../parts/use-token-list.ts';
import { asFailure } from '../parts/worker.ts';
import { Locked } from './locked.tsx';
import type { DeskLink } from './use-desk.ts';

/** How long the chosen certificate still counts; loud when that is not long. */
function Validity({ choice }: { choice: Choice }) {
  const { certificate } = choice;
  const late = certificate.validity !== 'valid' || daysLeft(certificate) <= SOON_DAYS;
  return <span class={late ? 'pill warn' : 'soft'}>{validityWords(certificate)}</span>;
}

/** Which certificate is proposed for each thing that is signed. The consent window shows it, and it can be changed there. */
export function RoleCertificates(props: { desk: DeskLink; tokens: TokenList; roles?: readonly Role[] }) {
  const { desk, tokens, roles = ROLES } = props;
  const [failure, setFailure] = useState<Failure | null>(null);
  const choose = (role: Role, certificate: string | null) =>
    desk.change('desk.chooseCertificate', { role, certificate }).then(
      () => {
        setFailure(null);
        return true;
      },
      (thrown) => {
        setFailure(asFailure(thrown));
        return false;
      },
    );
  return (
    <>
      <p class="soft">{t('roleCertificatesWhy')}</p>
      {tokens.failure && <ErrorNote failure={tokens.failure} />}
      {!tokens.loading && !tokens.failure && tokens.choices.length === 0 && (
        <Note kind="warning" says={t('noToken')} next={t('noTokenNext')} code="TOKEN_NONE">
          <button type="button" class="button small" onClick={tokens.refresh}>
            {t('lookAgain')}
          </button>
        </Note>
      )}
      {failure && <ErrorNote failure={failure} />}
      <ul class="role-list">
        {roles.map((role) => {
          const set = desk.view?.certificates.find((one) => one.role === role);
          const locked = set?.setBy === 'it';
          const plugged = tokens.choices.find(
            ({ certificate }) => certificate.thumbprint === set?.certificate,
          );
          const id = `certificate-${role}`;
          return (
            <li key={role}>
              <label for={id}>{roleName(role)}</label>
              <div class="stack-small">
                <select
                  id={id}
                  disabled={locked || desk.view === null}
                  value={set?.certificate ?? ''}
                  aria-describedby={locked ? `${id}-locked` : undefined}
                  onChange={(event) => {
                    const list = event.currentTarget;
                    const { value } = list;
                    void choose(role, value === '' ? null : value).then((isKept) => {
                      if (!isKept) list.value = set?.certificate ?? '';
                    });
                  }}
                >
                  <option value="">{t('certificateAutomatic')}</option>
                  {set && !plugged && (
                    <option value={set.certificate}>
                      {t('certificateNotPlugged', set.owner ?? set.certificate.slice(0, 8))}
                    </option>
                  )}
                  {tokens.choices.map((one) => (
                    <option key={one.certificate.thumbprint} value={one.certificate.thumbprint}>
                      {choiceText(one)}
                    </option>
                  ))}
                </select>
                {plugged && <Validity choice={plugged} />}
                {locked && <Locked id={`${id}-locked`} />}
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
