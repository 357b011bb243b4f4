import { useId } from 'react';
import { useMoney, useShortMoney } from '../../desk/words/use-money.ts';
import { useText } from '../texts/index.ts';
import styles from './ShareChart.module.css';
import { type SharePoint, type ShareSeries, ticksOf } from './share-series.ts';

const TOP = 24;
const PLOT = 130;
const LABELS = 36;
const HEIGHT = TOP + PLOT + LABELS;
const MOST_LABELS = 12;
/** Of a figure, in pixels, at the size of the chart's text. */
const FIGURE = 7;

/**
 * Bars of what was earned each month in one currency: the amount stands on its bar, a month without any is a dot, and the one
 * that has not ended is hatched. Across, everything is a percentage, so that no text is distorted.
 */
export function ShareChart({ series: { currency, points } }: { series: ShareSeries }) {
  const t = useText();
  const money = useMoney();
  const short = useShortMoney();
  const hatching = useId();
  const amounts = points.map(({ amount }) => amount);
  const ticks = ticksOf(amounts);
  const [top, , bottom] = ticks;
  const y = (amount: number): number => TOP + ((top - amount) / (top - bottom)) * PLOT;
  const slot = 100 / points.length;
  const every = Math.ceil(points.length / MOST_LABELS);
  const best = Math.max(...amounts);
  const say = ({ month, amount, isOpen }: SharePoint): string =>
    t(isOpen ? 'billing.chartOpen' : 'billing.chartValue', { month, amount: money({ amount, currency }) });
  const values = points.filter(({ amount }) => amount !== 0).map(say);
  const tickTexts = ticks.map((amount) => short({ amount, currency }));
  return (
    <figure className={styles.chart}>
      <figcaption>{currency}</figcaption>
      <div className={styles.plot}>
        <svg height={HEIGHT} width={Math.max(...tickTexts.map(({ length }) => length)) * FIGURE} aria-hidden="true">
          {ticks.map((amount, nth) => (
            <text key={amount} x="100%" y={y(amount) + 4} textAnchor="end" className={styles.text}>
              {tickTexts[nth]}
            </text>
          ))}
        </svg>
        <svg
          height={HEIGHT}
          className={points.length > MOST_LABELS ? `${styles.bars} ${styles.many}` : styles.bars}
          role="img"
          aria-label={t('billing.chartAlt', { currency, values: values.join(t('common.separator')) })}
        >
          <pattern id={hatching} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="3" height="6" className={styles.bar} />
          </pattern>
          {ticks.map((amount) => (
            <line
              key={amount}
              x1="0"
              x2="100%"
              y1={y(amount)}
              y2={y(amount)}
              className={amount === 0 ? styles.zero : styles.line}
            />
          ))}
          {points.map((point, n) => {
            const { month, amount, isOpen } = point;
            const middle = `${(n + 0.5) * slot}%`;
            return (
              <g key={month}>
                {amount === 0 ? (
                  <circle cx={middle} cy={y(0)} r="3" className={styles.none}>
                    <title>{say(point)}</title>
                  </circle>
                ) : (
                  <>
                    <rect
                      x={`${(n + 0.2) * slot}%`}
                      width={`${slot * 0.6}%`}
                      y={Math.min(y(amount), y(0))}
                      height={Math.abs(y(amount) - y(0))}
                      className={amount < 0 ? styles.below : isOpen ? styles.open : styles.bar}
                      fill={isOpen && amount > 0 ? `url(#${hatching})` : undefined}
                    >
                      <title>{say(point)}</title>
                    </rect>
                    <text
                      x={middle}
                      y={amount < 0 ? y(amount) + 14 : y(amount) - 6}
                      textAnchor="middle"
                      className={amount === best || isOpen ? `${styles.text} ${styles.told}` : styles.text}
                      data-value=""
                    >
                      {short({ amount, currency })}
                    </text>
                  </>
                )}
                {n % every === 0 && (
                  <text x={middle} y={TOP + PLOT + 18} textAnchor="middle" className={styles.text}>
                    {month.slice(5)}
                  </text>
                )}
                {(month.endsWith('-01') || (n === 0 && !points[1]?.month.endsWith('-01'))) && (
                  <text x={middle} y={TOP + PLOT + 34} textAnchor="middle" className={styles.text}>
                    {month.slice(0, 4)}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      </div>
    </figure>
  );
}
