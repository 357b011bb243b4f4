import type { FindingGroup } from '@kaitong/contract/checks';
import { useText } from '../texts/index.ts';
import styles from './FindingItem.module.css';

/** How objects are counted, where any is named. */
export function ObjectsNote({ groups }: { groups: readonly FindingGroup[] }) {
  const t = useText();
  const isNamed = groups.some(({ findings }) => findings.some(({ object }) => object !== null));
  return isNamed ? <p className={styles.place}>{t('finding.objects')}</p> : null;
}
