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

/** `{$1|letter|letters}`: the first word for one, the second for any other number. Vietnamese needs none of it. */
const byNumber = (text: string): string =>
  text.replace(/\{(\d+)\|([^{}|]*)\|([^{}|]*)\}/gu, (_, count: string, one: string, many: string) =>
    count === '1' ? one : many,
  );

/** A text of `_locales`; `$1` and so on are filled in, and words that go by a number take its form. */
export function t(key: MessageKey, ...values: (string | number)[]): string {
  const own = chosen?.texts[key]?.message;
  const filled =
    own === undefined
      ? browser.i18n.getMessage(key, values.map(String))
      : own.replace(/\$(\d)/gu, (_, index: string) => String(values[Number(index) - 1] ?? ''));
  return byNumber(filled);
}

/** Language of what {@link t} gives. */
export const language = (): Language => (t('languageCode') === 'en' ? 'en' : 'vi');
