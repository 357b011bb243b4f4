import { type control, maker, type Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag, type Tone } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { formatDate, formatTime } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { CopyButton } from '../../ui/Ident.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { CreateCoupon } from './CreateCoupon.tsx';

type Coupon = Output<typeof control.listCoupons>['items'][number];
const route = getRouteApi('/signed-in/personal/coupons');

const LOOKS: Record<Coupon['state'], { tone: Tone; icon: IconName }> = {
  planned: { tone: 'waiting', icon: 'clock' },
  in_force: { tone: 'verified', icon: 'check' },
  used_up: { tone: 'none', icon: 'check' },
  expired: { tone: 'none', icon: 'clock' },
  ended: { tone: 'none', icon: 'ban' },
};

/** What can still be ended: everything that may be used now or later. */
const ENDABLE: readonly Coupon['state'][] = ['planned', 'in_force', 'used_up'];

/** 优惠券: the codes that the account gives out for its own products. */
export function CouponsPage() {
  const t = useText();
  const { search } = route.useSearch();
  const navigate = useNavigate();
  const may = useMay();
  const mayChange = may('createCoupon');
  const [creating, setCreating] = useState(false);
  const setSearch = (next: string | undefined) =>
    void navigate({ to: '/coupons', search: { search: next }, replace: true });
  return (
    <Page
      title={t('coupons.title')}
      lead={t('coupons.text')}
      actions={
        mayChange && (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setCreating(true)}>
            {t('coupons.create')}
          </Button>
        )
      }
    >
      <Panel>
        <FilterBar search={search} placeholder={t('coupons.search')} onSearch={setSearch}>
          <SaveList path={maker.listCoupons.path} filter={{ search }} />
        </FilterBar>
        <PagedTable
          label={t('coupons.title')}
          query={useInfiniteQuery(queries.coupons(search))}
          columns={useColumns(mayChange)}
          keyOf={({ id }) => id}
          empty={
            search ? (
              <NoMatch onClear={() => setSearch(undefined)} />
            ) : (
              <EmptyState picture="receipt" title={t('coupons.empty')} text={t('coupons.emptyText')}>
                {mayChange ? <Button onClick={() => setCreating(true)}>{t('coupons.create')}</Button> : <AskTeam />}
              </EmptyState>
            )
          }
        />
      </Panel>
      {creating && <CreateCoupon onClose={() => setCreating(false)} />}
    </Page>
  );
}

function useColumns(mayChange: boolean): Column<Coupon>[] {
  const t = useText();
  const money = useMoney();
  const columns: Column<Coupon>[] = [
    {
      key: 'name',
      title: t('coupons.column.name'),
      wide: true,
      phone: 'name',
      cell: ({ name }) => name,
    },
    {
      key: 'code',
      title: t('coupons.form.code'),
      cell: ({ code }) => (
        <>
          <span className="mono">{code}</span> <CopyButton text={code} />
        </>
      ),
    },
    {
      key: 'discount',
      title: t('coupons.column.discount'),
      cell: ({ discount }) =>
        'percent' in discount
          ? t('coupons.percentOff', { percent: discount.percent })
          : t('coupons.amountOff', { amount: money(discount.off) }),
    },
    {
      key: 'products',
      title: t('coupons.column.products'),
      cell: ({ pids }) => (
        <span title={pids.join('\n')}>
          {pids.length === 1 ? <span className="mono">{pids[0]}</span> : t('coupons.productCount', { n: pids.length })}
        </span>
      ),
    },
    {
      key: 'validity',
      title: t('coupons.column.validity'),
      cell: ({ validFrom, validUntil }) => (
        <span title={`${formatTime(validFrom)} – ${formatTime(validUntil)}`}>
          {formatDate(validFrom)} – {formatDate(validUntil)}
        </span>
      ),
    },
    {
      key: 'used',
      title: t('coupons.column.used'),
      number: true,
      cell: ({ used, limit }) =>
        limit === null ? t('coupons.usedNoLimit', { used }) : t('coupons.usedOf', { used, limit }),
    },
    {
      key: 'state',
      title: t('coupons.column.state'),
      phone: 'state',
      cell: ({ state }) => <StateTag {...LOOKS[state]} text={t(`coupons.states.${state}`)} />,
    },
  ];
  if (mayChange)
    columns.push({
      key: 'end',
      title: t('common.actions'),
      phone: 'action',
      cell: (coupon) => <End coupon={coupon} />,
    });
  return columns;
}

function End({ coupon: { id, name, state } }: { coupon: Coupon }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  if (!ENDABLE.includes(state)) return t('common.none');
  return (
    <>
      <Button size="small" danger onClick={() => setAsking(true)}>
        {t('coupons.end')}
      </Button>
      {asking && (
        <AskModal
          title={t('coupons.endTitle', { name })}
          consequences={[t('coupons.endNew'), t('coupons.endHeld'), t('coupons.endNever')]}
          okText={t('coupons.end')}
          danger
          run={() => api.endCoupon({ params: { id } })}
          done={t('coupons.ended')}
          refresh={['coupons']}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
