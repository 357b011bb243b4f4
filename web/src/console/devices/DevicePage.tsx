import type { MakerDevice } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { z } from 'zod';
import { Page } from '../../desk/frame/Page.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useKnownProducts } from '../products/use-known-products.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { DeviceLog } from './DeviceLog.tsx';
import { MotionText } from './MotionText.tsx';
import { PresenceTag } from './PresenceTag.tsx';

const route = getRouteApi('/signed-in/personal/devices/$deviceId');

/** One device: how it is, and what happened with it. */
export function DevicePage() {
  const t = useText();
  const { deviceId } = route.useParams();
  const device = useQuery(queries.device(deviceId));
  return (
    <Page title={t('device.title')} crumbs={[{ text: t('devices.title'), link: { to: '/devices', search: {} } }]}>
      <Loaded query={device}>
        {(data) => (
          <>
            <Panel>
              <DeviceFacts device={data} />
            </Panel>
            <DeviceLog deviceId={deviceId} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function DeviceFacts({ device }: { device: z.output<typeof MakerDevice> }) {
  const t = useText();
  const regionNames = useRegionNames();
  const known = useKnownProducts();
  const { deviceId, uuid, pid, region, presence, firmware, lastSeenAt, pairedAt, tester } = device;
  return (
    <Facts
      facts={[
        [t('application.deviceId'), <Ident key="id" value={deviceId} />],
        ['UUID', <Ident key="uuid" value={uuid} />],
        [
          t('application.product'),
          <Link key="pid" to="/products/$pid" params={{ pid }}>
            {known?.get(pid)?.name ?? pid}
          </Link>,
        ],
        [t('device.region'), regionNames([region])],
        [t('devices.presence'), <PresenceTag key="presence" presence={presence} />],
        [t('application.firmware'), firmware ?? t('application.unknown')],
        [t('devices.motion'), <MotionText key="motion" device={device} />],
        [t('devices.lastSeen'), lastSeenAt ? <TimeText key="seen" at={lastSeenAt} /> : t('common.none')],
        [t('device.pairedAt'), <TimeText key="paired" at={pairedAt} />],
        [
          t('device.owner'),
          tester ? (
            <StateTag key="tester" tone="running" icon="check" text={t('devices.tester')} />
          ) : (
            t('device.customer')
          ),
        ],
      ]}
    />
  );
}
