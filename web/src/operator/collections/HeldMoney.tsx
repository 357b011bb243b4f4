import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import styles from '../money.module.css';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { heldBy } from './held-by.ts';

/** What owners paid and providers still hold. */
export function HeldMoney() {
  const t = useText();
  const money = useMoney();
  return (
    <Panel title={t('collections.waiting')}>
      <p className={styles.soft} style={{ marginTop: 0 }}>
        {t('collections.waitingText')}
      </p>
      <Loaded query={useQuery(moneyQueries.trialBalance())}>
        {({ items }) => {
          const held = heldBy(items).filter((one) => one.money.amount !== 0);
          if (held.length === 0) return <p>{t('collections.noneWaiting')}</p>;
          return (
            <Facts
              facts={held.map((one) => [
                `${one.provider} · ${one.money.currency}`,
                <Link
                  key={one.money.currency}
                  to="/ledger"
                  search={{ account: `clearing:${one.provider}`, currency: one.money.currency }}
                >
                  {money(one.money)}
                </Link>,
              ])}
            />
          );
        }}
      </Loaded>
    </Panel>
  );
}
