// A team as people make it: invited by a link, consented to in another browser, at work in two accounts, and ended.
import type { Language } from '@kaitong/contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import { look } from './look.ts';
import { openPages, type Pages } from './pages.ts';
import { openConsole } from './people.ts';

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
beforeAll(async () => {
  pages = await openPages();
  ({ rig, browser } = pages);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

const words = {
  'zh-CN': {
    company: '深圳市凯视科技有限公司',
    edit: '编辑',
    name: '账号名称',
    taxId: '纳税人识别号',
    save: '保存',
    invite: '邀请',
    login: '对方的邮箱或手机号',
    sells: /^运营/,
    develops: /^开发者/,
    toProducts: '以自己的账号使用部分产品',
    pids: '产品',
    close: '关闭',
    signIn: '登录后接受',
    accept: '接受邀请',
    notYours: '的角色是运营，不能做这一步',
    space: (name: string) => `当前账号：${name}`,
    members: '成员',
    roles: '按产品的授权',
    remove: '移除',
    removed: '成员已移除',
  },
  en: {
    company: 'Kaishi Optics (Shenzhen) Co., Ltd.',
    edit: 'Edit',
    name: 'Name of the account',
    taxId: 'Tax number',
    save: 'Save',
    invite: 'Invite',
    login: 'Their e-mail address or phone number',
    sells: /^Commerce/,
    develops: /^Developer/,
    toProducts: 'to some products, with an account of their own',
    pids: 'Products',
    close: 'Close',
    signIn: 'Sign in to accept',
    accept: 'Accept',
    notYours: 'is Commerce, which does not include this',
    space: (name: string) => `Account: ${name}`,
    members: 'Members',
    roles: 'Roles on products',
    remove: 'Remove',
    removed: 'The member is removed',
  },
} as const;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Invites by the dialogue of the team's page, and closes it. @returns the link that is shown once */
async function invite(page: Page, language: Language, fill: (dialog: ReturnType<Page['getByRole']>) => Promise<void>) {
  const t = words[language];
  await button(page, t.invite).first().click();
  const dialog = page.getByRole('dialog');
  await fill(dialog);
  await dialog.getByRole('button', { name: t.invite, exact: true }).click();
  const link = (await dialog.getByText('#token=').textContent()) ?? '';
  await dialog.getByRole('button', { name: t.close, exact: true }).last().click();
  await dialog.waitFor({ state: 'detached' });
  return link;
}

test.each([
  ['zh-CN', 'light'],
  ['en', 'dark'],
] as const)('a colleague is invited, works in two accounts and is removed, in %s and %s', async (language, scheme) => {
  const t = words[language];
  const picture = (name: string) => `${language}-team-${name}`;
  const [maker, friend] = [await rig.newMaker(), await rig.newMaker()];
  for (const name of ['SC002-WA2-V2', 'SC114-DOME-PTZ'])
    await maker.createProduct({ body: { name: `${name} ${language}` } });

  const owner = await openConsole(browser, rig, maker.login, language);
  await owner.emulateMedia({ colorScheme: scheme });
  await owner.goto(`${rig.url}/company`);
  await button(owner, t.edit).click();
  await owner.getByLabel(t.name).fill(t.company);
  await owner.getByLabel(t.taxId).fill('91440300MA5K4C7T0K');
  await look(owner, picture('company-edit'));
  await button(owner, t.save).click();
  await owner.getByRole('dialog').waitFor({ state: 'detached' });
  await owner.getByText('91440300MA5K4C7T0K').waitFor();
  await look(owner, picture('company'));

  await owner.goto(`${rig.url}/team`);
  const intoAccount = await invite(owner, language, async (dialog) => {
    await dialog.getByLabel(t.login).fill(friend.login);
    await dialog.getByText(t.sells).click();
    await look(owner, picture('invite'));
  });
  await owner.getByRole('cell', { name: friend.login }).waitFor();

  const context = await browser.newContext({
    locale: language,
    colorScheme: scheme,
    viewport: { width: 1280, height: 800 },
  });
  const guest = await context.newPage();
  await guest.goto(intoAccount);
  await guest.getByText(t.company).first().waitFor();
  await look(guest, picture('invitation-stranger'));
  await guest.getByRole('link', { name: t.signIn }).click();
  await guest.locator('input').nth(0).fill(friend.login);
  await guest.locator('input[type=password]').fill(PASSWORD);
  await guest.locator('button[type=submit]').click();
  await button(guest, t.accept).waitFor();
  await look(guest, picture('invitation'));
  await button(guest, t.accept).click();
  await button(guest, t.space(t.company)).waitFor();
  await guest.goto(`${rig.url}/my/services/video-cloud-storage/add`);
  await guest.getByText(t.notYours).waitFor();
  await look(guest, picture('role-missing'));
  await owner.getByRole('table', { name: t.members }).getByText(friend.login).first().waitFor(); // told by the account's news

  await button(guest, t.space(t.company)).click();
  await guest.getByRole('menuitem', { name: friend.login }).waitFor();
  await guest.screenshot({ path: `test-results/screens/${picture('space')}-1280.png` });
  await guest.getByRole('menuitem', { name: friend.login }).click();
  await button(guest, t.space(friend.login)).waitFor();

  const toProducts = await invite(owner, language, async (dialog) => {
    await dialog.getByLabel(t.login).fill(friend.login);
    await dialog.getByText(t.toProducts).click();
    await dialog.getByRole('combobox', { name: t.pids }).click();
    for (const name of ['SC002', 'SC114']) {
      await owner.getByTitle(new RegExp(`^${name}`)).click();
      await dialog.getByTitle(new RegExp(`^${name}`)).waitFor(); // chosen at once, the next would take its place
    }
    await dialog.getByText(t.develops).click();
    await look(owner, picture('invite-products'));
  });
  await guest.goto(toProducts);
  await guest.getByText('SC114-DOME-PTZ').waitFor();
  await look(guest, picture('invitation-products'));
  await button(guest, t.accept).click();
  await guest.waitForURL(`${rig.url}/products`);
  await expect.poll(() => guest.getByText(t.company).count()).toBe(2); // both with their owner's name
  await look(guest, picture('given-products'));

  const roles = owner.getByRole('table', { name: t.roles });
  await expect.poll(() => roles.getByText(/^SC/).count()).toBe(2);
  await look(owner, picture('team'));
  const member = owner.getByRole('row').filter({ has: button(owner, t.remove) });
  await member.getByRole('button', { name: t.remove, exact: true }).click();
  await look(owner, picture('remove'));
  await owner.getByRole('dialog').getByRole('button', { name: t.remove, exact: true }).click();
  await owner.getByText(t.removed).waitFor();
  await guest.waitForURL(/\/sign-in/); // every session that was ever in the account
  await Promise.all([owner.context().close(), context.close()]);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
