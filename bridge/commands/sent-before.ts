import type { LetterDraft } from '../../shared/document/letter.ts';
import { makeDocumentId } from '../../shared/edxml/document-id.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { Store } from '../store/store.ts';

export const SENT_BEFORE = 'letter.sent-before';

/** The outbox still works on these recipients, or nobody knows whether the letter is there. */
const UNDERWAY: readonly string[] = ['waiting', 'sending', 'outcome-unknown'];
/** These do not have the letter, or gave it back: sending again is what the clerk should do. */
const WITHOUT: readonly string[] = ['failed', 'refused', 'recall-agreed'];

/**
 * Whether the same letter (sender, date, number and notation) went to a recipient before: signed twice, it would be
 * two packages. Refuses while an earlier one is under way, warns when the recipient has it.
 */
export async function sentBeforeFindings(
  store: Store,
  from: string,
  letter: LetterDraft,
): Promise<Finding[]> {
  const documentId = makeDocumentId(from, letter.date, letter.number, letter.notation);
  if (documentId === undefined || letter.business.kind !== 'new') return [];
  const rows = await store.read((sql) =>
    sql.all(
      `SELECT recipient.code, recipient.state FROM letter
        JOIN outbox ON outbox.outbox_id = letter.letter_id
        JOIN recipient ON recipient.letter_id = letter.letter_id
        WHERE letter.document_id = ? AND letter.kind = 'new' AND outbox.state NOT IN ('failed', 'cancelled')`,
      [documentId],
    ),
  );
  const wanted = new Set(letter.recipients.map(({ code }) => code));
  const met = rows
    .map(({ code, state }) => ({ code: String(code), state: String(state) }))
    .filter(({ code, state }) => wanted.has(code) && !WITHOUT.includes(state));
  const names = (chosen: typeof met) => [...new Set(chosen.map(({ code }) => code))].join(', ');
  const underway = names(met.filter(({ state }) => UNDERWAY.includes(state)));
  if (underway !== '') {
    return [
      {
        id: SENT_BEFORE,
        result: 'refuse',
        says: {
          vi: `Văn bản cùng số, ký hiệu và ngày đang được gửi tới ${underway}, chưa có kết quả.`,
          en: `A letter with this number, notation and date is on its way to ${underway}; its outcome is not known yet.`,
        },
        next: {
          vi: 'Xem danh sách văn bản đi: chờ kết quả, hoặc dừng lần gửi đó rồi mới gửi lại.',
          en: 'See the outgoing letters: wait for the outcome, or stop that one before sending again.',
        },
      },
    ];
  }
  if (met.length === 0) return [];
  return [
    {
      id: SENT_BEFORE,
      result: 'warning',
      says: {
        vi: `Văn bản cùng số, ký hiệu và ngày đã được gửi tới ${names(met)}.`,
        en: `A letter with this number, notation and date was already sent to ${names(met)}.`,
      },
      next: {
        vi: 'Chỉ gửi lần nữa khi nơi nhận báo chưa có văn bản.',
        en: 'Send it again only when the recipient says that it is not there.',
      },
    },
  ];
}
