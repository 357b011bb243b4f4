import type { OwnerDevice } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../frame/Page.tsx';
import { buttonClass } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { Empty } from '../parts/Empty.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './CloudStorage.module.css';
import { Plans } from './Plans.tsx';

const route = getRouteApi('/signed-in/devices/$deviceId/cloud-storage');

/** What lies behind the entry: which plans there will be, and that they cannot be bought yet. */
export function CloudStoragePage() {
  const t = useText();
  const { deviceId } = route.useParams();
  const device = useQuery(queries.device(deviceId));
  return (
    <Page title={t('cloud.title')} back={{ to: '/devices/$deviceId', params: { deviceId } }}>
      <Loaded query={device} what={t('cloud.plans')} rows={2}>
        {(loaded) =>
          loaded.cloudStorage ? (
            <Offer firmware={loaded.firmware} cloudStorage={loaded.cloudStorage} />
          ) : (
            <Empty
              picture={<Icon name="cloud" size={72} />}
              title={t('cloud.absentTitle')}
              text={t('cloud.absentText')}
            >
              <Link to="/devices/$deviceId" params={{ deviceId }} className={buttonClass('primary')}>
                {t('cloud.toDevice')}
              </Link>
            </Empty>
          )
        }
      </Loaded>
    </Page>
  );
}

type OfferProps = { firmware: OwnerDevice['firmware']; cloudStorage: NonNullable<OwnerDevice['cloudStorage']> };

function Offer({ firmware, cloudStorage: { plans, olderFirmware } }: OfferProps) {
  const t = useText();
  return (
    <>
      <p className={styles.lead}>{t('cloud.lead')}</p>
      {olderFirmware && (
        <Callout tone="waiting" title={t('cloud.olderTitle')}>
          {t('cloud.olderText', { firmware: firmware ?? t('device.firmwareUnknown') })}
        </Callout>
      )}
      <Callout tone="info" title={t('cloud.laterTitle')}>
        {t('cloud.laterText')}
      </Callout>
      <Plans plans={plans} />
    </>
  );
}
