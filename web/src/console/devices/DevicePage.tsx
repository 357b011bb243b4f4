import type { MakerDevice } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import { Page } from '../../desk/frame/Page.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { titleOf } from '../../desk/words/title-of.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { SampleTag } from '../application/SampleTag.tsx';
import { PidLink } from '../products/PidLink.tsx';
import { useKnownProducts } from '../products/use-known-products.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { DeviceLog } from './DeviceLog.tsx';
import { MotionText } from './MotionText.tsx';

type Device = z.output<typeof MakerDevice>;

const route = getRouteApi('/signed-in/personal/devices/$deviceId');

/** One device: how it is, and what happened with it. */
export function DevicePage() {
  const t = useText();
  const { deviceId } = route.useParams();
  const device = useQuery(queries.device(deviceId));
  const known = useKnownProducts();
  const titleIn = ({ pid, presence, firmware }: Device): string =>
    titleOf(known?.get(pid)?.name ?? pid, t(`devices.presences.${presence}`), firmware);
  return (
    <Page
      title={device.data ? titleIn(device.data) : t('device.title')}
      short={t('device.title')}
      crumbs={[{ text: t('devices.title'), link: { to: '/devices', search: {} } }]}
    >
      <Loaded query={device}>
        {(data) => (
          <>
            <DeviceFacts device={data} />
            <DeviceLog deviceId={deviceId} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function DeviceFacts({ device }: { device: Device }) {
  const t = useText();
  const regionNames = useRegionNames();
  const { deviceId, uuid, pid, region, lastSeenAt, pairedAt, tester } = device;
  // Of a customer's device it is told with its log alone.
  const lastSeen: [string, ReactNode][] =
    tester || lastSeenAt
      ? [[t('devices.lastSeen'), lastSeenAt ? <TimeText key="seen" at={lastSeenAt} /> : t('common.none')]]
      : [];
  return (
    <Facts
      as="line"
      facts={[
        [
          t('application.deviceId'),
          <span key="id">
            <Ident value={deviceId} /> <SampleTag sample={device.sample} />
          </span>,
        ],
        ['UUID', <Ident key="uuid" value={uuid} />],
        ['PID', <PidLink key="pid" pid={pid} />],
        [t('device.region'), regionNames([region])],
        [t('devices.motion'), <MotionText key="motion" device={device} />],
        ...lastSeen,
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
