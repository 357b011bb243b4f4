import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { CurrencyTable } from './CurrencyTable.tsx';
import styles from './ledger.module.css';
import { trialBalance } from './trial-balance.ts';

/** Whether the books are in balance, and of what. */
export function TrialBalanceTab() {
  const t = useText();
  return (
    <Loaded query={useQuery(moneyQueries.trialBalance())}>
      {({ items, balanced }) =>
        items.length === 0 ? (
          <EmptyState picture="receipt" title={t('ledger.empty')} text={t('ledger.emptyText')}>
            <LinkButton to="/orders" search={{}}>
              {t('soldOrders.title')}
            </LinkButton>
          </EmptyState>
        ) : (
          <>
            <Alert
              className={styles.verdict ?? ''}
              type={balanced ? 'success' : 'error'}
              showIcon
              title={balanced ? t('ledger.balanced') : t('ledger.unbalanced')}
              description={balanced ? t('ledger.checked') : t('ledger.unbalancedText')}
            />
            {trialBalance(items).map((balance) => (
              <CurrencyTable key={balance.currency} balance={balance} />
            ))}
          </>
        )
      }
    </Loaded>
  );
}
