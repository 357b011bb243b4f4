import type { control, Output } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import type { Column } from '../../desk/table/DataTable.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { formatDate, formatTime } from '../../ui/format.ts';
import { Ident } from '../../ui/Ident.tsx';
import styles from '../money.module.css';
import { RemoveFactor } from '../reset/RemoveFactor.tsx';
import { ResetLink } from '../reset/ResetLink.tsx';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';

export type Maker = Output<typeof control.listMakers>['items'][number];

export function useMakerColumns(): Column<Maker>[] {
  const t = useText();
  return [
    {
      key: 'maker',
      title: t('makers.account'),
      wide: true,
      phone: 'name',
      cell: ({ name, login, accountId }) => (
        <div className={styles.lines}>
          <span className={styles.name}>{name}</span>
          {login !== name && <span className={styles.soft}>{login}</span>}
          <Ident value={accountId} />
        </div>
      ),
    },
    {
      key: 'products',
      title: t('makers.products'),
      phone: 'labelled',
      cell: ({ name, activated, products }) => {
        const count = t('makers.productCount', { activated, products });
        if (activated === 0) return count;
        return (
          <Link to="/products" search={{ search: name }}>
            {count}
          </Link>
        );
      },
    },
    {
      key: 'agreement',
      title: t('makers.agreement'),
      phone: 'labelled',
      cell: ({ agreementVersion }) => agreementVersion ?? t('makers.noAgreement'),
    },
    {
      key: 'balances',
      title: t('makers.balances'),
      phone: 'labelled',
      cell: ({ balances }) => <Balances balances={balances} />,
    },
    {
      key: 'at',
      title: t('makers.createdAt'),
      phone: 'labelled',
      cell: ({ createdAt }) => (
        <time dateTime={createdAt} title={formatTime(createdAt)}>
          {formatDate(createdAt)}
        </time>
      ),
    },
    { key: 'links', title: t('common.actions'), phone: 'action', cell: (maker) => <MakerLinks maker={maker} /> },
  ];
}

function Balances({ balances }: Pick<Maker, 'balances'>) {
  const t = useText();
  const money = useMoney();
  if (balances.length === 0) return <span className="whole">{t('makers.noBalance')}</span>;
  return (
    <div className={styles.lines}>
      {balances.map(({ currency, accrued, due }) => (
        <div key={currency}>
          <div>{t('makers.accrued', { amount: money(accrued) })}</div>
          {due.amount !== 0 && <strong>{t('makers.due', { amount: money(due) })}</strong>}
        </div>
      ))}
    </div>
  );
}

function MakerLinks({ maker: { accountId, name, login } }: { maker: Maker }) {
  const t = useText();
  const mayChange = useMayChange();
  return (
    <div className={styles.links}>
      <Link to="/orders" search={{ accountId }} aria-label={t('makers.ordersOf', { name })}>
        {t('makers.orders')}
      </Link>
      <Link to="/statements" search={{ tab: 'statements', accountId }} aria-label={t('makers.statementsOf', { name })}>
        {t('makers.statements')}
      </Link>
      {mayChange && login && <ResetLink who={{ login, name }} />}
      {mayChange && login && <RemoveFactor login={login} name={name} />}
    </div>
  );
}
