import type { Finding } from '@kaitong/contract/checks';
import { FindingItem } from './FindingItem.tsx';
import styles from './FindingList.module.css';

/** Errors first, each kind in the order in which it was found. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

export function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className={styles.list}>
      {bySeverity(findings).map((finding, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same check may find the same thing twice
        <li key={`${finding.code} ${index}`}>
          <FindingItem finding={finding} />
        </li>
      ))}
    </ul>
  );
}
