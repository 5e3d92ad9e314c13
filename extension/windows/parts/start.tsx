import { type ComponentChild, render } from 'preact';
import './tokens.css';
import { language, type MessageKey, t } from './text.ts';

/** Starts a window: language and title of the document, then its content. */
export function start(title: MessageKey, content: ComponentChild): void {
  document.documentElement.lang = language();
  document.title = t(title);
  const root = document.getElementById('app');
  if (root) render(content, root);
}
