import { SOAK_HOURS } from '@kaitong/contract';
import { useText } from '../texts/index.ts';
import styles from './HourPlot.module.css';

const HEIGHT = 64;
const TOP = 6;

/** One figure over the hours of a soak. Null: there is none, and nothing is drawn there. */
export function HourPlot({ title, values }: { title: string; values: readonly (number | null)[] }) {
  const t = useText();
  const known = values.filter((value) => value !== null);
  const most = Math.max(0, ...known);
  const x = (hour: number): string => `${((hour + 0.5) / SOAK_HOURS) * 100}%`;
  const y = (value: number): number => TOP + HEIGHT * (1 - value / Math.max(1, most));
  const last = values.findLastIndex((value) => value !== null);
  const said =
    last < 0
      ? t('soak.plotEmpty', { title })
      : t('soak.plotAlt', { title, hour: last + 1, value: values[last] ?? 0, most });
  return (
    <figure className={styles.plot}>
      <figcaption>
        {title}
        <span>{last < 0 ? '' : values[last]}</span>
      </figcaption>
      <svg height={TOP + HEIGHT + 2} role="img" aria-label={said}>
        <line x1="0" x2="100%" y1={y(0)} y2={y(0)} className={styles.zero} />
        {values.map((value, hour) => {
          if (value === null) return null;
          const next = values[hour + 1];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
            <g key={hour}>
              {typeof next === 'number' && <line x1={x(hour)} y1={y(value)} x2={x(hour + 1)} y2={y(next)} />}
              <circle cx={x(hour)} cy={y(value)} r="2.5">
                <title>{t('soak.at', { hour: hour + 1, value })}</title>
              </circle>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
