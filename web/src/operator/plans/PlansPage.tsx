import { PlanKind } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { DataTable } from '../../desk/table/DataTable.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { FilterSelect } from '../../desk/table/FilterSelect.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { salesQueries } from '../sales-queries.ts';
import { ToTasks } from '../ToTasks.tsx';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import type { AskedPlan } from './PlanActions.tsx';
import { PlanModal } from './PlanModal.tsx';
import { PLAN_STATES, type PlanFilter, stateOf } from './plan-state.ts';
import { usePlanColumns } from './use-plan-columns.tsx';
import { WithdrawPlan } from './WithdrawPlan.tsx';

const route = getRouteApi('/signed-in/personal/plans');

/** 套餐与价格: what is offered, what it costs where, and how many products sell it. */
export function PlansPage() {
  const t = useText();
  const { kind, state } = route.useSearch();
  const navigate = useNavigate();
  const mayChange = useMayChange();
  const [creating, setCreating] = useState(false);
  const [asked, setAsked] = useState<AskedPlan | null>(null);
  const columns = usePlanColumns(setAsked);
  const filter = (next: PlanFilter) => void navigate({ to: '/plans', search: { kind, state, ...next }, replace: true });
  return (
    <Page
      title={t('operatorPlans.title')}
      lead={t('operatorPlans.text')}
      actions={
        mayChange && (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setCreating(true)}>
            {t('operatorPlans.create')}
          </Button>
        )
      }
    >
      <Panel>
        <FilterBar>
          <FilterSelect
            label={t('operatorPlans.kind')}
            all={t('operatorPlans.allKinds')}
            value={kind}
            options={PlanKind.options.map((value) => ({ value, label: t(`plans.kind.${value}`) }))}
            onChange={(next) => filter({ kind: next })}
          />
          <FilterSelect
            label={t('operatorPlans.state')}
            all={t('operatorPlans.allStates')}
            value={state}
            options={PLAN_STATES.map((value) => ({ value, label: t(`operatorPlans.states.${value}`) }))}
            onChange={(next) => filter({ state: next })}
          />
        </FilterBar>
        <Loaded query={useQuery(salesQueries.plans())}>
          {({ items }) => (
            <DataTable
              label={t('operatorPlans.title')}
              items={items.filter((plan) => fits(plan.kind, kind) && fits(stateOf(plan), state))}
              columns={columns}
              keyOf={({ id }) => id}
              empty={
                items.length > 0 ? (
                  <NoMatch onClear={() => filter({ kind: undefined, state: undefined })} />
                ) : (
                  <EmptyState picture="cloud" title={t('operatorPlans.empty')} text={t('operatorPlans.emptyText')}>
                    {mayChange ? (
                      <Button onClick={() => setCreating(true)}>{t('operatorPlans.create')}</Button>
                    ) : (
                      <ToTasks />
                    )}
                  </EmptyState>
                )
              }
            />
          )}
        </Loaded>
      </Panel>
      {creating && <PlanModal plan={null} onClose={() => setCreating(false)} />}
      {asked?.act === 'change' && <PlanModal plan={asked.plan} onClose={() => setAsked(null)} />}
      {asked?.act === 'withdraw' && <WithdrawPlan plan={asked.plan} onClose={() => setAsked(null)} />}
    </Page>
  );
}

const fits = <Value,>(value: Value, wanted: Value | undefined): boolean => wanted === undefined || value === wanted;
