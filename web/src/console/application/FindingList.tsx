import type { FindingGroup } from '@kaitong/contract/checks';
import { FindingItem } from './FindingItem.tsx';
import styles from './FindingList.module.css';

export function FindingList({ groups }: { groups: readonly FindingGroup[] }) {
  return (
    <ul className={styles.list}>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one check may find two different things
        <li key={`${group.finding.code} ${index}`}>
          <FindingItem group={group} />
        </li>
      ))}
    </ul>
  );
}
