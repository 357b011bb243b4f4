import { LANGUAGES, type Language } from '@kaitong/contract';
import { languageNames } from '../../i18n/language.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import { BarMenu } from './BarMenu.tsx';

/** Every language under its own name, so that a reader of another one finds it. */
export function LanguageSwitch({ className }: { className?: string | undefined }) {
  const t = useText();
  const [language, change] = useLanguage();
  return (
    <BarMenu
      name="language"
      label={t('frame.language', { language: languageNames[language] })}
      items={LANGUAGES.map((key) => ({ key, label: <span lang={key}>{languageNames[key]}</span> }))}
      chosen={[language]}
      onChoose={(key) => change(key as Language)}
      className={className}
    >
      <Icon name="language" />
      {languageNames[language]}
    </BarMenu>
  );
}
