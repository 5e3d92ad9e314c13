import { type ComponentChild, render } from 'preact';
import browser from 'webextension-polyfill';
import { LANGUAGE_SETTING, loadTexts } from '../../texts/messages.ts';
import './shown-text.ts';
import { refuseStrayDrops } from './stray-drops.ts';
import './tokens.css';
import './controls.css';
import './notes.css';
import './page.css';
import { language, type MessageKey, t } from './text.ts';

/** Starts a window: its texts, language and title, then its content. */
export async function start(
  title: MessageKey,
  content: () => ComponentChild | Promise<ComponentChild>,
): Promise<void> {
  refuseStrayDrops();
  await loadTexts();
  document.documentElement.lang = language();
  // The panel bears the name of the program alone.
  document.title = title === 'panelTitle' ? t(title) : `${t(title)} – ${t('panelTitle')}`;
  const root = document.getElementById('app');
  if (root) render(await content(), root);
  browser.storage.local.onChanged.addListener((changes) => {
    if (changes[LANGUAGE_SETTING]) location.reload();
  });
}
