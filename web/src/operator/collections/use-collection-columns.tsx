import type { Money } from '@kaitong/contract';
import type { Column } from '../../desk/table/DataTable.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { readKey } from '../ledger/entry-kind.ts';
import type { Entry } from '../ledger/LedgerEntry.tsx';
import { useText } from '../texts/index.ts';

export function useCollectionColumns(): Column<Entry>[] {
  const t = useText();
  const money = useMoney();
  const line = ({ postings }: Entry, isOf: (account: string) => boolean): Money | undefined =>
    postings.find(({ account }) => isOf(account))?.money;
  const show = (amount: Money | undefined) => (amount ? money(amount) : t('common.none'));
  return [
    { key: 'at', title: t('collections.at'), cell: ({ at }) => <TimeText at={at} exact /> },
    { key: 'provider', title: t('collections.provider'), phone: 'name', cell: ({ key }) => readKey(key).of[0] },
    {
      key: 'id',
      title: t('collections.id'),
      wide: true,
      cell: ({ key }) => <span className="mono">{readKey(key).of[1]}</span>,
    },
    {
      key: 'money',
      title: t('collections.money'),
      number: true,
      cell: (entry) => show(line(entry, (account) => account === 'bank')),
    },
    {
      key: 'fee',
      title: t('collections.fee'),
      number: true,
      cell: (entry) => show(line(entry, (account) => account === 'fees')),
    },
    {
      key: 'gross',
      title: t('collections.gross'),
      number: true,
      cell: (entry) => {
        const gross = line(entry, (account) => account.startsWith('clearing:'));
        return show(gross && { ...gross, amount: -gross.amount });
      },
    },
  ];
}
