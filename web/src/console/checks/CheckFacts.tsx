import { type CheckCode, checkOf, checkTexts, generalText, limitText } from '@kaitong/contract/checks';
import { useLanguage } from '../../i18n/texts.ts';
import { SeverityTag } from '../application/SeverityTag.tsx';
import { useText } from '../texts/index.ts';
import styles from './CheckPage.module.css';

/** One check as the catalogue has it, without the values of a finding. */
export function CheckFacts({ code }: { code: CheckCode }) {
  const t = useText();
  const [language] = useLanguage();
  const { severity, level } = checkOf(code);
  const text = checkTexts[language].checks[code];
  const limit = limitText(code, language);
  return (
    <>
      <p className={styles.head}>
        <SeverityTag severity={severity} /> {generalText(text.title)}
      </p>
      <dl className={styles.facts}>
        {limit !== null && (
          <>
            <dt>{t('check.limit')}</dt>
            <dd>{limit}</dd>
          </>
        )}
        <dt>{t('failed.cause')}</dt>
        <dd>{generalText(text.cause)}</dd>
        <dt>{t('failed.fix')}</dt>
        <dd>{generalText(text.fix)}</dd>
        <dt>{t('check.level')}</dt>
        <dd>{t(`check.level${level}`)}</dd>
        {text.mild?.title && (
          <>
            <dt>{t('check.mild')}</dt>
            <dd>
              {text.mild.fix
                ? t('check.mildFix', { title: text.mild.title, fix: generalText(text.mild.fix) })
                : text.mild.title}
            </dd>
          </>
        )}
      </dl>
    </>
  );
}
