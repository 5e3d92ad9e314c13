import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';

type Change = 'outbox.changed' | 'inbox.changed' | 'axis.changed' | 'token.changed' | 'link.turned';

/** A number that grows with every such event of the bridge, or turn of the connection to it: what is shown is old. */
export function useChanges(event: Change): number {
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
