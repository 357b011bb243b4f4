import { maker, type SaleState, type ServiceItem } from '@kaitong/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { SaleTag } from '../../desk/selling/SaleTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { FilterSelect } from '../../desk/table/FilterSelect.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { usePlanName } from '../../desk/words/use-plan-name.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { PriceList } from '../plans/PriceList.tsx';
import { type ItemFilter, queries } from '../queries.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { ItemActions } from './ItemActions.tsx';
import styles from './Items.module.css';
import { PlanSummary } from './PlanSummary.tsx';
import { StageTag } from './StageTag.tsx';

const route = getRouteApi('/signed-in/personal/my/services/video-cloud-storage');
const SALES = ['on_sale', 'stopped', 'suspended', 'demonstration'] as const satisfies readonly SaleState[];

/** 服务商品: the activated PIDs, what each sells at which price, and what its activation rests on. */
export function ItemsTab() {
  const t = useText();
  const { search, planId, sale } = route.useSearch();
  const navigate = useNavigate();
  const query = useInfiniteQuery(queries.serviceItems({ search, planId, sale }));
  const [open, setOpen] = useState<string | null>(null);
  const filter = (next: ItemFilter) =>
    void navigate({
      to: '/my/services/video-cloud-storage',
      search: { tab: 'items', search, planId, sale, ...next },
      replace: true,
    });
  const toggle = (pid: string) => setOpen((now) => (now === pid ? null : pid));
  return (
    <>
      <p className={styles.soft} style={{ margin: '0 0 12px' }}>
        {t('items.text')}
      </p>
      <FilterBar search={search} placeholder={t('manage.searchItems')} onSearch={(next) => filter({ search: next })}>
        <PlanFilter value={planId} onChange={(next) => filter({ planId: next })} />
        <FilterSelect<SaleState>
          label={t('items.column.sale')}
          all={t('sale.all')}
          value={sale}
          onChange={(next) => filter({ sale: next })}
          options={SALES.map((value) => ({ value, label: t(`sale.states.${value}`) }))}
        />
        <SaveList path={maker.listServiceItems.path} filter={{ search, planId, sale }} />
      </FilterBar>
      <PagedTable
        label={t('manage.items')}
        query={query}
        columns={useColumns(open, toggle)}
        keyOf={(item) => item.pid}
        below={(item) => <Below item={item} open={item.pid === open} />}
        empty={
          search || planId || sale ? (
            <NoMatch onClear={() => filter({ search: undefined, planId: undefined, sale: undefined })} />
          ) : (
            <EmptyState picture="cloud" title={t('common.noData')} text={t('manage.itemsEmptyText')}>
              <LinkButton to="/my/services/video-cloud-storage" search={{ tab: 'applications' }}>
                {t('manage.applications')}
              </LinkButton>
            </EmptyState>
          )
        }
      />
    </>
  );
}

function PlanFilter({ value, onChange }: { value: string | undefined; onChange: (id: string | undefined) => void }) {
  const t = useText();
  const planName = usePlanName();
  const { data } = useQuery(queries.plans());
  return (
    <FilterSelect
      label={t('plans.column')}
      all={t('items.allPlans')}
      value={value}
      width={200}
      onChange={onChange}
      options={(data?.items ?? []).map((plan) => ({ value: plan.id, label: planName(plan) }))}
    />
  );
}

function useColumns(open: string | null, toggle: (pid: string) => void): Column<ServiceItem>[] {
  const t = useText();
  return [
    { key: 'product', title: t('items.column.product'), wide: true, phone: 'name', cell: nameOf },
    { key: 'pid', title: t('manage.column.pid'), cell: ({ pid }) => <Ident value={pid} /> },
    {
      key: 'plans',
      title: t('items.column.plans'),
      cell: (item) => <PlanSummary item={item} open={item.pid === open} onToggle={() => toggle(item.pid)} />,
    },
    { key: 'sale', title: t('items.column.sale'), phone: 'state', cell: ({ sale }) => <SaleTag state={sale.state} /> },
    {
      key: 'activated',
      title: t('manage.column.activatedAt'),
      cell: ({ activatedAt }) => <TimeText at={activatedAt} />,
    },
    { key: 'actions', title: t('common.actions'), phone: 'action', cell: (item) => <ItemActions item={item} folded /> },
  ];
}

const nameOf = ({ pid, productName }: ServiceItem) => (
  <Link to="/my/services/video-cloud-storage/items/$pid" params={{ pid }} className={styles.name}>
    {productName}
  </Link>
);

/** What needs an explanation stands there always; what the activation rests on, and all prices, where they are asked for. */
function Below({ item, open }: { item: ServiceItem; open: boolean }) {
  const t = useText();
  const regionNames = useRegionNames();
  const { sale, lagging } = item;
  if (!open && !sale.reason && lagging.length === 0) return null;
  return (
    <div className={styles.below}>
      {sale.reason && <div className={styles.soft}>{t('sale.reason', { reason: sale.reason })}</div>}
      {lagging.length > 0 && <div className={styles.soft}>{t('items.lagging', { regions: regionNames(lagging) })}</div>}
      {open && <Activation item={item} />}
      {open && <PriceList plans={item.plans} />}
    </div>
  );
}

function Activation({ item }: { item: ServiceItem }) {
  const t = useText();
  const mayLook = useMay()('getApplication');
  return (
    <div className={`${styles.soft} ${styles.basis}`}>
      <StageTag stage={item.stage} />
      <span>{t('items.firmware', { firmware: item.firmware })}</span>
      {mayLook && (
        <Link to="/applications/$id" params={{ id: item.applicationId }}>
          {t('items.application')}
        </Link>
      )}
      {item.earlierActivations > 0 && (
        <Link to="/my/services/video-cloud-storage/items/$pid" params={{ pid: item.pid }} hash="history">
          {t('items.earlier', { n: item.earlierActivations })}
        </Link>
      )}
    </div>
  );
}
