import browser from 'webextension-polyfill';
import type { Language } from '../../shared/errors.ts';
import type messages from '../public/_locales/vi/messages.json';

/** Keys of `_locales`; a text that is not there does not compile. */
export type MessageKey = keyof typeof messages;

/** In `storage.local`: `vi` or `en` when the clerk chose; otherwise the browser's own choice holds. */
export const LANGUAGE_SETTING = 'language';

type Texts = Partial<Record<string, { message: string }>>;
let chosen: { language: Language; texts: Texts } | null = null;

/**
 * Loads the texts of the language the clerk chose. Browsers follow their own language only, and many offices run
 * an English browser for clerks who read Vietnamese.
 */
export async function loadTexts(): Promise<void> {
  const { [LANGUAGE_SETTING]: language } = await browser.storage.local.get(LANGUAGE_SETTING);
  if (language !== 'vi' && language !== 'en') {
    chosen = null;
  } else if (chosen?.language !== language) {
    const file = await fetch(browser.runtime.getURL(`_locales/${language}/messages.json`));
    chosen = { language, texts: (await file.json()) as Texts };
  }
}

/** A text of `_locales`; `$1` and so on are filled in. */
export function t(key: MessageKey, ...values: (string | number)[]): string {
  const own = chosen?.texts[key]?.message;
  if (own === undefined) return browser.i18n.getMessage(key, values.map(String));
  return own.replace(/\$(\d)/gu, (_, index: string) => String(values[Number(index) - 1] ?? ''));
}

/** Language of what {@link t} gives. */
export const language = (): Language => (t('languageCode') === 'en' ? 'en' : 'vi');
