import type { VirtualCamera } from '@kaitong/device/virtual';
import type { Page } from 'playwright-core';
import { PASSWORD } from '../../../src/activation/testing/people.ts';
import type { Week } from './week.ts';

/** A camera that its owner has put up: where its pages are, and the camera itself. */
export type Home = { login: string; deviceId: string; camera: VirtualCamera };

export const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

export const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

/** Somebody without an account signs up, and has a new camera scan the code that the app shows. */
export async function pair(week: Week, page: Page): Promise<Home> {
  const { say, shot } = week;
  const login = `week-${week.language.toLowerCase()}@example.com`;
  await link(page, say('session.toSignUp')).click();
  await signUp(week, page, { login, name: week.language === 'en' ? 'Robin' : '小林' });
  await page.getByText(say('devices.empty')).waitFor();
  await shot(page, 'home-empty');
  await page
    .getByRole('link', { name: say('devices.add') })
    .first()
    .click();
  await page.getByText(say('pairing.waiting')).waitFor();
  await shot(page, 'pairing-code');
  await page.getByText(say('pairing.asText')).click();
  const camera = await week.pair((await page.locator('details code').first().textContent()) ?? '');
  await page.getByText(say('pairing.done')).waitFor();
  await shot(page, 'paired');
  await link(page, say('pairing.open')).click();
  await page.waitForURL(/\/devices\/[a-z0-9]+$/);
  return { login, deviceId: page.url().split('/').at(-1) ?? '', camera };
}

export async function signUp(week: Week, page: Page, { login, name }: { login: string; name: string }): Promise<void> {
  const { say, shot } = week;
  await page.getByLabel(say('session.name'), { exact: true }).fill(name);
  await page.getByLabel(say('session.login'), { exact: true }).fill(login);
  await page.getByLabel(say('session.password'), { exact: true }).fill(PASSWORD);
  await shot(page, 'sign-up');
  await button(page, say('session.signUp')).click();
  await page.waitForURL(({ pathname }) => !pathname.includes('sign-up'));
}

/** The trial for a hundredth, from the camera's page to the provider's and back; the camera may record from then on. */
export async function takeTrial(week: Week, page: Page): Promise<void> {
  const { say, fitting, shot } = week;
  await page.getByRole('link', { name: say('cloud.entry') }).click();
  await link(page, say('cloud.trialBuy')).waitFor();
  await shot(page, 'plans');
  await link(page, say('cloud.trialBuy')).click();
  await button(page, fitting('orders.order')).waitFor();
  await shot(page, 'trial-checkout');
  await button(page, fitting('orders.order')).click();
  await page.waitForURL(/checkout|sandbox|pay/);
  await shot(page, 'provider');
  await page.locator('button[name=act][value=pay]').click();
  await page.locator('a.back').click();
  await page.getByText(say('orders.paidText')).waitFor();
  await shot(page, 'trial-paid');
  await link(page, say('orders.toCloud')).click();
  await page.getByText(say('cloud.active')).waitFor();
  await shot(page, 'trial-active');
}
