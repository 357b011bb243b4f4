import { days, hours, milliseconds, seconds } from '@kaitong/contract';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../../../src/activation/testing/eventually.ts';
import { PASSWORD } from '../../../src/activation/testing/people.ts';
import { button, type Home, link } from './arrive.ts';
import type { Week } from './week.ts';

const DAY_MS = 86_400_000;

/** The cheapest plan's checkout, from the camera's page as somebody goes there. */
async function choosePlan(week: Week, page: Page, { deviceId }: Home): Promise<void> {
  await page.goto(`${week.app}/devices/${deviceId}/cloud-storage`);
  await page
    .getByRole('link', { name: new RegExp(`^${week.say('cloud.month')}`) })
    .first()
    .click();
  await button(page, week.fitting('orders.order')).waitFor();
}

/** A code of the maker's takes a fifth off; the payment is one whose first refund its provider refuses. */
export async function buyWithCoupon(week: Week, page: Page, home: Home): Promise<void> {
  const { say, fitting, shot, maker, pid, demo } = week;
  const now = demo.clock.now().getTime();
  const { code } = await maker.createCoupon({
    body: {
      ...{ name: 'Spring', discount: { percent: 20 }, pids: [pid], limit: 1 },
      validFrom: new Date(now - DAY_MS).toISOString(),
      validUntil: new Date(now + DAY_MS).toISOString(),
    },
  });
  await choosePlan(week, page, home);
  await page.getByLabel(say('orders.coupon')).fill('SPRING');
  await button(page, say('orders.couponApply')).click();
  await page.getByText(say('orders.couponRefused')).waitFor();
  await shot(page, 'coupon-refused');
  await page.getByLabel(say('orders.coupon')).fill(code);
  await button(page, say('orders.couponApply')).click();
  await page.getByText(say('orders.couponApplied', { code })).waitFor();
  await shot(page, 'coupon');
  await button(page, fitting('orders.order')).click();
  await page.locator('details summary').click();
  await page.locator('input[name=keepsMoney]').check();
  await shot(page, 'provider-keeps');
  await page.locator('details form button').first().click();
  await page.locator('a.back').click();
  await page.getByText(say('orders.paidLaterText')).waitFor();
  await shot(page, 'paid');
}

/** Its provider refuses to give the money back; asked once more, it does. */
export async function takeBack(week: Week, page: Page): Promise<void> {
  const { say, fitting, shot, demo } = week;
  await button(page, say('orders.refund')).click();
  await shot(page, 'refund');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('orders.refund'), exact: true })
    .click();
  await passing(week, () => page.getByText(fitting('orders.owed')).waitFor({ timeout: 2000 }));
  await shot(page, 'refund-refused');
  await button(page, say('orders.refundAgain')).click();
  await passing(week, () => page.getByText(say('orders.ended.refunded')).waitFor({ timeout: 2000 }));
  await shot(page, 'refunded');
  expect(demo.clock.now().getTime()).toBeGreaterThan(0);
}

/** What a provider does after a pause of its own. */
const passing = ({ demo }: Week, seen: () => Promise<void>): Promise<void> =>
  eventually(async () => {
    await demo.clock.advance(seconds(30));
    await seen();
  });

/** The trial ends: told before and after, each leading to where it is renewed. A session of two weeks has ended meanwhile. */
export async function expire(week: Week, page: Page, { login, deviceId }: Home): Promise<void> {
  const { say, fitting, shot, demo, app } = week;
  await demo.clock.advance(milliseconds(days(30) - hours(12)));
  await page.goto(`${app}/notices`);
  await page.getByLabel(say('session.login'), { exact: true }).fill(login);
  await page.getByLabel(say('session.password'), { exact: true }).fill(PASSWORD);
  await shot(page, 'sign-in');
  // Signed in anew, the phone is to be told of again: the app says so once nothing else goes on.
  const known = page.waitForResponse((answer) => answer.url().endsWith('/alarms/phones') && answer.status() === 201);
  await button(page, say('session.signIn')).click();
  await page.getByText(fitting('notices.subscription_expiring')).waitFor();
  await shot(page, 'expiring');
  await known;
  await page.goto('about:blank');
  await demo.clock.advance(hours(13));
  await reminded(week, deviceId);
  await page.goto(`${app}/notices`);
  await eventually(async () => {
    await page.reload();
    await page.getByText(fitting('notices.subscription_expired')).waitFor({ timeout: 2000 });
  });
  await shot(page, 'expired-notice');
  await page
    .getByRole('link', { name: say('notices.renew') })
    .first()
    .click();
  await page.getByText(say('cloud.expired')).waitFor();
  await shot(page, 'expired');
}

/** The phone says so too, and leads to where it is renewed. */
async function reminded({ service, phone, say, language }: Week, deviceId: string): Promise<void> {
  await eventually(() => expect(service.waiting().length).toBeGreaterThan(0));
  const pushed = await service.next();
  pushed.answer(201);
  expect(pushed.reminder).toMatchObject({ deviceId, language, reminder: 'subscription_expired' });
  await phone.push(pushed.text);
  await eventually(async () => {
    const path = `/devices/${deviceId}/cloud-storage`;
    const body = say('reminds.subscription_expired');
    expect(await phone.notified()).toContainEqual({ title: pushed.reminder.camera, body, data: { path } });
  });
}

/** Bought anew from there, to be renewed by itself from now on. */
export async function renew(week: Week, page: Page): Promise<void> {
  const { say, fitting, shot } = week;
  await page
    .getByRole('link', { name: new RegExp(`^${say('cloud.month')}`) })
    .first()
    .click();
  await page.getByRole('switch', { name: say('money.renewal.switch') }).click();
  await shot(page, 'renewal-checkout');
  await button(page, fitting('orders.order')).click();
  await page.locator('button[name=act][value=pay]').waitFor();
  await shot(page, 'renewal-provider');
  await page.locator('button[name=act][value=pay]').click();
  await page.locator('a.back').click();
  await page.getByText(say('orders.paidText')).waitFor();
  await link(page, say('orders.toCloud')).click();
  await page.getByText(say('money.renewal.next')).waitFor();
  await shot(page, 'renewed');
}
