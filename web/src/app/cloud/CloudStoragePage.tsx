import type { DeviceId, OwnerDevice, SubscriptionView } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../frame/Page.tsx';
import { buyingQueries } from '../orders/buying-queries.ts';
import { buttonClass } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { Empty } from '../parts/Empty.tsx';
import { Group } from '../parts/Group.tsx';
import { LinkRow, linkRowClass } from '../parts/LinkRow.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './CloudStorage.module.css';
import { Expired, Requests } from './Expired.tsx';
import { Plans } from './Plans.tsx';
import { Renewal } from './Renewal.tsx';
import { Standing } from './Standing.tsx';
import { Trial } from './Trial.tsx';

const route = getRouteApi('/signed-in/devices/$deviceId/cloud-storage');

/** What lies behind the entry: what is in force, and what can be bought. */
export function CloudStoragePage() {
  const t = useText();
  const { deviceId } = route.useParams();
  const device = useQuery(queries.device(deviceId));
  return (
    <Page title={t('cloud.title')} back={{ to: '/devices/$deviceId', params: { deviceId } }}>
      <Loaded query={device} what={t('cloud.title')} rows={2}>
        {(loaded) =>
          loaded.cloudStorage ? (
            <CloudStorage device={loaded} cloudStorage={loaded.cloudStorage} />
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

type Storage = NonNullable<OwnerDevice['cloudStorage']>;

function CloudStorage({ device, cloudStorage }: { device: OwnerDevice; cloudStorage: Storage }) {
  const t = useText();
  const { deviceId, firmware } = device;
  const subscription = useQuery(buyingQueries.subscription(deviceId));
  return (
    <>
      {cloudStorage.olderFirmware && (
        <Callout tone="waiting" title={t('cloud.olderTitle')}>
          {t('cloud.olderText', { firmware: firmware ?? t('device.firmwareUnknown') })}
        </Callout>
      )}
      <Loaded query={subscription} what={t('cloud.title')} rows={2}>
        {(loaded) => (
          <>
            {loaded.state === 'none' && <p className={styles.lead}>{t('cloud.lead')}</p>}
            {loaded.state === 'active' && <Standing subscription={loaded} />}
            {loaded.renewal && <Renewal deviceId={deviceId} renewal={loaded.renewal} />}
            {isOver(loaded) && <Expired subscription={loaded} />}
          </>
        )}
      </Loaded>
      <Offers
        deviceId={deviceId}
        more={cloudStorage.state === 'active'}
        again={subscription.isSuccess && isOver(subscription.data)}
      />
      {subscription.isSuccess && isOver(subscription.data) && <Requests deviceId={deviceId} />}
      <Group>
        <Link to="/orders" search={{ device: deviceId }} className={linkRowClass}>
          <LinkRow icon="receipt" title={t('orders.title')} text={t('orders.ofCamera')} />
        </Link>
      </Group>
    </>
  );
}

const isOver = ({ state }: SubscriptionView): boolean => state === 'expired' || state === 'gone';

type OffersProps = { deviceId: DeviceId; more: boolean; again: boolean };

/** What can be bought, `more` of it while some is in force, or `again` once it is over. */
function Offers({ deviceId, more, again }: OffersProps) {
  const t = useText();
  const offers = useQuery(buyingQueries.offers(deviceId));
  return (
    <Loaded query={offers} what={t('cloud.plans')} rows={3}>
      {({ onSale, plans, trial }) =>
        onSale ? (
          <>
            {!more && <Trial deviceId={deviceId} trial={trial} />}
            {(more || again) && <h2 className={styles.more}>{t(more ? 'cloud.buyMore' : 'cloud.renew')}</h2>}
            <Plans deviceId={deviceId} plans={plans} />
          </>
        ) : (
          <Callout tone="info" title={t('cloud.offSaleTitle')}>
            {t('cloud.offSaleText')}
          </Callout>
        )
      }
    </Loaded>
  );
}
