import type { Failure } from '../../messages/reply.ts';
import { t } from './text.ts';
import { ask } from './worker.ts';

/** Where the bridge was never met, the way to meet it; nothing for other failures. */
export function PairNow({ failure }: { failure: Failure }) {
  if (failure.code !== 'CHANNEL_NOT_PAIRED') return null;
  return (
    <button
      type="button"
      class="button small primary"
      onClick={() => void ask('window.open', { page: 'pairing' })}
    >
      {t('pairNow')}
    </button>
  );
}
