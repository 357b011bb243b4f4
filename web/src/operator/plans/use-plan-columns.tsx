import type { Region } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { usePlanName } from '../../desk/words/use-plan-name.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { formatBytes } from '../../ui/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import { type AskedPlan, PlanActions } from './PlanActions.tsx';
import styles from './Plans.module.css';
import type { OperatorPlan } from './plan-body.ts';

export function usePlanColumns(ask: (asked: AskedPlan) => void): Column<OperatorPlan>[] {
  const t = useText();
  const planName = usePlanName();
  const { data } = useQuery(salesQueries.regions());
  const regions = data?.items.map(({ region }) => region) ?? [];
  const columns: Column<OperatorPlan>[] = [
    {
      key: 'plan',
      title: t('plans.column'),
      phone: 'name',
      cell: (plan) => (
        <>
          <div>{planName(plan)}</div>
          <div className={styles.soft}>
            {t(plan.default ? 'operatorPlans.onlyDefault' : 'operatorPlans.notDefault')}
            {plan.keptBytes !== undefined && ` · ${t('operatorPlans.keeps', { size: formatBytes(plan.keptBytes) })}`}
          </div>
        </>
      ),
    },
    {
      key: 'prices',
      title: t('operatorPlans.prices'),
      wide: true,
      cell: (plan) => <Prices plan={plan} regions={regions} />,
    },
    { key: 'state', title: t('operatorPlans.state'), phone: 'state', cell: (plan) => <PlanTag plan={plan} /> },
    {
      key: 'products',
      title: t('operatorPlans.products'),
      number: true,
      cell: ({ products }) => t('operatorPlans.productCount', { n: products }),
    },
  ];
  if (useMayChange())
    columns.push({
      key: 'actions',
      title: t('common.actions'),
      phone: 'action',
      cell: (plan) => <PlanActions plan={plan} ask={ask} />,
    });
  return columns;
}

function PlanTag({ plan }: { plan: OperatorPlan }) {
  const t = useText();
  if (plan.withdrawnAt === null)
    return <StateTag tone="verified" icon="check" text={t('operatorPlans.states.offered')} />;
  return (
    <>
      <StateTag tone="none" icon="ban" text={t('operatorPlans.states.withdrawn')} />
      <div className={styles.soft}>
        <TimeText at={plan.withdrawnAt} />
      </div>
    </>
  );
}

/** The price of each region, the list price where it differs in currency, and the regions that do not sell the plan. */
function Prices({ plan: { prices }, regions }: { plan: OperatorPlan; regions: readonly Region[] }) {
  const t = useText();
  const money = useMoney();
  const regionNames = useRegionNames();
  const missing = regions.filter((region) => prices.every((one) => one.region !== region));
  return (
    <div className={styles.amounts}>
      {prices.map(({ region, price, usDollar }) => (
        <div key={region}>
          {regionNames([region])} {money(price)}
          {usDollar && (price.currency !== 'USD' || price.amount !== usDollar.amount) && (
            <span className={styles.soft}> {t('operatorPlans.listPrice', { price: money(usDollar) })}</span>
          )}
        </div>
      ))}
      {missing.length > 0 && (
        <div className={styles.soft}>{t('operatorPlans.notSoldIn', { regions: regionNames(missing) })}</div>
      )}
    </div>
  );
}
