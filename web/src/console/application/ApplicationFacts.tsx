import type { Application } from '@kaitong/contract';
import { Facts } from '../../desk/parts/Facts.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';
import { ApplicationStateTag } from './ApplicationStateTag.tsx';

/** What was submitted, and what the account may know about it. */
export function ApplicationFacts({ application }: { application: Application }) {
  const t = useText();
  const regionNames = useRegionNames();
  const unknown = t('application.unknown');
  const { deviceId, state, pid, productName, firmware, region, createdAt, endedAt, lagging } = application;
  return (
    <Facts
      facts={[
        [t('application.deviceId'), <Ident key="id" value={deviceId} />],
        [t('manage.column.state'), <ApplicationStateTag key="state" state={state} />],
        [t('application.product'), productName ?? unknown],
        ['PID', pid ? <Ident key="pid" value={pid} /> : unknown],
        [t('application.firmware'), firmware ?? unknown],
        [t('application.region'), region ? regionNames([region]) : unknown],
        [t('application.createdAt'), <TimeText key="created" at={createdAt} />],
        [t('application.endedAt'), endedAt ? <TimeText key="ended" at={endedAt} /> : t('common.none')],
        ...(lagging.length > 0
          ? ([[t('manage.column.regions'), t('manage.laggingRegions', { regions: regionNames(lagging) })]] as const)
          : []),
      ]}
    />
  );
}
