import { LANGUAGES, type Language } from '@kaitong/contract';
import { Segmented } from 'antd';
import { useState } from 'react';
import { AgreementBox } from '../../desk/selling/AgreementBox.tsx';
import { languageNames } from '../../i18n/language.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import type { AgreementText } from './chapters.ts';

type Props = { version: string; updatedOn: string; texts: Record<Language, AgreementText> };

/** A version as makers read it, in each language. */
export function BothLanguages({ version, updatedOn, texts }: Props) {
  const t = useText();
  const [shown, show] = useState(useLanguage()[0]);
  return (
    <>
      <Segmented<Language>
        value={shown}
        onChange={show}
        aria-label={t('operatorAgreements.language')}
        options={LANGUAGES.map((value) => ({ value, label: languageNames[value] }))}
        style={{ marginBottom: 12 }}
      />
      <div lang={shown}>
        <AgreementBox agreement={{ version, updatedOn, ...texts[shown] }} />
      </div>
    </>
  );
}
