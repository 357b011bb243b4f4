import type { DeviceId, OwnerOrder } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Page } from '../frame/Page.tsx';
import { Empty } from '../parts/Empty.tsx';
import { Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { More } from '../parts/More.tsx';
import { useText } from '../texts/index.ts';
import { buyingQueries } from './buying-queries.ts';
import styles from './Orders.module.css';
import { OrderTag } from './OrderTag.tsx';
import { shownState } from './shown-state.ts';
import { useMoney, useOrderName } from './use-order-name.ts';

const route = getRouteApi('/signed-in/orders');

/** What was bought, newest first; of one camera or of all. */
export function OrdersPage() {
  const t = useText();
  const { device } = route.useSearch();
  const orders = useInfiniteQuery(buyingQueries.orders(device as DeviceId | undefined));
  const back = device
    ? ({ to: '/devices/$deviceId/cloud-storage', params: { deviceId: device } } as const)
    : ({ to: '/me' } as const);
  return (
    <Page title={t('orders.title')} back={back}>
      <Loaded query={orders} what={t('orders.title')}>
        {({ pages }) => <OrderList items={pages.flatMap(({ items }) => items)} />}
      </Loaded>
      <More query={orders} />
    </Page>
  );
}

function OrderList({ items }: { items: OwnerOrder[] }) {
  const t = useText();
  const nameOf = useOrderName();
  const money = useMoney();
  if (items.length === 0)
    return <Empty picture={<Icon name="receipt" size={72} />} title={t('orders.empty')} text={t('orders.emptyText')} />;
  return (
    <Group>
      <ul>
        {items.map((order) => (
          <li key={order.orderId}>
            <Link to="/orders/$orderId" params={{ orderId: order.orderId }} className={styles.order}>
              <span className={styles.name}>
                <strong>{nameOf(order)}</strong>
                <span>{order.deviceName}</span>
                <TimeText at={order.createdAt} />
              </span>
              <span className={styles.side}>
                <strong>{money(order.price)}</strong>
                <OrderTag state={shownState(order)} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Group>
  );
}
