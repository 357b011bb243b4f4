import { DEVICE_ID_PATTERN } from '@kaitong/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './DeviceStep.module.css';
import { shareAtLeast } from './share-at-least.ts';

/** How much of the sample's product would run firmware that passed, if the sample passes. Nothing of what this account may not know. */
export function FleetShare({ deviceId }: { deviceId: string }) {
  const t = useText();
  const devices = useInfiniteQuery({
    ...queries.devices({ search: deviceId }),
    enabled: DEVICE_ID_PATTERN.test(deviceId),
  });
  const device = devices.data?.pages.flatMap(({ items }) => items).find((one) => one.deviceId === deviceId);
  const { pid = '', firmware = null } = device ?? {};
  const home = useQuery({ ...queries.productHome(pid), enabled: firmware !== null });
  if (firmware === null || !home.data) return null;
  const known = shareAtLeast(home.data.fleet, firmware);
  if (!known) return null;
  const { units, share } = known;
  return (
    <p className={styles.fleet} role="note">
      {t('wizard.fleet', { product: home.data.product.name, units, share, firmware })}{' '}
      {share < 100 && (
        <>
          {t('wizard.fleetOlder')}{' '}
          <TextLink to="/products/$pid/firmware" params={{ pid }}>
            {t('wizard.goFirmware')}
          </TextLink>
        </>
      )}
    </p>
  );
}
