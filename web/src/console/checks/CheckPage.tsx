import { CheckCodeSchema, checkCodes, checkTexts, generalText, RULES_VERSION } from '@kaitong/contract/checks';
import { getRouteApi } from '@tanstack/react-router';
import { Panel } from '../../desk/parts/Panel.tsx';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { CrumbedPage } from '../application/CrumbedPage.tsx';
import { useText } from '../texts/index.ts';
import { CheckFacts } from './CheckFacts.tsx';
import styles from './CheckPage.module.css';

const route = getRouteApi('/signed-in/personal/checks/$code');

/** What a check looks at and what to do about it, for whoever meets its code; and all others. */
export function CheckPage() {
  const t = useText();
  const [language] = useLanguage();
  const { code } = route.useParams();
  const known = CheckCodeSchema.safeParse(code);
  return (
    <CrumbedPage title={t('check.title', { code })}>
      <Panel>{known.success ? <CheckFacts code={known.data} /> : t('check.unknown')}</Panel>
      <Panel title={t('check.all')}>
        <p className={styles.rules}>{t('check.rules', { version: RULES_VERSION })}</p>
        <ul className={styles.all}>
          {checkCodes.map((one) => (
            <li key={one}>
              <TextLink to="/checks/$code" params={{ code: one }} aria-current={one === code ? 'page' : undefined}>
                {one}
              </TextLink>{' '}
              {generalText(checkTexts[language].checks[one].title)}
            </li>
          ))}
        </ul>
      </Panel>
    </CrumbedPage>
  );
}
