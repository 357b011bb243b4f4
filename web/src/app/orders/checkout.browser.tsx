import { app, type Reply } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Handlers, later, NO_NETWORK, Refused } from '../../testing/fake-server.ts';
import { sample } from '../../testing/sample.ts';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';
import { en as money } from './texts/en.ts';

const offers = sample(app.listOffers.reply);
const [plan] = offers.plans;
if (!plan) throw new Error('samples hold one plan');
const order = {
  ...sample(app.createOrder.reply),
  ...{ state: 'created' as const, checkoutUrl: null, owed: null, returns: [] },
};
const { deviceId } = order;
const price = (amount: number) => ({ amount, currency: 'CNY' as const });
const quote = {
  ...sample(app.quoteOrder.reply),
  ...{ listPrice: price(1000), price: price(1000), credit: null, isUpgrade: false },
};
const BUY = `/devices/${deviceId}/cloud-storage/buy?plan=${plan.id}`;

const open = (handlers: Handlers<typeof app> = {}) =>
  openApp(BUY, {
    listOffers: () => ({ ...offers, onSale: true }),
    getSubscription: () => ({ ...sample(app.getSubscription.reply), state: 'none' }),
    quoteOrder: () => quote,
    getOrder: () => order,
    ...handlers,
  });
const buy = () => page.getByRole('button', { name: /Order and pay/ });
const coupon = () => page.getByLabelText(en.orders.coupon);
const apply = () => page.getByRole('button', { name: en.orders.couponApply });

test('pressed twice, it orders once, and going back from the order does not order again', async () => {
  const { answer, give } = later<Reply<typeof app.createOrder>>();
  const { server, router } = await open({ createOrder: answer });
  await userEvent.dblClick(buy());
  await page.getByRole('button', { name: en.orders.ordering }).click({ force: true });
  give(order);
  await expect.element(page.getByText(en.orders.waiting)).toBeVisible();
  expect(server.calls('createOrder')).toHaveLength(1);
  expect(router.history.canGoBack()).toBe(false);
});

test('after an outage the same purchase is asked for, not another one', async () => {
  const { server } = await open({ createOrder: () => NO_NETWORK });
  await buy().click();
  await expect.element(page.getByRole('alert').getByText(/server_unreachable/)).toBeVisible();
  server.answer({ createOrder: () => order });
  await buy().click();
  await expect.element(page.getByText(en.orders.waiting)).toBeVisible();
  const [first, second] = server.calls('createOrder');
  expect(second).toEqual(first);
});

test('a refusal says why, and the order can be tried again', async () => {
  const { server } = await open({ createOrder: () => new Refused('sale_suspended') });
  await buy().click();
  await expect.element(page.getByRole('alert').getByText(/sale_suspended/)).toBeVisible();
  server.answer({ createOrder: () => order });
  await buy().click();
  await expect.element(page.getByText(en.orders.waiting)).toBeVisible();
});

test('a coupon counts as it is printed, however it was typed, and shows what it takes off', async () => {
  const { server } = await open({
    quoteOrder: ({ body }) => (body.coupon === 'SPRING20' ? { ...quote, price: price(800) } : quote),
    createOrder: () => order,
  });
  await coupon().fill('  spring20 ');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('button', { name: /8\.00/ })).toBeVisible();
  await expect.element(page.getByText(en.orders.couponApplied.replace('{{code}}', 'SPRING20'))).toBeVisible();
  await page.getByRole('button', { name: /8\.00/ }).click();
  await expect.element(page.getByText(en.orders.waiting)).toBeVisible();
  expect(server.calls('createOrder').map(({ body }) => body.coupon)).toEqual(['SPRING20']);
});

test('with a coupon that does not count it can be ordered without, and says so', async () => {
  const { server } = await open({
    quoteOrder: ({ body }) => (body.coupon === undefined ? quote : new Refused('coupon_unknown')),
    createOrder: () => order,
  });
  await coupon().fill('NOSUCH');
  await apply().click();
  await expect.element(page.getByText(en.orders.couponRefused)).toBeVisible();
  await expect.element(buy()).not.toBeInTheDocument();
  await coupon().fill('');
  await page.getByRole('button', { name: en.orders.couponRemove }).click();
  await expect.element(buy()).toBeVisible();
  await coupon().fill('NOSUCH');
  await apply().click();
  await page.getByRole('button', { name: /Order without the coupon and pay ¥?.*10\.00/ }).click();
  await expect.element(page.getByText(en.orders.waiting)).toBeVisible();
  expect(server.calls('createOrder').map(({ body }) => body.coupon)).toEqual([undefined]);
});

test('money that is owed is told with a way to ask again, without the question what ends', async () => {
  const owed = {
    ...order,
    state: 'paid' as const,
    refundState: 'failed' as const,
    owed: price(967),
    refundable: price(967),
  };
  const { server } = await openApp(`/orders/${order.orderId}`, {
    getOrder: () => owed,
    refundOrder: () => ({ ...owed, refundState: 'requested' as const, owed: null }),
  });
  await expect.element(page.getByText(/9\.67.* is still owed to you/)).toBeVisible();
  await expect.element(page.getByText(en.orders.states.owed)).toBeVisible();
  await page.getByRole('button', { name: en.orders.refundAgain }).click();
  await expect.element(page.getByText(en.orders.refunding)).toBeVisible();
  expect(server.calls('refundOrder')).toHaveLength(1);
});

test('a payment of another amount is told beside what is to be paid', async () => {
  await openApp(`/orders/${order.orderId}`, {
    getOrder: () => ({ ...order, price: price(1000), returns: [{ amount: price(999), returned: false }] }),
  });
  await expect.element(page.getByText(/9\.99.* is on its way back/)).toBeVisible();
  await expect.element(page.getByText(/not the .*10\.00 of this order/)).toBeVisible();
});

test('a price that could not be read is asked for again, and nothing is ordered without one', async () => {
  const { server } = await open({ quoteOrder: () => NO_NETWORK });
  await expect.element(page.getByText(/server_unreachable/)).toBeVisible();
  await expect.element(buy()).not.toBeInTheDocument();
  server.answer({ quoteOrder: () => quote });
  await page.getByRole('button', { name: en.common.retry }).click();
  await expect.element(buy()).toBeVisible();
});

test('a change to a plan that covers more says what is charged and what comes back, and is ordered as such', async () => {
  const credit = { orderId: order.orderId, amount: price(667), unusedDays: 20, days: 30 };
  const { server } = await open({
    getSubscription: () => ({ ...sample(app.getSubscription.reply), state: 'active' }),
    quoteOrder: ({ body }) => ({ ...quote, isUpgrade: true, credit: body.use === 'change' ? credit : null }),
    createOrder: () => order,
  });
  await page.getByRole('radio', { name: money.change.use }).click();
  await expect.element(page.getByText(/20 days/)).toBeVisible();
  await expect.element(page.getByText(/-.*6\.67/)).toBeVisible();
  await buy().click();
  await expect.element(page.getByText(en.orders.waiting)).toBeVisible();
  expect(server.calls('createOrder').map(({ body }) => body.use)).toEqual(['change']);
});

test('before an order is taken back each line of what comes back is told, and why', async () => {
  const preview = {
    ...{ amount: price(667), why: 'unused_days', unusedDays: 20, days: 30 },
    used: price(333),
    before: price(0),
  };
  await openApp(`/orders/${order.orderId}`, {
    getDevice: () => ({ ...sample(app.getDevice.reply), sharedBy: null }),
    getOrder: () => ({
      ...{ ...order, state: 'paid' as const, price: price(1000), refundState: 'none' as const, trial: false },
      ...{ coupon: null, refunded: null, refundable: price(667), refundPreview: preview as never },
    }),
  });
  await page.getByRole('button', { name: en.orders.refund, exact: true }).click();
  const sheet = page.getByRole('dialog');
  await expect.element(sheet.getByText('Days begun: 10 of 30')).toBeVisible();
  await expect.element(sheet.getByText(/-.*3\.33/)).toBeVisible();
  await expect.element(sheet.getByText(/For 20 days that have not begun/)).toBeVisible();
});

test('auto-renewal is off until somebody turns it on, says what it agrees to, and is ordered with it', async () => {
  const { server } = await open({
    getDevice: () => ({ ...sample(app.getDevice.reply), sharedBy: null }),
    createOrder: () => order,
  });
  const renew = page.getByRole('switch', { name: money.renewal.switch });
  await expect.element(renew).not.toBeChecked();
  await expect.element(page.getByText(/You are told 7 days before each charge/)).toBeVisible();
  await renew.click();
  await buy().click();
  await expect.element(page.getByText(en.orders.waiting)).toBeVisible();
  expect(server.calls('createOrder').map(({ body }) => body.renew)).toEqual([true]);
});

test('a member who pays is not asked to agree to later charges in the owner’s stead', async () => {
  await open({
    getDevice: () => ({
      ...sample(app.getDevice.reply),
      sharedBy: { ownerName: 'Wang', householdId: 'hh', rights: ['pay' as const] },
    }),
  });
  await expect.element(buy()).toBeVisible();
  await expect.element(page.getByRole('switch', { name: money.renewal.switch })).not.toBeInTheDocument();
});

test('one tap ends auto-renewal, whose next charge stands beside it', async () => {
  const view = { ...sample(app.getSubscription.reply), state: 'active' as const };
  const renewal = {
    terms: order.terms,
    period: 'month' as const,
    price: price(1000),
    chargeAt: '2026-05-01T00:00:00.000Z',
    refused: false,
  };
  const { server } = await openApp(`/devices/${deviceId}/cloud-storage`, {
    getDevice: () => ({ ...sample(app.getDevice.reply), sharedBy: null }),
    listOffers: () => ({ ...offers, onSale: true }),
    getSubscription: () => ({ ...view, renewal }),
    endRenewal: () => ({ ...view, renewal: null }),
  });
  await expect.element(page.getByText(money.renewal.next)).toBeVisible();
  await page.getByRole('button', { name: money.renewal.end }).click();
  await expect.element(page.getByText(money.renewal.next)).not.toBeInTheDocument();
  expect(server.calls('endRenewal')).toHaveLength(1);
});
