import type { RegionCounts, RegionHour } from '@kaitong/contract';
import { serverNow } from '../../api/clock.ts';
import { useText } from '../texts/index.ts';
import styles from './Trend.module.css';
import { HOURS, trendOf } from './trend-of.ts';

const WIDTH = 96;
const HEIGHT = 20;
const ZERO = HEIGHT - 2;

type Props = {
  hours: RegionHour[] | null;
  of: keyof RegionCounts;
  write: (value: number) => string;
};

/** A figure over the last day, above its zero line; nothing where fewer than two hours of it are known. */
export function Trend({ hours, of, write }: Props) {
  const t = useText();
  const values = (hours ?? []).map((one) => ({ hour: one.hour, value: one[of] }));
  const runs = trendOf(values, serverNow());
  const points = runs.flat();
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return null;
  const all = points.map(({ value }) => value);
  const most = Math.max(...all);
  const x = (ago: number) => (((HOURS - 1 - ago) / (HOURS - 1)) * (WIDTH - 2) + 1).toFixed(1);
  const y = (value: number) => (ZERO - (value / Math.max(1, most)) * (ZERO - 2)).toFixed(1);
  const said = t('operator.regions.trend', {
    hours: first.ago - last.ago + 1,
    first: write(first.value),
    last: write(last.value),
    least: write(Math.min(...all)),
    most: write(most),
  });
  return (
    <svg className={styles.trend} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
      <title>{said}</title>
      <line className={styles.zero} x1={0} x2={WIDTH} y1={ZERO + 0.5} y2={ZERO + 0.5} />
      {runs.map((run) => (
        <polyline
          key={run[0]?.ago}
          className={styles.line}
          // One hour between two gaps is a dot.
          points={(run.length === 1 ? [...run, ...run] : run)
            .map(({ ago, value }) => `${x(ago)},${y(value)}`)
            .join(' ')}
        />
      ))}
    </svg>
  );
}

/** How much of the last day is known: what is drawn beside the figures, or why nothing is. */
export function TrendKnown({ hours }: { hours: RegionHour[] | null }) {
  const t = useText();
  if (hours === null) return t('operator.regions.trendUnknown');
  if (hours.length < 2) return t('operator.regions.trendBegins');
  return t('operator.regions.trendHours', { count: hours.length });
}
