import type { Failure } from '../../messages/reply.ts';
import { OpenWindow } from './open-window.tsx';
import { t } from './text.ts';

/** Where the bridge was never met, the way to meet it; nothing for other failures. */
export function PairNow({ failure }: { failure: Failure }) {
  if (failure.code !== 'CHANNEL_NOT_PAIRED') return null;
  return (
    <OpenWindow page="pairing" class="small primary">
      {t('pairNow')}
    </OpenWindow>
  );
}
