import { type ConformanceItem, observationText } from '@kaitong/contract';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import styles from './ItemList.module.css';

/** What was done and seen, with the seconds since the item began. */
export function ObservationList({ item: { startedAt, observations } }: { item: ConformanceItem }) {
  const t = useText();
  const [language] = useLanguage();
  const begun = Date.parse(startedAt ?? '');
  return (
    <ol className={styles.observations}>
      {observations.map((one, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows, so a place in it is an identity
        <li key={n}>
          <span className={styles.time}>
            +{t('run.took', { seconds: ((Date.parse(one.at) - begun) / 1000).toFixed(1) })}
          </span>
          <span>{observationText(one, language)}</span>
        </li>
      ))}
    </ol>
  );
}
