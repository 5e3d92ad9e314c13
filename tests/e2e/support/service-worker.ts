import type { Page } from 'playwright-core';
import { EXTENSION_ID, type ExtensionBrowser } from './browser.ts';

interface Version {
  versionId: string;
  scriptURL: string;
  runningStatus: string;
}

/**
 * Stops the extension's service worker for good, as the browser does by itself: a `ServiceWorker.stopWorker` in the
 * page's own session. The next event starts a new one, which knows nothing. `page` is one of the extension's own.
 */
export async function stopWorker(browser: ExtensionBrowser, page: Page): Promise<void> {
  const session = await browser.context.newCDPSession(page);
  try {
    const versions = new Map<string, Version>();
    const changed = new Set<() => void>();
    session.on('ServiceWorker.workerVersionUpdated', (event: { versions: Version[] }) => {
      for (const version of event.versions) versions.set(version.versionId, version);
      for (const look of changed) look();
    });
    const until = (test: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!test()) return;
          changed.delete(look);
          resolve();
        };
        changed.add(look);
        look();
      });
    await session.send('ServiceWorker.enable');
    const own = () => [...versions.values()].filter(({ scriptURL }) => scriptURL.includes(EXTENSION_ID));
    await until(() => own().some(({ runningStatus }) => runningStatus === 'running'));
    for (const { versionId } of own()) await session.send('ServiceWorker.stopWorker', { versionId });
    await until(() => own().every(({ runningStatus }) => runningStatus === 'stopped'));
  } finally {
    await session.detach();
  }
}
