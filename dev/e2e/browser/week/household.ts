import type { Page } from 'playwright-core';
import { expectPlaying } from '../playing.ts';
import { button, type Home, link, signUp } from './arrive.ts';
import type { Week } from './week.ts';

/** Lets somebody in who may watch. @returns what opens the door once */
async function invite(week: Week, page: Page): Promise<string> {
  const { say, shot } = week;
  await link(page, say('tabs.me')).click();
  await page.getByRole('link', { name: new RegExp(say('me.household')) }).click();
  await page.getByText(say('household.empty')).waitFor();
  await shot(page, 'household-empty');
  await button(page, say('household.invite')).click();
  await page.getByRole('checkbox', { name: say('household.rights.watch') }).check();
  await shot(page, 'invite');
  await button(page, say('household.createLink')).click();
  const door = (await page.getByText(/\/app\/join#/).textContent()) ?? '';
  await shot(page, 'invite-made');
  await button(page, say('household.done')).click();
  return door;
}

/** Somebody is invited, makes an account, joins and watches; the owner reads of it. */
export async function inviteAndWatch(week: Week, page: Page, { deviceId }: Home): Promise<void> {
  const { say, fitting, shot, browser, language } = week;
  const door = await invite(week, page);
  const context = await browser.newContext({ locale: language, viewport: { width: 390, height: 844 } });
  const member = await context.newPage();
  await member.goto(door);
  await member.getByText(say('household.signInFirst')).waitFor();
  await shot(member, 'join-signed-out');
  await link(member, say('session.toSignUp')).click();
  const name = language === 'en' ? 'Sam' : '阿敏';
  await signUp(week, member, { login: `member-${language.toLowerCase()}@example.com`, name });
  await member.getByText(fitting('household.invites')).waitFor();
  await shot(member, 'join');
  await button(member, say('household.accept')).click();
  await member
    .getByRole('region', { name: say('household.shared') })
    .getByRole('link')
    .first()
    .click();
  await member.getByTestId('latest-footage').waitFor();
  await shot(member, 'member-camera');
  await member.getByTestId('latest-footage').click();
  await member.waitForURL(new RegExp(`/devices/${deviceId}/footage`));
  await member.locator('li button').first().click();
  await expectPlaying(member);
  await shot(member, 'member-watching');
  await context.close();
  await page.reload();
  await page.getByText(fitting('household.viewOf', { name })).first().waitFor();
  await shot(page, 'household');
}
