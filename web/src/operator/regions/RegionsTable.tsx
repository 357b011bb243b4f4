import type { RegionCounts, RegionHealth } from '@kaitong/contract';
import type { ReactNode } from 'react';
import { StateTag, type Tone } from '../../desk/parts/StateTag.tsx';
import { type Column, DataTable } from '../../desk/table/DataTable.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { formatBytes } from '../../ui/format.ts';
import type { IconName } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import { type Health, healthOf } from './health-of.ts';
import { Moved } from './Moved.tsx';
import { Reconciled } from './Reconciled.tsx';
import { SegmentLength } from './SegmentLength.tsx';
import styles from './Trend.module.css';
import { Trend, TrendKnown } from './Trend.tsx';

type Measure = { name: string; of: (health: RegionHealth) => ReactNode };

/** The regions beside each other, a column each: what one has is read against what the others have. */
export function RegionsTable({ regions }: { regions: RegionHealth[] }) {
  const t = useText();
  const regionNames = useRegionNames();
  const columns: Column<Measure>[] = [
    { key: 'measure', title: t('operator.regions.measure'), phone: 'name', cell: ({ name }) => name },
    ...regions.map(
      (health): Column<Measure> => ({
        key: health.region,
        title: `${regionNames([health.region])} (${health.region})`,
        phone: 'labelled',
        cell: ({ of }) => of(health),
      }),
    ),
  ];
  return (
    <DataTable
      label={t('operator.regions.title')}
      columns={columns}
      items={useMeasures(regions)}
      keyOf={({ name }) => name}
      empty={null}
    />
  );
}

function useMeasures(regions: RegionHealth[]): Measure[] {
  const t = useText();
  const count = (n: number | null) => n ?? t('operator.regions.unknown');
  const movesAny = regions.some(({ move }) => move !== null);
  return [
    { name: t('operator.regions.state'), of: (health) => <HealthTag health={health} /> },
    {
      name: t('operator.regions.lastDay'),
      of: ({ answers, hours }) => (answers ? <TrendKnown hours={hours} /> : count(null)),
    },
    { name: t('operator.regions.devices'), of: (health) => <Figure health={health} of="devices" /> },
    { name: t('operator.regions.online'), of: (health) => <Figure health={health} of="online" /> },
    { name: t('operator.regions.subscriptions'), of: (health) => <Figure health={health} of="subscriptions" /> },
    {
      name: t('operator.regions.footage'),
      of: (health) => <Figure health={health} of="footageBytes" write={formatBytes} />,
    },
    { name: t('operator.regions.storage'), of: ({ storage }) => <Left of={storage} /> },
    ...(movesAny
      ? [
          {
            name: t('operator.regions.move'),
            of: ({ move }: RegionHealth) => (move ? <Moved of={move} /> : t('common.none')),
          },
        ]
      : []),
    { name: t('operator.regions.judgeQueue'), of: (health) => <Figure health={health} of="judgeQueue" /> },
    {
      name: t('operator.regions.decoder'),
      of: ({ decoder, answers }) => decoder ?? (answers ? t('operator.regions.noDecoder') : count(null)),
    },
    { name: t('operator.regions.pending'), of: ({ pending }) => pending },
    { name: t('operator.regions.unreported'), of: (health) => <Figure health={health} of="unreported" /> },
    {
      name: t('operator.regions.currency'),
      of: ({ currency, mainland }) =>
        t(mainland ? 'operator.regions.mainland' : 'operator.regions.abroad', { currency }),
    },
    { name: t('operator.regions.segments'), of: (health) => <SegmentLength health={health} /> },
    { name: t('operator.regions.reconciled'), of: (health) => <Reconciled health={health} /> },
  ];
}

type FigureProps = { health: RegionHealth; of: keyof RegionCounts; write?: (value: number) => string };

/** What is there now, and beside it the last day. */
function Figure({ health, of, write = String }: FigureProps) {
  const t = useText();
  const now = health[of];
  if (now === null) return t('operator.regions.unknown');
  return (
    <div className={styles.figure}>
      <span className={styles.value}>{write(now)}</span>
      <Trend hours={health.hours} of={of} write={write} />
    </div>
  );
}

const LOOKS: Partial<Record<Health, { tone: Tone; icon: IconName }>> = {
  well: { tone: 'verified', icon: 'check' },
  behind: { tone: 'waiting', icon: 'clock' },
  nearlyFull: { tone: 'waiting', icon: 'alert' },
};

function HealthTag({ health: region }: { health: RegionHealth }) {
  const t = useText();
  const health = healthOf(region);
  const { tone, icon } = LOOKS[health] ?? { tone: 'refused', icon: 'cross' };
  return <StateTag tone={tone} icon={icon} text={t(`operator.regions.${health}`)} />;
}

/** What is free, against what uploads stop at. */
function Left({ of }: { of: RegionHealth['storage'] }) {
  const t = useText();
  if (!of) return t('operator.regions.unknown');
  const { freeBytes, leastFreeBytes } = of;
  return t('operator.regions.left', { free: formatBytes(freeBytes), least: formatBytes(leastFreeBytes) });
}
