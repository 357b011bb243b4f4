// Two people, each with a browser on a phone: one lets the other in, who watches until that ends.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import { completeEvents } from '../../src/service/testing/footage.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { look } from './look.ts';
import { openPhone } from './owner.ts';
import { openPages, type Pages } from './pages.ts';
import { expectPlaying } from './playing.ts';

let pages: Pages;
let deviceId: string;
beforeAll(async () => {
  pages = await openPages();
  const unit = await pages.rig.unit();
  const permitted = Promise.withResolvers<void>();
  const camera = await unit.camera({
    onNews(news) {
      if (news.is === 'permitted' && news.recording !== 'none') permitted.resolve();
    },
  });
  await subscribe(pages.rig, unit);
  await permitted.promise;
  const answer = camera.wave();
  if (!answer.seen) throw new Error(`not recorded: ${answer.because}`);
  await answer.finished;
  await completeEvents(unit, 1);
  deviceId = unit.deviceId;
});
afterAll(() => pages?.[Symbol.asyncDispose]());

const app = (path: string): string => `${pages.rig.url}/cn/app${path}`;

async function openSecond(): Promise<Page> {
  const context = await pages.browser.newContext({
    ...{ locale: 'zh-CN', viewport: { width: 390, height: 844 } },
    serviceWorkers: 'block',
  });
  return await context.newPage();
}

test('somebody is invited, joins, watches, and is removed: picture and list go at once', async () => {
  const { rig, browser } = pages;
  const owner = await openPhone(browser, { url: app('/'), login: rig.owners.cn.login }, 'zh-CN');
  await owner.goto(app('/me/household'));
  await owner.getByText('还没有家庭成员').waitFor();
  await look(owner, 'household-empty');
  await owner.getByRole('button', { name: '邀请成员' }).click();
  await owner.getByRole('checkbox', { name: '观看' }).check();
  await look(owner, 'household-invite');
  await owner.getByRole('button', { name: '生成邀请链接' }).click();
  const url = (await owner.getByText(/\/app\/join#/).textContent()) ?? '';
  await look(owner, 'household-link');
  await owner.getByRole('button', { name: '完成' }).click();
  await owner.getByText('未使用的邀请').waitFor();

  const member = await openSecond();
  const asked: string[] = [];
  member.on('request', (request) => asked.push(request.url()));
  const { login } = await rig.newOwner('cn');
  await member.goto(url);
  await member.getByText('有人邀请您一起使用摄像机').waitFor();
  await look(member, 'household-join-signed-out');
  await member.getByRole('link', { name: '登录' }).click();
  await member.locator('input').nth(0).fill(login);
  await member.locator('input[type=password]').fill(PASSWORD);
  await member.locator('button[type=submit]').click();
  await member.getByText(/邀请您一起使用摄像机/).waitFor();
  await look(member, 'household-join');
  expect(asked.filter((address) => address.includes(new URL(url).hash.slice(1)) && !address.includes('#'))).toEqual([]);
  await member.getByRole('button', { name: '加入' }).click();
  await member.getByRole('region', { name: '家人的摄像机' }).getByRole('link').click();
  await member.getByTestId('latest-footage').waitFor();
  await look(member, 'household-camera');
  await member.getByRole('link', { name: '返回' }).click();
  await member.getByRole('region', { name: '家人的摄像机' }).waitFor();
  await look(member, 'household-home');
  await member.goto(app(`/devices/${deviceId}/footage`));
  await member.locator('li button').first().click();
  await expectPlaying(member);
  await look(member, 'household-watching');

  await owner.getByText('谁看了什么').waitFor();
  await owner.reload();
  await owner.getByText(/观看了/).waitFor();
  await look(owner, 'household-members');
  await owner.getByRole('button', { name: /^移除/ }).click();
  await owner.getByRole('dialog').getByRole('button', { name: '移除' }).click();
  await owner.getByText('还没有家庭成员').waitFor();

  await member.getByText('not_found').first().waitFor();
  expect(await member.locator('video').count()).toBe(0);
  expect(await member.locator('li button').count()).toBe(0);
  await look(member, 'household-removed');
  await member.goto(app('/'));
  await member.getByText('还没有设备').first().waitFor();
  expect(await member.locator('main img').count()).toBe(0);
  await Promise.all([owner.context().close(), member.context().close()]);
});

test('none of this was an error of the server', () => expect(pages.rig.errors).toEqual([]));
