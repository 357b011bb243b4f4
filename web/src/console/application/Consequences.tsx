import { type FindingGroup, groupText } from '@kaitong/contract/checks';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import styles from './Consequences.module.css';

/** So few are read at a glance. */
const FEW = 3;

/** What a fault brings about, by name: nobody has to repair it, so many of them are folded. */
export function Consequences({ groups }: { groups: readonly FindingGroup[] }) {
  const t = useText();
  const [language] = useLanguage();
  if (groups.length === 0) return null;
  return (
    <details className={styles.consequences} open={groups.length <= FEW}>
      <summary>{groups.length === 1 ? t('finding.followsOne') : t('finding.follows', { n: groups.length })}</summary>
      <ul>
        {groups.map((group, index) => {
          const { code } = group.finding;
          const { title, sentence, place } = groupText(group, language);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: one check may find two different things
            <li key={`${code} ${index}`}>
              <b>{title}</b> (
              <TextLink to="/checks/$code" params={{ code }}>
                {code}
              </TextLink>
              ): {sentence} <span>{place}</span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
