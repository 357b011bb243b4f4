import type { app, DeviceId, Input, OrderId, Purchase, PurchaseUse } from '@kaitong/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { buyingApi } from './buying-api.ts';

const first = undefined as string | undefined; // an annotation would be narrowed to `undefined`

/** What pages read of plans, orders and what they gave. */
export const buyingQueries = {
  subscription: (deviceId: DeviceId) =>
    queryOptions({
      queryKey: ['subscriptions', deviceId],
      queryFn: () => buyingApi.getSubscription({ params: { deviceId } }),
    }),
  offers: (deviceId: DeviceId) =>
    queryOptions({ queryKey: ['offers', deviceId], queryFn: () => buyingApi.listOffers({ params: { deviceId } }) }),
  quote: (deviceId: DeviceId, wanted: { purchase: Purchase; use: PurchaseUse; coupon: string }) =>
    queryOptions({
      queryKey: ['quotes', deviceId, wanted],
      queryFn: () => buyingApi.quoteOrder({ params: { deviceId }, body: quoteBody(wanted) }),
      gcTime: 0,
    }),
  orders: (deviceId?: DeviceId) =>
    infiniteQueryOptions({
      queryKey: ['orders', deviceId],
      queryFn: ({ pageParam }) =>
        buyingApi.listOrders({
          query: { ...(deviceId ? { deviceId } : {}), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        }),
      initialPageParam: first,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  order: (orderId: OrderId) =>
    queryOptions({ queryKey: ['order', orderId], queryFn: () => buyingApi.getOrder({ params: { orderId } }) }),
  requests: () =>
    infiniteQueryOptions({
      queryKey: ['requests'],
      queryFn: ({ pageParam }) =>
        buyingApi.listContactRequests({ query: pageParam === undefined ? {} : { cursor: pageParam } }),
      initialPageParam: first,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
};

function quoteBody({
  purchase,
  use,
  coupon,
}: {
  purchase: Purchase;
  use: PurchaseUse;
  coupon: string;
}): Input<typeof app.quoteOrder>['body'] {
  return coupon === '' ? { purchase, use } : { purchase, use, coupon };
}
