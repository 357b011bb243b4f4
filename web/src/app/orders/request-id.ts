/** What is ordered; the same again is the same order, however often the page is loaded or the button is pressed. */
export type Wanted = { deviceId: string; what: string; use: string; coupon: string };

const keyOf = ({ deviceId, what, use, coupon }: Wanted): string => `order ${deviceId} ${what} ${use} ${coupon}`;

/** The request id under which this order is asked for: kept for the tab's life, so that a reload orders nothing twice. */
export function requestIdFor(wanted: Wanted, store: Storage = sessionStorage): string {
  const known = store.getItem(keyOf(wanted));
  if (known) return known;
  const id = crypto.randomUUID();
  store.setItem(keyOf(wanted), id);
  return id;
}

/** Once its order has ended, the same purchase is a new order. */
export function forgetRequestId(wanted: Wanted, store: Storage = sessionStorage): void {
  store.removeItem(keyOf(wanted));
}
