import type { FindingGroup, TicketFacts } from '@kaitong/contract/checks';
import { Button } from 'antd';
import { useState } from 'react';
import { useText } from '../texts/index.ts';
import { FindingItem } from './FindingItem.tsx';
import styles from './FindingList.module.css';
import type { ShowPlaces } from './FindingPlace.tsx';

type Props = { groups: readonly FindingGroup[]; facts: TicketFacts; showOf?: ShowPlaces };

const SHOWN_AT_FIRST = 10;

/** Faults, the worst first; of very many the first ones. */
export function FindingList({ groups, facts, showOf }: Props) {
  const t = useText();
  const [all, setAll] = useState(false);
  const shown = all ? groups : groups.slice(0, SHOWN_AT_FIRST);
  const left = groups.length - shown.length;
  return (
    <>
      <ul className={styles.list}>
        {shown.map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one check may find two different things
          <li key={`${group.finding.code} ${index}`}>
            <FindingItem group={group} facts={facts} showOf={showOf} />
          </li>
        ))}
      </ul>
      {left > 0 && (
        <Button type="link" onClick={() => setAll(true)}>
          {t('finding.more', { n: left })}
        </Button>
      )}
    </>
  );
}
