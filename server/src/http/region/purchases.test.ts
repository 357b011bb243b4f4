import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { type ControlPeer, startControlPeer } from '../testing/control-peer.ts';
import { becomes, CATALOGUE, EVENT7, newDevice, payAt, requestId } from './test-shop.ts';
import { type Phone, signUp } from './test-people.ts';
import { openTestRegion, type TestRegion } from './testing.ts';

let server: TestDatabase;
let control: ControlPeer;
let region: TestRegion;
let wang: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  control = await startControlPeer();
  region = await openTestRegion(server, { runs: true, control: control.clientOf('cn') });
  await region.plane.publishCatalogue({ body: CATALOGUE });
  wang = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await control.goAway();
  await server[Symbol.asyncDispose]();
});

describe('an order', () => {
  test('is paid at the provider’s page, grants what was bought and is reported to control', async () => {
    const { deviceId, unit } = await newDevice(region, wang);
    const offers = await wang.listOffers({ params: { deviceId } });
    expect(offers.plans.map(({ id }) => id)).toEqual(CATALOGUE.defaults);
    const body = { requestId: requestId(), deviceId, purchase: { planId: EVENT7 } };
    const order = await wang.createOrder({ body });
    expect(order).toMatchObject({ state: 'created', price: { amount: 1000, currency: 'CNY' }, refundable: null });
    await payAt(order.checkoutUrl);
    const paid = await becomes(region, wang, order.orderId, 'paid');
    expect(paid).toMatchObject({ checkoutUrl: null, refundable: { amount: 967 } });
    const subscription = await wang.getSubscription({ params: { deviceId } });
    expect(subscription).toMatchObject({ state: 'active', current: { orderId: order.orderId, trial: false } });
    expect(await control.reported('order.paid', order.orderId)).toMatchObject({
      pid: unit.pid,
      uuid: unit.uuid,
      planId: EVENT7,
      paid: { amount: 1000, currency: 'CNY' },
      provider: 'sandbox',
    });
  });
});
