import { maker } from '@kaitong/contract';
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { Refused } from '../../testing/fake-server.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const session = sample(maker.getSession.reply);
const [member] = sample(maker.listMembers.reply).items;
const [invitation] = sample(maker.listInvitations.reply).items;
const [authorisation] = sample(maker.listAuthorisations.reply).items;
if (!member || !invitation || !authorisation) throw new Error('samples hold one item');
const shown = { ...sample(maker.readInvitation.reply), accountName: 'Dome Ltd', role: 'commerce' as const };
const own = { ...session.account, kind: 'maker', role: 'administrator' } as const;
const space = (id: string, name: string) => ({ ...session.spaces[0], id, name, role: 'developer' as const });
const asRole = (role: 'commerce' | 'administrator') => ({
  getSession: () => ({ ...session, user: { ...session.user, triedAt: null }, account: { ...own, role } }),
});
const answers = {
  listMembers: () => ({ items: [{ ...member, userId: 'somebody', name: 'Wang' }] }),
  listInvitations: () => ({ items: [invitation], next: null }),
  listAuthorisations: () => ({ items: [authorisation], next: null }),
};

const complaints = vi.spyOn(console, 'error');

test('whoever is invited into the account is named with a role; without a mail server the link is shown once', async () => {
  const url = 'https://cam.example/invitation#token=ki_x';
  const { server } = await openConsole('/team', { ...answers, createInvitation: () => ({ invitation, url }) });
  await page.getByRole('button', { name: en.team.invite }).first().click();
  await page.getByLabelText(en.team.inviteLogin).fill('someone@example.com');
  await page.getByText(en.team.roleText.commerce).click();
  await page.getByRole('dialog').getByRole('button', { name: en.team.invite }).click();
  await expect.element(page.getByText(url)).toBeVisible();
  expect(page.getByText(en.team.link).elements()).toHaveLength(1); // the dialogue says it, and no message beside it
  expect(server.calls('createInvitation')).toMatchObject([
    { body: { login: 'someone@example.com', role: 'commerce' } },
  ]);
});

test('who is removed is asked about first; the last administrator stays, and it is said why', async () => {
  const { server } = await openConsole('/team', { ...answers, removeMember: () => new Refused('last_administrator') });
  await page.getByRole('button', { name: en.team.remove }).click();
  expect(server.calls('removeMember')).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: en.team.remove }).click();
  await expect.element(page.getByText(/keeps at least one administrator/)).toBeVisible();
});

test('whoever sells sees no way to invite, and no menu of what their role does not reach', async () => {
  await openConsole('/team', { ...answers, ...asRole('commerce') });
  await expect.element(page.getByText(en.team.onlyAdministrator)).toBeVisible();
  expect(page.getByRole('button', { name: en.team.invite }).query()).toBeNull();
  expect(page.getByRole('link', { name: en.menu.apiKeys }).query()).toBeNull();
  expect(page.getByRole('link', { name: en.menu.devices }).query()).toBeNull();
  await expect.element(page.getByRole('link', { name: en.coupons.title })).toBeVisible();
});

test('an invitation says who invites to what, and is accepted by a button', async () => {
  const { server, router } = await openConsole('/invitation#token=ki_once', {
    readInvitation: () => ({ ...shown, products: null }),
    acceptInvitation: () => session,
  });
  await expect.element(page.getByText(/“Dome Ltd” invites you to join, as Commerce/)).toBeVisible();
  expect(server.calls('acceptInvitation')).toEqual([]);
  await page.getByRole('button', { name: en.invitation.accept }).click();
  await expect.poll(() => router.state.location.pathname).not.toBe('/invitation');
  expect(server.calls('acceptInvitation')).toMatchObject([{ body: { token: 'ki_once' } }]);
});

test('who is not signed in reads it, and the token waits out of the address', async () => {
  const { router } = await openConsole('/invitation#token=ki_waits', {
    readInvitation: () => shown,
    getSession: () => new Refused('not_signed_in'),
  });
  await page.getByRole('link', { name: en.invitation.signIn }).click();
  await expect.poll(() => router.state.location.pathname).toBe('/sign-in');
  expect(router.state.location.href).not.toContain('ki_waits');
  expect(sessionStorage.getItem('kaitong.invitation')).toBe('ki_waits');
  sessionStorage.clear();
});

test('who registers because of an invitation comes back to it', async () => {
  const { server, router } = await openConsole('/invitation#token=ki_waits', {
    readInvitation: () => shown,
    getSession: () => new Refused('not_signed_in'),
    register: () => session,
  });
  await page.getByRole('link', { name: en.invitation.register }).click();
  await page.getByLabelText(en.session.accountName).fill('Dome');
  await page.getByLabelText(en.session.login, { exact: true }).fill('someone@example.com');
  await page.getByLabelText(en.session.password, { exact: true }).fill('of eleven and more letters');
  server.answer({ getSession: () => session });
  await page.getByRole('button', { name: en.session.register }).click();
  await expect.element(page.getByRole('button', { name: en.invitation.accept })).toBeVisible();
  expect(router.state.location.href).toBe('/invitation');
  expect(server.calls('readInvitation').at(-1)?.body).toEqual({ token: 'ki_waits' });
  sessionStorage.clear();
});

test('only a member of several accounts changes between them', async () => {
  const spaces = [space(own.id, 'Home Ltd'), space(`ac${'z'.repeat(18)}`, 'Dome Ltd')];
  const here = { ...session, user: { ...session.user, triedAt: null }, account: { ...own, name: 'Home Ltd' }, spaces };
  const { server } = await openConsole('/company', { getSession: () => here, chooseSpace: () => here });
  await page.getByRole('button', { name: en.space.current.replace('{{account}}', 'Home Ltd') }).click();
  await page.getByText(/^Dome Ltd · /).click();
  await expect.poll(() => server.calls('chooseSpace').length).toBe(1);
  expect(server.calls('chooseSpace')).toMatchObject([{ body: { accountId: `ac${'z'.repeat(18)}` } }]);
});

test('whoever was invited into no account has nothing to change between, however many products they were given', async () => {
  const alone = { ...session, user: { ...session.user, triedAt: null }, account: { ...own, name: 'Home Ltd' } };
  const [product] = sample(maker.listProducts.reply).items;
  await openConsole('/products', {
    getSession: () => ({ ...alone, spaces: [space(own.id, 'Home Ltd')] }),
    listProducts: () => ({
      items: product ? [{ ...product, role: 'developer', ownerName: 'Dome Ltd' }] : [],
      next: null,
    }),
  });
  await expect.element(page.getByText('Dome Ltd')).toBeVisible();
  expect(page.getByRole('button', { name: /^Account: / }).query()).toBeNull();
});

test('the company is edited as a whole', async () => {
  const company = sample(maker.getCompany.reply);
  const { server } = await openConsole('/company', { getCompany: () => company, putCompany: () => company });
  await page.getByRole('button', { name: en.company.edit }).click();
  await page.getByLabelText(en.company.taxId).fill('91440300');
  await page.getByRole('button', { name: en.company.save }).click();
  await expect.poll(() => server.calls('putCompany').length).toBe(1);
  expect(server.calls('putCompany')).toMatchObject([{ body: { invoice: { taxId: '91440300' } } }]);
});

test('a second link that is opened in the same tab shows what it invites to', async () => {
  const { router } = await openConsole('/invitation#token=ki_first', {
    readInvitation: ({ body }) => ({ ...shown, accountName: body?.token === 'ki_first' ? 'Dome Ltd' : 'Cube Ltd' }),
  });
  await expect.element(page.getByText(/Dome Ltd/).first()).toBeVisible();
  await router.navigate({ to: '/invitation', hash: 'token=ki_second' });
  await expect.element(page.getByText(/Cube Ltd/).first()).toBeVisible();
});

test('where another tab has changed the account, what is open and what was read of the one before goes', async () => {
  const [product] = sample(maker.listProducts.reply).items;
  if (!product) throw new Error('samples hold one item');
  let name = 'Of Home Ltd';
  const home = { ...session, user: { ...session.user, triedAt: null }, account: own };
  const { queryClient } = await openConsole('/products', {
    getSession: () => home,
    listProducts: () => ({ items: [{ ...product, name }], next: null }),
  });
  await expect.element(page.getByText('Of Home Ltd').first()).toBeVisible();
  await page.getByRole('button', { name: en.products.create }).first().click();
  await page.getByRole('dialog').getByRole('textbox').fill('typed for Home Ltd');
  name = 'Of Dome Ltd';
  queryClient.setQueryData(['session'], { ...home, account: { ...own, id: `ac${'z'.repeat(18)}`, name: 'Dome Ltd' } });
  await expect.element(page.getByText('Of Dome Ltd').first()).toBeVisible();
  expect(page.getByText('Of Home Ltd').query()).toBeNull();
  expect(page.getByRole('dialog').query()).toBeNull();
});

test('none of this made React complain that something is changed while something else is rendered', () => {
  expect(complaints.mock.calls.map(([text]) => String(text)).filter((text) => text.includes('Cannot update'))).toEqual(
    [],
  );
});
