import { LANGUAGES, type Language } from '@kaitong/contract';
import { Dropdown } from 'antd';
import { languageNames } from '../../i18n/language.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';

/** Every language under its own name, so that a reader of another one finds it. */
export function LanguageSwitch({ className }: { className?: string | undefined }) {
  const t = useText();
  const [language, change] = useLanguage();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: LANGUAGES.map((key) => ({ key, label: <span lang={key}>{languageNames[key]}</span> })),
        selectedKeys: [language],
        onClick: ({ key }) => change(key as Language),
      }}
    >
      <button
        type="button"
        className={className}
        aria-label={t('frame.language', { language: languageNames[language] })}
      >
        <Icon name="language" />
        {languageNames[language]}
      </button>
    </Dropdown>
  );
}
