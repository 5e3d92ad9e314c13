import type { InboxDetail, InboxRequest } from '../../../shared/protocol/commands/letters.ts';
import { Note } from '../parts/notes.tsx';
import { type MessageKey, showDay, t } from '../parts/text.ts';

const ASKS: Partial<Record<InboxDetail['kind'], MessageKey>> = {
  recall: 'requestRecall',
  'recall-request': 'requestRecall',
  update: 'requestUpdate',
  replace: 'requestReplace',
};
const CHANGES: Record<InboxRequest['changes'][number], MessageKey> = {
  content: 'changesContent',
  recipients: 'changesRecipients',
};

/** What a sender asks for, about which letter, and why: the clerk decides on it. */
export function RequestNote({ detail }: { detail: InboxDetail }) {
  const asks = ASKS[detail.kind];
  const { request } = detail;
  if (!asks || !request) return null;
  const { code, date } = request.target ?? detail;
  const reason = request.reason === '' ? t('requestNoReason') : t('requestReason', request.reason);
  return (
    <Note
      kind="notice"
      says={t(asks, date === null ? code : `${code} (${showDay(date)})`)}
      next={[...request.changes.map((change) => t(CHANGES[change])), reason].join(' ')}
    />
  );
}
