import type { DeviceLogPage } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Checkbox } from 'antd';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import styles from './DeviceLog.module.css';
import { LogDays } from './LogDays.tsx';
import { LogLines } from './LogLines.tsx';
import { SupportCodeField } from './SupportCodeField.tsx';

const route = getRouteApi('/signed-in/personal/devices/$deviceId');

/** What happened with a device: all of it as it comes, or what may be told without its owner. */
export function DeviceLog({ deviceId }: { deviceId: string }) {
  const t = useText();
  const sight = useQuery(queries.deviceLogSight(deviceId));
  return (
    <Panel title={t('deviceLog.title')}>
      <Loaded query={sight}>
        {(log) =>
          log.whole ? <WholeLog deviceId={deviceId} log={log} /> : <ClosedLog deviceId={deviceId} log={log} />
        }
      </Loaded>
    </Panel>
  );
}

function WholeLog({ deviceId, log: { until } }: { deviceId: string; log: DeviceLogPage }) {
  const t = useText();
  const { search, only } = route.useSearch();
  const navigate = useNavigate();
  const filter = (next: { search?: string | undefined; only?: 'refusals' | undefined }) =>
    void navigate({ to: '/devices/$deviceId', params: { deviceId }, search: { search, only, ...next }, replace: true });
  return (
    <>
      <p className={styles.lead}>
        {until ? (
          <>
            {t('deviceLog.until')} <TimeText at={until} exact />
          </>
        ) : (
          t('deviceLog.tester')
        )}
      </p>
      <FilterBar search={search} placeholder={t('deviceLog.search')} onSearch={(words) => filter({ search: words })}>
        <Checkbox
          checked={only === 'refusals'}
          onChange={({ target }) => filter({ only: target.checked ? 'refusals' : undefined })}
        >
          {t('deviceLog.onlyRefusals')}
        </Checkbox>
      </FilterBar>
      <LogLines key={`${search} ${only}`} deviceId={deviceId} filter={{ search, only }} />
      <code className={styles.command}>npx kaitong devices log {deviceId} --follow</code>
    </>
  );
}

function ClosedLog({ deviceId, log: { days } }: { deviceId: string; log: DeviceLogPage }) {
  const t = useText();
  const may = useMay();
  return (
    <>
      <p className={styles.lead}>{t('deviceLog.closed')}</p>
      {may('redeemSupportCode') && <SupportCodeField deviceId={deviceId} />}
      <h3 className={styles.days}>{t('deviceLog.days')}</h3>
      <LogDays days={days} />
    </>
  );
}
