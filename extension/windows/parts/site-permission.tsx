import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { Note } from './notes.tsx';
import { t } from './text.ts';

/** Everything the manifest asks for; a person can take it back at any time, in Firefox with one press. */
export const ALL_SITES = ['http://*/*', 'https://*/*'];

/** Whether the extension may work on these sites; undefined until the browser has said so. */
export function useSitePermission(origins: readonly string[]): boolean | undefined {
  const [granted, setGranted] = useState<boolean | undefined>();
  const wanted = origins.join(' ');
  useEffect(() => {
    const look = () => {
      void browser.permissions.contains({ origins: wanted.split(' ') }).then(setGranted);
    };
    look();
    browser.permissions.onAdded.addListener(look);
    browser.permissions.onRemoved.addListener(look);
    return () => {
      browser.permissions.onAdded.removeListener(look);
      browser.permissions.onRemoved.removeListener(look);
    };
  }, [wanted]);
  return granted;
}

/** Says why nothing can be done on the pages yet, with the button that asks the browser. Nothing when it may. */
export function SitePermission(props: { origins?: readonly string[]; host?: string }) {
  const origins = props.origins ?? ALL_SITES;
  if (useSitePermission(origins) !== false) return null;
  return (
    <Note
      kind="warning"
      says={props.host === undefined ? t('permissionAll') : t('permissionSite', props.host)}
      next={t('permissionNext')}
    >
      <button
        type="button"
        class="button small primary"
        // Asked in the press itself: browsers show their question at no other moment.
        onClick={() => void browser.permissions.request({ origins: [...origins] }).catch(() => undefined)}
      >
        {t('permissionAsk')}
      </button>
    </Note>
  );
}

/** In a window that works for one page: whether the browser lets the extension reach it at all ("on click" in Chromium). */
export function SiteRefused({ origin }: { origin: string }) {
  if (!/^https?:/u.test(origin)) return null;
  const { protocol, hostname, host } = new URL(origin);
  return <SitePermission origins={[`${protocol}//${hostname}/*`]} host={host} />;
}
