import { useQuery } from '@tanstack/react-query';
import { Page } from '../../desk/frame/Page.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { TrustPanel } from '../../desk/trust/TrustPanel.tsx';
import { operatorQueries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { Backups } from './Backups.tsx';
import { CertificateAlarm } from './CertificateAlarm.tsx';
import { ClockAlarm } from './ClockAlarm.tsx';
import { RegionAlarms } from './RegionAlarms.tsx';
import { RegionsTable } from './RegionsTable.tsx';

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
            {items.map((health) => (
              <RegionAlarms key={health.region} health={health} />
            ))}
            <Panel>
              <RegionsTable regions={items} />
            </Panel>
            <Backups check={control.backup} />
          </>
        )}
      </Loaded>
      <TrustPanel />
    </Page>
  );
}
