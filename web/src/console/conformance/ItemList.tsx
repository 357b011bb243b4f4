import { type ConformanceItem, darkenText, itemReasonText, itemText, moveText } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import { ItemClips } from './ItemClips.tsx';
import styles from './ItemList.module.css';
import { ObservationList } from './ObservationList.tsx';
import { VerdictTag } from './VerdictTag.tsx';

/** What the test tries, one below the other: the one at work and those that did not pass are open. */
export function ItemList({ items }: { items: readonly ConformanceItem[] }) {
  const t = useText();
  return (
    <ol className={styles.items} aria-label={t('conformance.title')}>
      {items.map((item) => (
        <Item key={item.name} item={item} />
      ))}
    </ol>
  );
}

function Item({ item }: { item: ConformanceItem }) {
  const t = useText();
  const [language] = useLanguage();
  const { title, about } = itemText(item.name, language);
  const why = item.reason && itemReasonText(item.reason, language);
  const isChosen = item.reason?.code !== 'not_chosen';
  const isOpen = item.state === 'running' || item.verdict === 'fail' || item.verdict === 'warn';
  return (
    <li className={styles.item} aria-current={item.state === 'running' ? 'step' : undefined}>
      <div className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        <ItemState item={item} />
        {!isChosen && <span className={styles.about}>{why?.title}</span>}
      </div>
      {isChosen && <p className={styles.about}>{about}</p>}
      {item.moveSeconds !== null && (
        <p className={styles.move} role="status">
          <Icon name="person" /> {moveText(item.moveSeconds, language)}
        </p>
      )}
      {item.darkenSeconds !== null && (
        <p className={styles.move} role="status">
          <Icon name="person" /> {darkenText(item.darkenSeconds, language)}
        </p>
      )}
      {why && isChosen && item.reason?.code !== 'as_expected' && (
        <p className={styles.why}>
          <strong>{why.title}</strong>
          {why.remedy && <span className={styles.remedy}>{why.remedy}</span>}
        </p>
      )}
      {item.observations.length > 0 && (
        <details key={String(isOpen)} open={isOpen} className={styles.evidence}>
          <summary>{t('conformance.evidence', { n: item.observations.length })}</summary>
          <ObservationList item={item} />
          <ItemClips clips={item.clips} />
        </details>
      )}
    </li>
  );
}

function ItemState({ item: { state, verdict } }: { item: ConformanceItem }) {
  const t = useText();
  if (verdict !== null) return <VerdictTag verdict={verdict} />;
  return state === 'running' ? (
    <StateTag tone="running" icon="clock" text={t('conformance.running')} />
  ) : (
    <StateTag tone="none" icon="clock" text={t('conformance.waiting')} />
  );
}
