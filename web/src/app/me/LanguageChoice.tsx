import { LANGUAGES } from '@kaitong/contract';
import { languageNames } from '../../i18n/language.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { Choice } from '../parts/Choice.tsx';
import { useText } from '../texts/index.ts';

/** Every language under its own name, so that a reader of another one finds it. */
export function LanguageChoice() {
  const t = useText();
  const [language, change] = useLanguage();
  return (
    <Choice
      label={t('me.language')}
      value={language}
      options={LANGUAGES.map((value) => ({ value, label: languageNames[value], lang: value }))}
      onChange={change}
    />
  );
}
