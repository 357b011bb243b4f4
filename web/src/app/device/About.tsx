import type { OwnerDevice } from '@kaitong/contract';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Facts, Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';

export function About({ device }: { device: OwnerDevice }) {
  const t = useText();
  return (
    <Group title={t('device.about')}>
      <Facts
        facts={[
          ...(device.kind === 'push'
            ? [{ name: t('device.kind'), value: t('devices.push') }]
            : [
                { name: t('device.product'), value: device.productName },
                { name: t('device.firmware'), value: device.firmware ?? t('device.firmwareUnknown') },
              ]),
          { name: t('device.deviceId'), value: <Ident value={device.deviceId} /> },
          {
            name: t(device.kind === 'push' ? 'device.madeAt' : 'device.pairedAt'),
            value: <TimeText at={device.pairedAt} />,
          },
        ]}
      />
    </Group>
  );
}
