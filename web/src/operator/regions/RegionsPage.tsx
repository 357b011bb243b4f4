import type { RegionHealth } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Page } from '../../desk/frame/Page.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag, type Tone } from '../../desk/parts/StateTag.tsx';
import { TrustPanel } from '../../desk/trust/TrustPanel.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { formatBytes } from '../../ui/format.ts';
import type { IconName } from '../../ui/Icon.tsx';
import { operatorQueries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { Backups } from './Backups.tsx';
import { CertificateAlarm } from './CertificateAlarm.tsx';
import { ClockAlarm } from './ClockAlarm.tsx';
import { type Health, healthOf } from './health-of.ts';
import { KeysAlarm } from './KeysAlarm.tsx';
import { Moved } from './Moved.tsx';
import { Reconciled } from './Reconciled.tsx';

/** The regions and how they are; read again every ten seconds. */
export function RegionsPage() {
  const t = useText();
  return (
    <Page title={t('operator.regions.title')} lead={t('operator.regions.text')}>
      <Loaded query={useQuery(operatorQueries.regions())}>
        {({ items, control }) => (
          <>
            <ClockAlarm skewMs={control.clockSkewMs} />
            <CertificateAlarm certificate={control.certificate} />
            <Backups check={control.backup} />
            {items.map((region) => (
              <Region key={region.region} health={region} />
            ))}
          </>
        )}
      </Loaded>
      <TrustPanel />
    </Page>
  );
}

function Region({ health }: { health: RegionHealth }) {
  const t = useText();
  const regionNames = useRegionNames();
  const count = (n: number | null) => n ?? t('operator.regions.unknown');
  const { region, answers, footageBytes } = health;
  return (
    <Panel title={`${regionNames([region])} (${region})`} extra={<HealthTag health={health} />}>
      {!answers && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 16 }}
          title={t('operator.regions.silentTitle')}
          description={t('operator.regions.silentText')}
        />
      )}
      <ClockAlarm skewMs={health.clockSkewMs} />
      <CertificateAlarm certificate={health.certificate} />
      {health.storage?.isFull && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 16 }}
          title={t('operator.regions.fullTitle')}
          description={t('operator.regions.fullText')}
        />
      )}
      <KeysAlarm keys={health.keys} />
      <Facts
        facts={[
          [t('operator.regions.devices'), count(health.devices)],
          [t('operator.regions.online'), count(health.online)],
          [t('operator.regions.subscriptions'), count(health.subscriptions)],
          [t('operator.regions.footage'), footageBytes === null ? count(null) : formatBytes(footageBytes)],
          [t('operator.regions.storage'), <Left key="storage" of={health.storage} />],
          ...(health.move ? [[t('operator.regions.move'), <Moved key="move" of={health.move} />] as const] : []),
          [t('operator.regions.judgeQueue'), count(health.judgeQueue)],
          [t('operator.regions.decoder'), health.decoder ?? (answers ? t('operator.regions.noDecoder') : count(null))],
          [t('operator.regions.pending'), health.pending],
          [t('operator.regions.unreported'), count(health.unreported)],
          [t('operator.regions.currency'), <Currency key="currency" health={health} />],
          [t('operator.regions.reconciled'), <Reconciled key="reconciled" health={health} />],
        ]}
      />
    </Panel>
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

function Currency({ health: { currency, mainland } }: { health: RegionHealth }) {
  const t = useText();
  return t(mainland ? 'operator.regions.mainland' : 'operator.regions.abroad', { currency });
}
