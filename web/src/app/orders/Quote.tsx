import type { app, Output } from '@kaitong/contract';
import { TimeText } from '../../ui/TimeText.tsx';
import { Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';
import styles from './Orders.module.css';
import { useMoneyText } from './texts/index.ts';
import { useMoney } from './use-order-name.ts';

/** What is to be paid, and for which time. */
export function Quote({ quote }: { quote: Output<typeof app.quoteOrder> }) {
  const t = useText();
  const money = useMoney();
  const of = useMoneyText();
  const { listPrice, price, startsAt, endsAt, credit } = quote;
  return (
    <Group>
      <div className={styles.quote} role="status">
        <p className={styles.total}>
          <span>{t('orders.price')}</span>
          <span>
            {price.amount < listPrice.amount && (
              <>
                <s className={styles.was}>{money(listPrice)}</s>{' '}
              </>
            )}
            <strong>{money(price)}</strong>
          </span>
        </p>
        {credit && (
          <p className={styles.total}>
            <span>{of('change.credit', { unused: credit.unusedDays })}</span>
            <strong>{money({ ...credit.amount, amount: -credit.amount.amount })}</strong>
          </p>
        )}
        <p>
          {t('orders.period')} <TimeText at={startsAt} exact /> – <TimeText at={endsAt} exact />
        </p>
      </div>
    </Group>
  );
}
