import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { LANGUAGE_SETTING } from '../../texts/messages.ts';
import { t } from '../parts/text.ts';

const LANGUAGES = [
  ['', 'languageBrowser'],
  ['vi', 'languageVietnamese'],
  ['en', 'languageEnglish'],
] as const;

/** Language of the extension's own windows, whatever the browser's is. */
export function LanguageChoice({ labelledBy }: { labelledBy: string }) {
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    void browser.storage.local
      .get({ [LANGUAGE_SETTING]: '' })
      .then((held) => setChosen(String(held[LANGUAGE_SETTING])));
  }, []);
  return (
    <select
      aria-labelledby={labelledBy}
      value={chosen}
      onChange={(event) => void browser.storage.local.set({ [LANGUAGE_SETTING]: event.currentTarget.value })}
    >
      {LANGUAGES.map(([value, label]) => (
        <option key={value} value={value}>
          {t(label)}
        </option>
      ))}
    </select>
  );
}
