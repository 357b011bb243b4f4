import type { Region } from '@kaitong/contract';
import { useMoney } from '../../desk/words/use-money.ts';
import { usePlanName } from '../../desk/words/use-plan-name.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { useText } from '../texts/index.ts';
import styles from './PriceList.module.css';
import { type PlanRow, type PlanWithPrices, regionsOf, rowsOfPlans } from './summarise-plans.ts';

type Props = {
  plans: readonly PlanWithPrices[];
  /** Also the list prices from which shares are computed. */
  usDollar?: boolean;
};

/** What each region pays for each plan: one small table a region, so that any number of regions fits any screen. */
export function PriceList({ plans, usDollar = false }: Props) {
  const t = useText();
  const regionNames = useRegionNames();
  const planName = usePlanName();
  const rows = rowsOfPlans(plans);
  return (
    <div className={styles.lists}>
      {regionsOf(plans).map((region) => (
        <table key={region} className={styles.list}>
          <caption>{regionNames([region])}</caption>
          <thead>
            <tr>
              <th scope="col">{t('plans.column')}</th>
              <th scope="col">{t('plans.period.month')}</th>
              <th scope="col">{t('plans.period.year')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{planName({ kind: row.kind, retentionDays: row.days })}</th>
                <Prices row={row} region={region} period="month" usDollar={usDollar} />
                <Prices row={row} region={region} period="year" usDollar={usDollar} />
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

type PricesProps = { row: PlanRow; region: Region; period: 'month' | 'year'; usDollar: boolean };

function Prices({ row, region, period, usDollar }: PricesProps) {
  const t = useText();
  const money = useMoney();
  const prices = row.plans[period].flatMap(({ id, prices: all }) =>
    all.filter((one) => one.region === region).map((one) => ({ id, ...one })),
  );
  return (
    <td>
      {prices.length === 0 && t('common.none')}
      {prices.map((one) => (
        <div key={one.id}>
          {money(one.price)}
          {usDollar && one.usDollar && one.price.currency !== 'USD' && (
            <span className={styles.soft}>{money(one.usDollar)}</span>
          )}
        </div>
      ))}
    </td>
  );
}
