import { type FindingGroup, findingText, placesText } from '@kaitong/contract/checks';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import styles from './Consequences.module.css';

/** What a fault brings about: folded, since nobody has to repair it. */
export function Consequences({ groups }: { groups: readonly FindingGroup[] }) {
  const t = useText();
  const [language] = useLanguage();
  if (groups.length === 0) return null;
  return (
    <details className={styles.consequences}>
      <summary>{t('finding.follows', { n: groups.length })}</summary>
      <ul>
        {groups.map(({ finding, findings }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one check may find two different things
          <li key={`${finding.code} ${index}`}>
            <TextLink to="/checks/$code" params={{ code: finding.code }}>
              {finding.code}
            </TextLink>{' '}
            {findingText(finding, language).sentence} <span>{placesText(findings, language)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
