import { t } from '../parts/text.ts';

/** Says that something cannot be changed here, and who can. */
export function Locked(props: { id?: string }) {
  return (
    <span class="locked" id={props.id}>
      <svg aria-hidden="true" viewBox="0 0 16 16" width="13" height="13">
        <path d="M4 7V5a4 4 0 0 1 8 0v2h1v8H3V7zm2 0h4V5a2 2 0 0 0-4 0z" fill="currentColor" />
      </svg>
      {t('lockedByIt')}
    </span>
  );
}
