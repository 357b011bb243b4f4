import type { ProductHome } from '@kaitong/contract';
import { Beside, Panel } from '../../../desk/parts/Panel.tsx';
import { TextLink } from '../../../desk/parts/TextLink.tsx';
import { SaleTag } from '../../../desk/selling/SaleTag.tsx';
import { useMoney } from '../../../desk/words/use-money.ts';
import { useRegionNames } from '../../../desk/words/use-region-names.ts';
import { lowestPrices, rowsOfPlans } from '../../plans/summarise-plans.ts';
import { useText } from '../../texts/index.ts';
import styles from './Home.module.css';

/** What a product sells and what came of it in twelve months. */
export function Selling({ home }: { home: ProductHome }) {
  const t = useText();
  const { pid } = home.product;
  return (
    <Beside>
      <Panel
        title={t('plans.column')}
        extra={
          home.item && (
            <TextLink to="/my/services/video-cloud-storage/items/$pid" params={{ pid }}>
              {t('home.manageSale')}
            </TextLink>
          )
        }
      >
        {home.item ? <Plans item={home.item} /> : <p className={styles.nothing}>{t('home.notSold')}</p>}
      </Panel>
      {home.sold && (
        <Panel
          title={t('home.sales')}
          extra={
            <TextLink to="/billing" search={{ tab: 'orders', pid }}>
              {t('home.allOrders')}
            </TextLink>
          }
        >
          {home.sold.length === 0 ? (
            <p className={styles.nothing}>{t('home.noSales')}</p>
          ) : (
            <SoldTable sold={home.sold} />
          )}
        </Panel>
      )}
    </Beside>
  );
}

function Plans({ item: { sale, plans, plansChosen } }: { item: NonNullable<ProductHome['item']> }) {
  const t = useText();
  const money = useMoney();
  const regionNames = useRegionNames();
  const rows = rowsOfPlans(plans);
  return (
    <ul className={styles.rows}>
      <li>
        <SaleTag state={sale.state} />
        <span className={styles.soft}>
          {t(plansChosen ? 'plans.chosen' : 'plans.default')} · {t('plans.count', { n: plans.length })}
        </span>
      </li>
      {[...new Set(rows.map(({ kind }) => kind))].map((kind) => (
        <li key={kind}>
          {t('plans.nameOfTerms', {
            kind: t(`plans.kind.${kind}`),
            days: rows
              .filter((row) => row.kind === kind)
              .map(({ days }) => days)
              .join(' / '),
          })}
        </li>
      ))}
      <li className={styles.soft}>
        {lowestPrices(plans)
          .map(({ region, price }) => `${regionNames([region])} ${t('plans.from', { price: money(price) })}`)
          .join(' · ')}
      </li>
    </ul>
  );
}

function SoldTable({ sold }: { sold: NonNullable<ProductHome['sold']> }) {
  const t = useText();
  const money = useMoney();
  return (
    <table className={styles.sold} aria-label={t('home.sales')}>
      <thead>
        <tr>
          <th scope="col">{t('home.orders')}</th>
          <th scope="col">{t('billing.order.paid')}</th>
          <th scope="col">{t('home.refunded')}</th>
          <th scope="col">{t('billing.order.share')}</th>
        </tr>
      </thead>
      <tbody>
        {sold.map(({ currency, orders, paid, refunded, share }) => (
          <tr key={currency}>
            <td>{orders}</td>
            <td>{money(paid)}</td>
            <td>{money(refunded)}</td>
            <td>{money(share)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
