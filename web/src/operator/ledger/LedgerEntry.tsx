import type { control, Output } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { useMoney } from '../../desk/words/use-money.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';
import { readKey } from './entry-kind.ts';
import { inJournalOrder } from './in-journal-order.ts';
import { LedgerTable } from './LedgerTable.tsx';
import styles from './ledger.module.css';
import { useAccountName } from './use-account-name.ts';

export type Entry = Output<typeof control.listLedger>['items'][number];

/** One transaction as a journal shows it: each line on its side, debits first. */
export function LedgerEntry({ entry: { key, at, postings } }: { entry: Entry }) {
  const t = useText();
  const { kind } = readKey(key);
  return (
    <section className={styles.entry}>
      <div className={styles.head}>
        <h2>{t(`ledger.kinds.${kind}`)}</h2>
        <TimeText at={at} exact />
        <span className={styles.key}>{key}</span>
      </div>
      <LedgerTable label={key}>
        {inJournalOrder(postings).map((posting) => (
          <Line key={`${posting.account} ${posting.money.amount} ${posting.money.currency}`} posting={posting} />
        ))}
      </LedgerTable>
    </section>
  );
}

function Line({ posting: { account, maker, money } }: { posting: Entry['postings'][number] }) {
  const show = useMoney();
  const accountName = useAccountName();
  const isCredit = money.amount < 0;
  return (
    <tr>
      <td className={isCredit ? styles.credited : undefined}>
        <Link to="/ledger" search={{ account }}>
          {accountName(account, maker)}
        </Link>
      </td>
      <td className={styles.amount}>{isCredit ? '' : show(money)}</td>
      <td className={styles.amount}>{isCredit ? show({ ...money, amount: -money.amount }) : ''}</td>
    </tr>
  );
}
