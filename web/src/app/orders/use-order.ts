import type { app, DeviceId, Input, OwnerOrder, Purchase, PurchaseUse } from '@kaitong/contract';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../api/use-once.ts';
import { buyingApi } from './buying-api.ts';
import { buyingQueries } from './buying-queries.ts';
import { forgetRequestId, requestIdFor, type Wanted } from './request-id.ts';

export type OrderChoice = { deviceId: DeviceId; purchase: Purchase; use: PurchaseUse; coupon: string; renew: boolean };

/** Orders, once: pressing twice, going back and loading the page again all lead to the same order while it can be paid. */
export function useOrdering(onOrdered: (order: OwnerOrder) => void) {
  const client = useQueryClient();
  return useOnce({
    mutationFn: async (choice: OrderChoice) => {
      const order = await ask(choice);
      if (order.state === 'created') return order;
      forgetRequestId(wantedOf(choice));
      // The tab remembers an order that was paid meanwhile: show that one. A cancelled or expired one is ordered anew.
      return order.state === 'paid' ? order : await ask(choice);
    },
    onSuccess: (order) => {
      keepOrder(client, order);
      onOrdered(order);
    },
  });
}

const wantedOf = ({ deviceId, purchase, use, coupon, renew }: OrderChoice): Wanted => ({
  deviceId,
  what: 'planId' in purchase ? purchase.planId : 'trial',
  use: renew ? `${use} renew` : use,
  coupon,
});

function ask(choice: OrderChoice): Promise<OwnerOrder> {
  const { deviceId, purchase, use, coupon, renew } = choice;
  const requestId = requestIdFor(wantedOf(choice));
  const body: Input<typeof app.createOrder>['body'] = {
    requestId,
    ...{ deviceId, purchase, use },
    ...(renew ? { renew } : {}),
  };
  return buyingApi.createOrder({ body: coupon === '' ? body : { ...body, coupon } });
}

/** What an owner can do to an order. */
export function useOrderAction(action: 'cancelOrder' | 'refundOrder', order: OwnerOrder) {
  const client = useQueryClient();
  return useOnce({
    mutationFn: () => buyingApi[action]({ params: { orderId: order.orderId } }),
    onSuccess: (changed) => keepOrder(client, changed),
    onError: () => client.invalidateQueries({ queryKey: buyingQueries.order(order.orderId).queryKey }),
  });
}

function keepOrder(client: QueryClient, order: OwnerOrder): void {
  client.setQueryData(buyingQueries.order(order.orderId).queryKey, order);
  void client.invalidateQueries({ queryKey: ['orders'] });
}
