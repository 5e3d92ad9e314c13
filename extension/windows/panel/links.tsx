import type { LetterLink } from '../../../shared/protocol/commands/letters.ts';
import { showDay, t } from '../parts/text.ts';

/** A link in one sentence: the letter that this one concerns, or that responds to it, with its day. */
export function linkText({ relation, code, date }: LetterLink): string {
  const named = date === null ? code : `${code} (${showDay(date)})`;
  return relation === 'answers' ? t('linkAnswers', named) : t('linkAnsweredBy', named);
}

/** Letters that belong together by edXML ResponseFor, both ways. */
export function Links({ links }: { links: readonly LetterLink[] }) {
  if (links.length === 0) return null;
  return (
    <section class="timeline">
      <h2>{t('linkedLetters')}</h2>
      {links.map((link) => (
        <p key={`${link.relation}/${link.letterId ?? link.itemId ?? link.code}`}>{linkText(link)}</p>
      ))}
    </section>
  );
}
