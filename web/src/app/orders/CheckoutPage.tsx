import type { DeviceId, Purchase, PurchaseUse, SubscriptionView } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../frame/Page.tsx';
import { Button } from '../parts/Button.tsx';
import { Choice } from '../parts/Choice.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { buyingQueries } from './buying-queries.ts';
import { CouponField } from './CouponField.tsx';
import { Quote } from './Quote.tsx';
import { RenewSwitch } from './RenewSwitch.tsx';
import { useMoneyText } from './texts/index.ts';
import { useOrdering } from './use-order.ts';
import { useMoney, useOrderName } from './use-order-name.ts';

const route = getRouteApi('/signed-in/devices/$deviceId/cloud-storage/buy');

/** What is bought, what it costs and when it begins; one button orders it. */
export function CheckoutPage() {
  const t = useText();
  const { deviceId } = route.useParams();
  const { plan, trial } = route.useSearch();
  const purchase = plan ? { planId: plan } : { trial: trial ?? true };
  const subscription = useQuery(buyingQueries.subscription(deviceId as DeviceId));
  return (
    <Page title={t('orders.checkout')} back={{ to: '/devices/$deviceId/cloud-storage', params: { deviceId } }}>
      <Loaded query={subscription} what={t('orders.checkout')}>
        {(loaded) => <Checkout deviceId={deviceId as DeviceId} purchase={purchase as Purchase} subscription={loaded} />}
      </Loaded>
    </Page>
  );
}

type Props = { deviceId: DeviceId; purchase: Purchase; subscription: SubscriptionView };

function Checkout({ deviceId, purchase, subscription }: Props) {
  const t = useText();
  const [use, setUse] = useState<PurchaseUse>('queue');
  const of = useMoneyText();
  const [coupon, setCoupon] = useState('');
  const [renew, setRenew] = useState(false);
  const device = useQuery(queries.device(deviceId));
  const isOwn = device.isSuccess && !device.data.sharedBy;
  const offers = useQuery(buyingQueries.offers(deviceId));
  const plan = 'planId' in purchase ? offers.data?.plans.find(({ id }) => id === purchase.planId) : undefined;
  const isTrial = 'trial' in purchase;
  const quote = useQuery(buyingQueries.quote(deviceId, { purchase, use, coupon }));
  // The choice stays while the next quote is on its way.
  const offered = useQuery(buyingQueries.quote(deviceId, { purchase, use: 'queue', coupon: '' }));
  const isUpgrade = offered.data?.isUpgrade === true;
  const uses: PurchaseUse[] = isUpgrade ? ['change', 'queue', 'now'] : ['queue', 'now'];
  const labelOf = (value: PurchaseUse): string => (value === 'change' ? of('change.use') : t(`orders.uses.${value}`));
  return (
    <>
      <Bought deviceId={deviceId} purchase={purchase} />
      {subscription.state === 'active' && !isTrial && (
        <Group note={use === 'change' ? of('change.text') : t(`orders.uses.${use}Text`)}>
          <Choice
            label={t('orders.use')}
            value={use}
            onChange={setUse}
            options={uses.map((value) => ({ value, label: labelOf(value) }))}
          />
        </Group>
      )}
      {!isTrial && <CouponField applied={coupon} quoted={quote.status} onApply={setCoupon} />}
      <Loaded query={quote} what={t('orders.price')} rows={1}>
        {(loaded) => <Quote quote={loaded} />}
      </Loaded>
      {plan && isOwn && <RenewSwitch on={renew} price={plan.price} period={plan.period} onChange={setRenew} />}
      {quote.isSuccess && <OrderButton choice={{ deviceId, purchase, use, coupon, renew }} price={quote.data.price} />}
      {quote.isError && coupon !== '' && <WithoutCoupon choice={{ deviceId, purchase, use, coupon: '', renew }} />}
    </>
  );
}

/** Below a coupon that was refused: nobody has to do without what they came for. */
function WithoutCoupon({ choice }: Pick<OrderProps, 'choice'>) {
  const { deviceId, purchase, use } = choice;
  const { data } = useQuery(buyingQueries.quote(deviceId, { purchase, use, coupon: '' }));
  return data && <OrderButton choice={choice} price={data.price} withoutCoupon />;
}

/** The plan's name and the camera that it is for. */
function Bought({ deviceId, purchase }: Omit<Props, 'subscription'>) {
  const t = useText();
  const nameOf = useOrderName();
  const offers = useQuery(buyingQueries.offers(deviceId));
  const device = useQuery(queries.device(deviceId));
  const { plans, trial } = offers.data ?? {};
  const plan = 'planId' in purchase ? plans?.find(({ id }) => id === purchase.planId) : undefined;
  const name = plan
    ? nameOf({ trial: false, terms: plan, period: plan.period, listPrice: plan.price })
    : trial && nameOf({ trial: true, terms: trial.terms, period: null, listPrice: trial.price });
  return (
    <p>
      <strong>{name ?? t('cloud.plan')}</strong>
      <br />
      {t('orders.for', { camera: device.data?.name ?? '…' })}
    </p>
  );
}

type OrderProps = {
  choice: Parameters<ReturnType<typeof useOrdering>['mutate']>[0];
  price: Parameters<ReturnType<typeof useMoney>>[0];
  withoutCoupon?: boolean;
};

function OrderButton({ choice, price, withoutCoupon = false }: OrderProps) {
  const t = useText();
  const money = useMoney();
  const router = useRouter();
  const ordering = useOrdering(({ orderId, state, checkoutUrl }) => {
    // The order's page stands behind the provider's in the history: going back from there never orders again.
    void router.navigate({ to: '/orders/$orderId', params: { orderId }, replace: true }).then(() => {
      if (state === 'created' && checkoutUrl) location.assign(checkoutUrl);
    });
  });
  return (
    <>
      {ordering.isError && <ErrorNotice error={ordering.error} />}
      <Button
        kind={withoutCoupon ? 'plain' : 'primary'}
        busy={(ordering.isPending || ordering.isSuccess) && t('orders.ordering')}
        onClick={() => ordering.mutate(choice)}
      >
        {price.amount === 0
          ? t('orders.orderFree')
          : t(withoutCoupon ? 'orders.withoutCoupon' : 'orders.order', { price: money(price) })}
      </Button>
    </>
  );
}
