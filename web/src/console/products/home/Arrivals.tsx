import type { ProductHome } from '@kaitong/contract';
import { Panel } from '../../../desk/parts/Panel.tsx';
import { SilentRegions } from '../../../desk/parts/SilentRegions.tsx';
import { useText } from '../../texts/index.ts';
import styles from './Arrivals.module.css';
import { type Plot, plotsOf, type Series } from './arrival-plots.ts';

const TOP = 20;
const HEIGHT = 130;
const LABELS = 24;

/** How the events of the last week came, by the firmware that recorded them: what a release changes is seen here first. */
export function Arrivals({ home: { fleet } }: { home: ProductHome }) {
  const t = useText();
  const plots = plotsOf(fleet.arrivals);
  if (!plots && fleet.eventsUnreachable.length === 0) return null;
  return (
    <Panel title={t('home.arrivals')}>
      <SilentRegions regions={fleet.eventsUnreachable} say={(regions) => t('home.eventsUnreachable', { regions })} />
      {plots && <Charts {...plots} />}
    </Panel>
  );
}

function Charts({ success, playable }: { success: Plot; playable: Plot }) {
  const t = useText();
  return (
    <>
      <p className={styles.lead}>{t('home.arrivalsText')}</p>
      <ul className={styles.legend}>
        {success.series.map(({ firmware }, nth) => (
          <li key={firmware}>
            <span className={styles[`series${nth}`]} aria-hidden="true" />
            {firmware}
          </li>
        ))}
      </ul>
      <div className={styles.charts}>
        <Chart plot={success} title={t('home.success')} show={(value) => t('home.percent', { value })} />
        <Chart plot={playable} title={t('home.playable')} show={(value) => t('home.seconds', { value })} />
      </div>
    </>
  );
}

type ChartProps = { plot: Plot; title: string; show: (value: number) => string };

/** Lines over days, one for each version. Across, everything is a percentage, so that no text is distorted. */
function Chart({ plot: { days, series, top }, title, show }: ChartProps) {
  const t = useText();
  const x = (nth: number): string => `${((nth + 0.5) / days.length) * 100}%`;
  const y = (value: number): number => TOP + (1 - value / top) * HEIGHT;
  return (
    <figure className={styles.chart}>
      <figcaption>{title}</figcaption>
      <svg
        height={TOP + HEIGHT + LABELS}
        role="img"
        aria-label={t('home.plotAlt', { title, values: said(series, show) })}
      >
        {[top, top / 2, 0].map((value) => (
          <g key={value}>
            <line x1="0" x2="100%" y1={y(value)} y2={y(value)} className={styles.line} />
            <text x="0" y={y(value) - 5} className={styles.text}>
              {show(value)}
            </text>
          </g>
        ))}
        {days.map((day, nth) => (
          <text key={day} x={x(nth)} y={TOP + HEIGHT + 18} textAnchor="middle" className={styles.text}>
            {day.slice(5)}
          </text>
        ))}
        {series.map(({ firmware, values }, nth) => (
          <g key={firmware} className={styles[`series${nth}`]}>
            {values.map((value, at) => {
              const [day, next] = [days[at], values[at + 1]];
              if (value === null) return null;
              return (
                <g key={day}>
                  {typeof next === 'number' && <line x1={x(at)} y1={y(value)} x2={x(at + 1)} y2={y(next)} />}
                  <circle cx={x(at)} cy={y(value)} r="3.5">
                    <title>{`${day} ${firmware} ${show(value)}`}</title>
                  </circle>
                </g>
              );
            })}
          </g>
        ))}
      </svg>
    </figure>
  );
}

/** `2.4.0 98.5 %`: the last value of each, for who does not see the lines. */
const said = (series: readonly Series[], show: (value: number) => string): string =>
  series
    .flatMap(({ firmware, values }) => {
      const last = values.findLast((value) => value !== null);
      return typeof last === 'number' ? [`${firmware} ${show(last)}`] : [];
    })
    .join(' · ');
