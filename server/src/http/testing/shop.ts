/** A region that sells, for tests: its catalogue, a product on sale, and somebody who pays at the sandbox. */
import {
  type DeviceId,
  type OrderId,
  type Pid,
  PlanId,
  type PublishedCatalogue,
  type PublishedProduct,
} from '@kaitong/contract';
import type { RegionContext } from '../../region/context.ts';
import type { Paying } from '../../sandbox-provider/pay.ts';
import { randomId } from '../../secrets/ids.ts';
import { hearOwners } from './hear-owners.ts';
import { makeUnit, type Phone, pair, pairingToken, type Unit } from './people.ts';
import type { TestRegion } from './region.ts';

const planId = (n: number): PlanId => PlanId.parse(`pl${String(n).padStart(18, '0')}`);
export const EVENT7 = planId(1);
export const CONTINUOUS30 = planId(2);
/** Not among the defaults. */
export const YEAR = planId(3);
const price = (amount: number) => ({ price: { amount, currency: 'CNY' as const }, usDollar: null });

export const CATALOGUE: PublishedCatalogue = {
  version: 1,
  plans: [
    { id: EVENT7, kind: 'event', retentionDays: 7, period: 'month', ...price(1000) },
    { id: CONTINUOUS30, kind: 'continuous', retentionDays: 30, period: 'month', ...price(6200) },
    { id: YEAR, kind: 'event', retentionDays: 30, period: 'year', ...price(10_000) },
  ],
  defaults: [EVENT7, CONTINUOUS30],
  contact: { name: 'Project manager Li', phone: '400-800-1234', email: '', note: '' },
  segmentSeconds: 10,
};

let version = 0;

export const publish = (region: TestRegion, pid: Pid, change: Partial<PublishedProduct> = {}): Promise<unknown> =>
  region.plane.publishProduct({
    params: { pid },
    body: {
      pid,
      version: ++version,
      name: 'Camera',
      activated: true,
      lowestFirmware: null,
      stage: 'debug',
      onSale: true,
      planIds: null,
      ...change,
    } as never,
  });

export type Device = { deviceId: DeviceId; unit: Unit; pid: Pid };

/** A unit of a product of its own that is on sale, paired. */
export async function newDevice(region: TestRegion, phone: Phone, unit?: Unit): Promise<Device> {
  const made = unit ?? (await makeUnit(region));
  await publish(region, made.pid);
  const { deviceId } = await pair(region, await pairingToken(phone), made);
  return { deviceId, unit: made, pid: made.pid };
}

export const requestId = (): string => randomId('request', 20);

/** Does something at a checkout, as its page would. */
export async function payAt(
  checkoutUrl: string | null,
  form: Partial<Record<keyof Paying, string>> = {},
): Promise<void> {
  if (checkoutUrl === null) throw new Error('there is nothing to pay');
  const response = await fetch(checkoutUrl, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ act: 'pay', ...form }).toString(),
  });
  if (response.status !== 303) throw new Error(`the checkout answered ${response.status}`);
}

/** Resolves once `look` finds something, looking again at each piece of news for owners. */
export async function once<T>(context: RegionContext, look: () => Promise<T | undefined>): Promise<T> {
  let wake = (): void => {};
  const off = await hearOwners(context, () => wake());
  try {
    while (true) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const found = await look();
      if (found !== undefined) return found;
      await news;
    }
  } finally {
    off();
  }
}

/** Waits until an order is in this state. */
export const becomes = (region: TestRegion, phone: Phone, orderId: OrderId, state: string) =>
  once(region.context, async () => {
    const order = await phone.getOrder({ params: { orderId } });
    return order.state === state ? order : undefined;
  });
