import { useMoney } from '../../desk/words/use-money.ts';
import { useText } from '../texts/index.ts';
import styles from './ShareChart.module.css';
import { roundUp, type ShareSeries } from './share-series.ts';

const TOP = 20;
const PLOT = 130;
const LABELS = 36;
const MOST_LABELS = 12;

/** Bars of what was earned each month in one currency. Across, everything is a percentage, so that no text is distorted. */
export function ShareChart({ series: { currency, points } }: { series: ShareSeries }) {
  const t = useText();
  const money = useMoney();
  const amounts = points.map(({ amount }) => amount);
  const top = roundUp(Math.max(...amounts));
  const bottom = -roundUp(-Math.min(...amounts));
  const y = (amount: number): number => TOP + ((top - amount) / (top - bottom || 1)) * PLOT;
  const slot = 100 / points.length;
  const every = Math.ceil(points.length / MOST_LABELS);
  const show = (amount: number) => money({ amount, currency });
  const values = points
    .filter(({ amount }) => amount !== 0)
    .map(({ month, amount }) => t('billing.chartValue', { month, amount: show(amount) }));
  return (
    <figure className={styles.chart}>
      <figcaption>{currency}</figcaption>
      <svg
        height={TOP + PLOT + LABELS}
        role="img"
        aria-label={t('billing.chartAlt', { currency, values: values.join(t('common.separator')) })}
      >
        {[...new Set([top, 0, bottom])].map((amount) => (
          <g key={amount}>
            <line x1="0" x2="100%" y1={y(amount)} y2={y(amount)} className={amount === 0 ? styles.zero : styles.line} />
            {amount !== 0 && (
              <text x="0" y={y(amount) - 5} className={styles.text}>
                {show(amount)}
              </text>
            )}
          </g>
        ))}
        {points.map(({ month, amount }, n) => (
          <g key={month}>
            <rect
              x={`${(n + 0.2) * slot}%`}
              width={`${slot * 0.6}%`}
              y={Math.min(y(amount), y(0))}
              height={Math.abs(y(amount) - y(0))}
              className={amount < 0 ? styles.below : styles.bar}
            >
              <title>{t('billing.chartValue', { month, amount: show(amount) })}</title>
            </rect>
            {n % every === 0 && (
              <text x={`${(n + 0.5) * slot}%`} y={TOP + PLOT + 16} textAnchor="middle" className={styles.text}>
                {month.slice(5)}
              </text>
            )}
            {(month.endsWith('-01') || (n === 0 && !points[1]?.month.endsWith('-01'))) && (
              <text x={`${(n + 0.5) * slot}%`} y={TOP + PLOT + 32} textAnchor="middle" className={styles.text}>
                {month.slice(0, 4)}
              </text>
            )}
          </g>
        ))}
      </svg>
    </figure>
  );
}
