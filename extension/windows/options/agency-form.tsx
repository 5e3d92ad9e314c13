import { useEffect, useId, useState } from 'preact/hooks';
import { AGENCY_FIELDS, type AgencyData, agencyDataSchema } from '../../../shared/desk/settings.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { asFailure } from '../parts/worker.ts';
import { Locked } from './locked.tsx';
import type { DeskLink } from './use-desk.ts';

type Field = keyof AgencyData;

const LABELS: Record<Field, MessageKey> = {
  code: 'agencyCode',
  name: 'agencyName',
  shortName: 'agencyShortName',
  parent: 'agencyParent',
  address: 'agencyAddress',
  email: 'agencyEmail',
  telephone: 'agencyTelephone',
  fax: 'agencyFax',
  website: 'agencyWebsite',
  place: 'agencyPlace',
};
const NEEDED: ReadonlySet<Field> = new Set(['code', 'name']);
const HINTS: Partial<Record<Field, MessageKey>> = {
  code: 'agencyCodeHint',
  shortName: 'agencyShortNameHint',
};

/** What was typed, as the bridge takes it; undefined with the fields that are missing or too long. */
function checked(typed: Partial<Record<Field, string>>): { agency: AgencyData } | { wrong: Field[] } {
  const filled = Object.entries(typed).filter(([, value]) => (value ?? '').trim() !== '');
  const parsed = agencyDataSchema.safeParse(Object.fromEntries(filled));
  return parsed.success
    ? { agency: parsed.data }
    : { wrong: parsed.error.issues.map(({ path }) => path[0] as Field) };
}

/** The agency as it stands in every package and in stamps. */
export function AgencyForm({ desk }: { desk: DeskLink }) {
  const base = useId();
  const agency = desk.view?.agency;
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  const [wrong, setWrong] = useState<readonly Field[]>([]);
  const [busy, setBusy] = useState(false);
  const [kept, setKept] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    if (!agency) return;
    const told = AGENCY_FIELDS.map((field) => [field, agency.values[field] ?? ''] as const);
    setTyped(Object.fromEntries(told));
    // Every change of the desk tells the agency anew: what is being typed stays until the agency itself is another.
  }, [JSON.stringify(agency?.values)]);
  if (!agency) return null;
  const locked = new Set(agency.locked);
  const allLocked = AGENCY_FIELDS.every((field) => locked.has(field));
  const submit = (event: Event) => {
    event.preventDefault();
    const result = checked(typed);
    setKept(false);
    if ('wrong' in result) {
      setWrong(result.wrong);
      document.getElementById(`${base}-${result.wrong[0]}`)?.focus();
      return;
    }
    setWrong([]);
    setBusy(true);
    setFailure(null);
    desk
      .change('desk.keepAgency', result)
      .then(
        () => setKept(true),
        (thrown) => setFailure(asFailure(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <p class="soft">{t('agencyWhy')}</p>
      <div class="agency-fields">
        {AGENCY_FIELDS.map((field) => {
          const id = `${base}-${field}`;
          const isLocked = locked.has(field);
          const isWrong = wrong.includes(field);
          const hint = HINTS[field];
          const about = [isLocked && `${id}-locked`, hint && `${id}-hint`, isWrong && `${id}-wrong`].filter(
            Boolean,
          );
          return (
            <div key={field} class={field === 'name' || field === 'address' ? 'field wide' : 'field'}>
              <label for={id}>
                {t(LABELS[field])}
                {NEEDED.has(field) && !isLocked && ` (${t('needed')})`}
              </label>
              <input
                id={id}
                name={field}
                value={typed[field] ?? ''}
                readOnly={isLocked}
                required={NEEDED.has(field)}
                aria-invalid={isWrong}
                aria-describedby={about.length > 0 ? about.join(' ') : undefined}
                onInput={(event) => {
                  const { value } = event.currentTarget;
                  setKept(false);
                  setTyped((last) => ({ ...last, [field]: value }));
                }}
              />
              {isLocked && <Locked id={`${id}-locked`} />}
              {hint && !isLocked && (
                <span class="soft" id={`${id}-hint`}>
                  {t(hint)}
                </span>
              )}
              {isWrong && (
                <span class="missing" id={`${id}-wrong`}>
                  {t('agencyFieldWrong')}
                </span>
              )}
            </div>
          );
        })}
      </div>
      {agency.waiting && <Note kind="notice" says={t('agencyWaiting')} />}
      {failure && <ErrorNote failure={failure} />}
      {kept && <Note kind="pass" says={t('agencyKept')} />}
      {busy && <Busy text={t('agencyBusy')} />}
      {!allLocked && (
        <div class="row">
          <button type="submit" class="button primary" disabled={busy}>
            {t('keep')}
          </button>
        </div>
      )}
    </form>
  );
}
