import { type ConformanceItem, darkenText, isOwed, itemReasonText, itemText, moveText } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import { ItemClips } from './ItemClips.tsx';
import styles from './ItemList.module.css';
import { ItemSpark } from './ItemSpark.tsx';
import { inOrder } from './item-order.ts';
import { ObservationList } from './ObservationList.tsx';
import { VerdictTag } from './VerdictTag.tsx';

/** What the test tries: what passed is a line, the one at work and those that did not pass are open. */
export function ItemList({ items }: { items: readonly ConformanceItem[] }) {
  const t = useText();
  return (
    <ol className={styles.items} aria-label={t('conformance.title')}>
      {inOrder(items).map((item) =>
        item.verdict === 'pass' ? <Passed key={item.name} item={item} /> : <Item key={item.name} item={item} />,
      )}
    </ol>
  );
}

/** One line; what was done and seen is folded behind it. */
function Passed({ item }: { item: ConformanceItem }) {
  const t = useText();
  const [language] = useLanguage();
  const { title, about } = itemText(item.name, language);
  const { startedAt, endedAt, clips, observations } = item;
  return (
    <li className={styles.item}>
      <details className={styles.passed}>
        <summary>
          <h3 className={styles.title}>{title}</h3>
          <VerdictTag verdict="pass" />
          <ItemSpark clips={clips} />
          {startedAt !== null && endedAt !== null && (
            <span className={styles.took}>
              {t('run.took', { seconds: ((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(1) })}
            </span>
          )}
        </summary>
        <p className={styles.about}>{about}</p>
        {observations.length > 0 && <ObservationList item={item} />}
        <ItemClips clips={clips} />
      </details>
    </li>
  );
}

function Item({ item }: { item: ConformanceItem }) {
  const t = useText();
  const [language] = useLanguage();
  const { title, about } = itemText(item.name, language);
  const why = item.reason && itemReasonText(item.reason, language);
  const isTried = isOwed(item);
  const isOpen = item.state === 'running' || item.verdict === 'fail' || item.verdict === 'warn';
  return (
    <li className={styles.item} aria-current={item.state === 'running' ? 'step' : undefined}>
      <div className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        <ItemState item={item} />
        {!isTried && <span className={styles.about}>{why?.title}</span>}
      </div>
      {isTried && <p className={styles.about}>{about}</p>}
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
      {why && isTried && item.reason?.code !== 'as_expected' && (
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
