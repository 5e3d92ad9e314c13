import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';

/** A number that grows with every event of this name from the bridge, so that lists reload. */
export function useChanges(event: 'outbox.changed' | 'inbox.changed' | 'axis.changed'): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      const all = changes.changes?.newValue as Record<string, number> | undefined;
      if (all?.[event] !== undefined) setCount(all[event]);
    };
    browser.storage.session.onChanged.addListener(changed);
    return () => browser.storage.session.onChanged.removeListener(changed);
  }, [event]);
  return count;
}
