import type { control, Output } from '@kaitong/contract';
import { Button } from 'antd';
import { SaleCell } from '../../desk/selling/SaleCell.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';

export type ActivatedProduct = Output<typeof control.listActivatedProducts>['items'][number];

type Ask = (product: ActivatedProduct) => void;

export function useProductColumns(ask: Ask, askWaivers: Ask): Column<ActivatedProduct>[] {
  const t = useText();
  const columns: Column<ActivatedProduct>[] = [
    {
      key: 'product',
      title: t('operatorProducts.product'),
      wide: true,
      phone: 'name',
      cell: ({ pid, name }) => (
        <>
          <div style={{ overflowWrap: 'anywhere' }}>{name}</div>
          <Ident value={pid} />
        </>
      ),
    },
    {
      key: 'maker',
      title: t('operatorProducts.maker'),
      cell: ({ accountName }) => (
        <div style={{ minWidth: 140, maxWidth: 200, whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
          {accountName}
        </div>
      ),
    },
    {
      key: 'activated',
      title: t('operatorProducts.activatedAt'),
      phone: 'labelled',
      cell: ({ activatedAt }) => (activatedAt ? <TimeText at={activatedAt} /> : t('operatorProducts.undone')),
    },
    { key: 'sale', title: t('operatorProducts.sale'), phone: 'state', cell: ({ sale }) => <SaleCell sale={sale} /> },
  ];
  if (useMayChange())
    columns.push({
      key: 'actions',
      title: t('common.actions'),
      phone: 'action',
      cell: (product) => (
        <span style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
          <Button
            size="small"
            aria-label={`${t('operatorWaivers.open')} ${product.name}`}
            onClick={() => askWaivers(product)}
          >
            {t('operatorWaivers.open')}
          </Button>
          <Action product={product} ask={ask} />
        </span>
      ),
    });
  return columns;
}

function Action({ product, ask }: { product: ActivatedProduct; ask: Ask }) {
  const t = useText();
  const isSuspended = product.sale.state === 'suspended';
  const action = t(isSuspended ? 'operatorProducts.lift' : 'operatorProducts.suspend');
  return (
    <Button size="small" danger={!isSuspended} aria-label={`${action} ${product.name}`} onClick={() => ask(product)}>
      {action}
    </Button>
  );
}
