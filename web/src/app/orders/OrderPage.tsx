import type { Money, OrderId, OwnerOrder, RefundPreview } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { TimeText } from '../../ui/TimeText.tsx';
import { Page } from '../frame/Page.tsx';
import { Button, buttonClass } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Facts, Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { buyingQueries } from './buying-queries.ts';
import { OrderTag } from './OrderTag.tsx';
import { ReceiptLink } from './ReceiptLink.tsx';
import { RefundButton } from './RefundButton.tsx';
import { RefundWhy } from './RefundLines.tsx';
import { shownState } from './shown-state.ts';
import { useMoneyText } from './texts/index.ts';
import { useOrderAction } from './use-order.ts';
import { useMoney, useOrderName } from './use-order-name.ts';

const route = getRouteApi('/signed-in/orders/$orderId');

/** One order; it changes by itself when the payment provider has called the platform. */
export function OrderPage() {
  const t = useText();
  const { orderId } = route.useParams();
  const order = useQuery(buyingQueries.order(orderId as OrderId));
  return (
    <Page title={t('orders.one')} back={{ to: '/orders' }}>
      <Loaded query={order} what={t('orders.one')}>
        {(loaded) => <Order order={loaded} />}
      </Loaded>
    </Page>
  );
}

/** It ends the recording: for the camera's owner alone. */
function Refund({ order, refundable }: { order: OwnerOrder; refundable: Money }) {
  const device = useQuery(queries.device(order.deviceId));
  if (device.isPending || device.data?.sharedBy) return null;
  return <RefundButton order={order} refundable={refundable} />;
}

function Order({ order }: { order: OwnerOrder }) {
  const t = useText();
  const nameOf = useOrderName();
  const of = useMoneyText();
  const money = useMoney();
  const { deviceId, deviceName, listPrice, price, coupon, createdAt, paidAt, refunded, orderId } = order;
  const isInForce = shownState(order) === 'paid' && order.refundState === 'none';
  const toCloud = (
    <Link to="/devices/$deviceId/cloud-storage" params={{ deviceId }} className={buttonClass('plain')}>
      {t('orders.toCloud')}
    </Link>
  );
  return (
    <>
      <Returned order={order} />
      <Said order={order} />
      {isInForce && toCloud}
      <Group title={nameOf(order)}>
        <Facts
          facts={[
            { name: t('orders.state'), value: <OrderTag state={shownState(order)} /> },
            { name: t('orders.camera'), value: deviceName },
            ...(coupon ? [{ name: t('orders.listPrice'), value: money(listPrice) }] : []),
            ...(coupon ? [{ name: t('orders.coupon'), value: coupon }] : []),
            { name: t('orders.price'), value: money(price) },
            ...(order.replaces ? [{ name: of('change.credited'), value: money(order.replaces.credit) }] : []),
            ...(order.renewal
              ? [
                  {
                    name: of('renewal.order'),
                    value: of(order.renewal === 'asked' ? 'renewal.begins' : 'renewal.charged'),
                  },
                ]
              : []),
            { name: t('orders.createdAt'), value: <TimeText at={createdAt} exact /> },
            ...(paidAt ? [{ name: t('orders.paidAt'), value: <TimeText at={paidAt} exact /> }] : []),
            ...(refunded && refunded.amount > 0 ? [{ name: t('orders.refunded'), value: money(refunded) }] : []),
            { name: t('orders.id'), value: <code>{orderId}</code> },
          ]}
        />
      </Group>
      {paidAt && <ReceiptLink orderId={orderId} />}
      {order.state === 'created' && <Cancel order={order} />}
      {order.refundPreview && order.refundState === 'none' && <Preview preview={order.refundPreview} />}
      {order.refundable && order.refundable.amount > 0 && <Refund order={order} refundable={order.refundable} />}
      {!isInForce && toCloud}
    </>
  );
}

/** What taking it back would give: to be known before anybody asks for it. */
function Preview({ preview }: { preview: RefundPreview }) {
  const t = useMoneyText();
  const money = useMoney();
  return (
    <Group title={t('refund.title')} note={<RefundWhy preview={preview} />}>
      <Facts facts={[{ name: t('refund.amount'), value: money(preview.amount) }]} />
    </Group>
  );
}

/** What the order waits for, or what became of it. */
function Said({ order }: { order: OwnerOrder }) {
  const t = useText();
  const of = useMoneyText();
  const money = useMoney();
  const { checkoutUrl, expiresAt, refundState, owed } = order;
  const state = shownState(order);
  if (refundState === 'requested')
    return (
      <Callout tone="waiting" role="status" title={t('orders.refunding')}>
        {t('orders.refundingText')}
      </Callout>
    );
  if (owed)
    return (
      <Callout tone="refused" role="status" title={t('orders.owed', { amount: money(owed) })}>
        {t('orders.owedText')}
      </Callout>
    );
  switch (state) {
    case 'owed': // told above
      return null;
    case 'created':
      if (order.renewal === 'charged')
        return (
          <Callout tone="waiting" role="status" title={of('renewal.charging')}>
            {of('renewal.chargingText')}
          </Callout>
        );
      return (
        <>
          <Callout tone="waiting" role="status" title={t('orders.waiting')}>
            <span>
              {t('orders.waitingText')} <TimeText at={expiresAt} exact />
            </span>
          </Callout>
          {checkoutUrl && (
            <a href={checkoutUrl} className={buttonClass('primary')}>
              {t('orders.pay')}
            </a>
          )}
        </>
      );
    case 'paid':
      return (
        <Callout tone="verified" role="status" title={t('orders.paid')}>
          {t(`orders.${paidText(order)}`)}
        </Callout>
      );
    default:
      return (
        <Callout tone="info" role="status" title={t(`orders.states.${state}`)}>
          {t(`orders.ended.${state}`)}
        </Callout>
      );
  }
}

/** What its time is: to come, running, or over. */
function paidText({ refundPreview }: OwnerOrder): 'paidText' | 'paidLaterText' | 'paidOverText' {
  if (refundPreview?.why === 'not_begun') return 'paidLaterText';
  return refundPreview?.why === 'used_up' ? 'paidOverText' : 'paidText';
}

/** Payments that the order could not take: whoever paid reads where the money is. */
function Returned({ order: { returns, price } }: { order: OwnerOrder }) {
  const t = useText();
  const money = useMoney();
  const [last] = returns.slice(-1);
  if (last === undefined) return null;
  const isWrong = last.amount.amount !== price.amount || last.amount.currency !== price.currency;
  const paid = { amount: money(last.amount), price: money(price) };
  return (
    <Callout tone="info" role="status" title={t(last.returned ? 'orders.returned' : 'orders.returning', paid)}>
      {t(isWrong ? 'orders.wrongAmount' : 'orders.notTaken', paid)}
    </Callout>
  );
}

function Cancel({ order }: { order: OwnerOrder }) {
  const t = useText();
  const cancel = useOrderAction('cancelOrder', order);
  return (
    <>
      {cancel.isError && <ErrorNotice error={cancel.error} />}
      <Button kind="dangerPlain" busy={cancel.isPending && t('orders.cancelling')} onClick={() => cancel.mutate()}>
        {t('orders.cancel')}
      </Button>
    </>
  );
}
