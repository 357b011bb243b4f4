import { Link } from '@tanstack/react-router';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { useText } from '../texts/index.ts';
import { LedgerTable } from './LedgerTable.tsx';
import styles from './ledger.module.css';
import type { BalanceLine, CurrencyBalance } from './trial-balance.ts';
import { useAccountName } from './use-account-name.ts';

/** The trial balance of one currency, with its check in sight. */
export function CurrencyTable({ balance: { currency, lines, debit, credit } }: { balance: CurrencyBalance }) {
  const t = useText();
  const money = useMoney();
  const show = (amount: number) => (amount === 0 ? '' : money({ amount, currency }));
  return (
    <section className={styles.entry}>
      <div className={styles.head}>
        <h3>{currency}</h3>
        {debit === credit ? (
          <StateTag tone="verified" icon="check" text={t('ledger.balanced')} />
        ) : (
          <StateTag tone="refused" icon="cross" text={t('ledger.difference', { amount: show(debit - credit) })} />
        )}
      </div>
      <LedgerTable
        label={currency}
        total={
          <tr>
            <th scope="row">{t('ledger.total')}</th>
            <td className={styles.amount}>{show(debit)}</td>
            <td className={styles.amount}>{show(credit)}</td>
          </tr>
        }
      >
        {lines.map((line) => (
          <tr key={line.account}>
            <td>
              <Name line={line} />
            </td>
            <td className={styles.amount}>{show(line.debit)}</td>
            <td className={styles.amount}>{show(line.credit)}</td>
          </tr>
        ))}
      </LedgerTable>
    </section>
  );
}

/** Leads to the account's entries; of makers, to what each of them is owed. */
function Name({ line: { account, makers } }: { line: BalanceLine }) {
  const t = useText();
  const accountName = useAccountName();
  const name = accountName(account);
  if (makers === 0)
    return (
      <Link to="/ledger" search={{ account }}>
        {name}
      </Link>
    );
  return (
    <Link to="/makers" search={account === 'due' ? { due: true } : {}}>
      {name} · {t('ledger.makers', { n: makers })}
    </Link>
  );
}
