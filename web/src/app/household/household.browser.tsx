import { app, type DeviceId, OwnerDevice, type Reply } from '@kaitong/contract';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { type Handlers, later, NO_NETWORK, Refused } from '../../testing/fake-server.ts';
import { overflowing } from '../../testing/lists.ts';
import { sample } from '../../testing/sample.ts';
import { en as footage } from '../footage/texts/en.ts';
import { openApp } from '../testing/open.tsx';
import { en as ofApp } from '../texts/en.ts';
import { forgetInvitation } from './kept-invitation.ts';
import { en } from './texts/en.ts';

afterEach(forgetInvitation);

const own = { ...sample(OwnerDevice, 0), name: 'Door', sharedBy: null, footageUntil: null };
const cameras = [{ deviceId: own.deviceId as DeviceId, name: 'Door', rights: ['pay' as const, 'watch' as const] }];
const member = { ...sample(app.getHousehold.reply).members[0], id: 'm1', name: 'Lin', watchedAt: null, cameras };
const invitation = { ...sample(app.createHouseholdInvitation.reply).invitation, id: 'i1', cameras };
const nobody = { members: [], invitations: [] };
const some = { members: [member], invitations: [invitation] } as Reply<typeof app.getHousehold>;
const listed = (...items: unknown[]) => ({ items, next: null, former: [] }) as unknown as Reply<typeof app.listDevices>;
const reads: Handlers<typeof app> = { getHousehold: () => some, listDevices: () => listed(own) };
const openPage = (handlers: Handlers<typeof app> = {}) => openApp('/me/household', { ...reads, ...handlers });
const sheet = () => page.getByRole('dialog');
const button = (name: string) => page.getByRole('button', { name, exact: true });
const shownAtBothWidths = async () => {
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
};

test('whom the owner let in stands with their rights and when they watched, and so do open invitations', async () => {
  const views = [
    { ...sample(app.listHouseholdViews.reply).items[0], memberName: 'Lin', deviceName: 'Door', kind: 'download' },
  ];
  await openPage({ listHouseholdViews: () => ({ items: views, next: null }) as Reply<typeof app.listHouseholdViews> });
  await expect.element(page.getByText('Lin', { exact: true })).toBeVisible();
  await expect.element(page.getByText('Door: Watch, Pay').first()).toBeVisible();
  await expect.element(page.getByText(en.notWatched)).toBeVisible();
  await expect.element(page.getByText(en.open)).toBeVisible();
  await expect.element(page.getByText('Lin downloaded “Door”')).toBeVisible();
  await shownAtBothWidths();
});

test('where nobody is let in yet the page says what it is for, and of views it says nothing', async () => {
  await openPage({ getHousehold: () => nobody });
  await expect.element(page.getByText(en.empty)).toBeVisible();
  await expect.element(button(en.invite)).toBeVisible();
  await expect.element(page.getByText(en.views)).not.toBeInTheDocument();
});

test('a household that cannot be read says so and is asked for again', async () => {
  const { server } = await openPage({ getHousehold: () => new Refused('internal_error') });
  await expect.element(page.getByText(/internal_error/)).toBeVisible();
  server.answer({ getHousehold: () => some });
  await button(ofApp.common.retry).click();
  await expect.element(page.getByText('Lin', { exact: true })).toBeVisible();
});

test('an invitation says which rights on which cameras, and its link is there as text and as a code', async () => {
  const url = 'https://kaitong.example/cn/app/join#hi_secret';
  const { server } = await openPage({ createHouseholdInvitation: () => ({ invitation, url }) as never });
  await button(en.invite).click();
  await button(en.createLink).click();
  await expect.element(sheet().getByText(en.choose)).toBeVisible();
  expect(server.calls('createHouseholdInvitation')).toEqual([]);
  await sheet().getByRole('checkbox', { name: en.rights.watch }).click();
  await sheet().getByRole('checkbox', { name: en.rights.manage }).click();
  await sheet().getByRole('checkbox', { name: en.rights.manage }).click();
  await button(en.createLink).click();
  await expect.element(sheet().getByText(url)).toBeVisible();
  await expect.element(sheet().getByRole('img', { name: en.code })).toBeVisible();
  expect(server.calls('createHouseholdInvitation').map(({ body }) => body)).toEqual([
    { cameras: [{ deviceId: own.deviceId, rights: ['watch'] }] },
  ]);
  await button(en.done).click();
  await expect.element(page.getByText(url)).not.toBeInTheDocument();
});

test('an invitation that was refused is told where it was asked; without a camera there is nothing to invite to', async () => {
  const { server } = await openPage({ createHouseholdInvitation: () => new Refused('rate_limited', { seconds: 60 }) });
  await button(en.invite).click();
  await sheet().getByRole('checkbox', { name: en.rights.watch }).click();
  await button(en.createLink).click();
  await expect.element(sheet().getByText(/rate_limited/)).toBeVisible();
  await button(ofApp.common.cancel).click();
  server.answer({ listDevices: () => listed() });
  await button(en.invite).click();
  await expect.element(sheet().getByText(en.noCameras)).toBeVisible();
});

test('what a member may do is changed, and a member is removed after it was asked about', async () => {
  const { server } = await openPage({
    changeHouseholdMember: () => some,
    removeHouseholdMember: () => new Refused('not_found'),
    withdrawHouseholdInvitation: () => ({}),
  });
  await button('Change rights: Lin').click();
  await expect.element(sheet().getByRole('checkbox', { name: en.rights.pay })).toBeChecked();
  await sheet().getByRole('checkbox', { name: en.rights.pay }).click();
  await button(en.save).click();
  await expect.element(sheet()).not.toBeInTheDocument();
  expect(server.calls('changeHouseholdMember').map(({ body }) => body.cameras)).toEqual([
    [{ deviceId: own.deviceId, rights: ['watch'] }],
  ]);
  await button('Remove Lin').click();
  await button(en.remove).click();
  await expect.element(sheet().getByText(/not_found/)).toBeVisible();
  server.answer({
    removeHouseholdMember: () => ({}),
    getHousehold: () => ({ ...nobody, invitations: some.invitations }),
  });
  await button(en.remove).click();
  await expect.element(page.getByText('Lin', { exact: true })).not.toBeInTheDocument();
  server.answer({ getHousehold: () => nobody });
  await button('Withdraw the invitation to Door').click();
  await expect.element(page.getByText(en.empty)).toBeVisible();
});

const offer = {
  ownerName: 'Wang',
  expiresAt: '2026-01-15T08:00:00.000Z',
  cameras: [{ name: 'Door', rights: ['watch' as const] }],
};

test('whoever opens an invitation sees who sent it and to what, and joins; the token leaves the address', async () => {
  const shared = {
    ...own,
    name: 'Wang’s door',
    sharedBy: { ownerName: 'Wang', householdId: 'h1', rights: ['watch' as const] },
  };
  const { server, router } = await openApp('/join#hi_secret', {
    getHouseholdInvitation: () => offer,
    acceptHouseholdInvitation: () => ({ ownerName: 'Wang' }),
    listDevices: () => listed(),
    listSharedCameras: () => ({ items: [shared] }) as Reply<typeof app.listSharedCameras>,
  });
  await expect.element(page.getByText('Wang invites you to use their cameras')).toBeVisible();
  await expect.element(page.getByText('Door: Watch')).toBeVisible();
  expect(router.state.location.href).toBe('/join');
  await shownAtBothWidths();
  await button(en.accept).click();
  await expect.element(page.getByText('Wang’s door')).toBeVisible();
  await expect.element(page.getByRole('link').getByText('Wang', { exact: true })).toBeVisible();
  expect(server.calls('acceptHouseholdInvitation').map(({ body }) => body.token)).toEqual(['hi_secret']);
  await shownAtBothWidths();
});

test('whoever is signed out signs in first and comes back; the sign-in’s address has no token', async () => {
  const { server, router } = await openApp('/join#hi_secret', { getOwner: () => new Refused('not_signed_in') });
  await expect.element(page.getByText(en.signInFirst)).toBeVisible();
  expect(server.calls('getHouseholdInvitation')).toEqual([]);
  await page.getByRole('link', { name: ofApp.session.signIn }).click();
  await expect.poll(() => router.state.location.href).toBe('/sign-in?next=%2Fjoin');
  const owner = sample(app.getOwner.reply);
  server.answer({ signIn: () => owner, getOwner: () => owner, getHouseholdInvitation: () => offer });
  await page.getByLabelText(ofApp.session.login).fill('lin@example.com');
  await page.getByLabelText(ofApp.session.password, { exact: true }).fill('a long password');
  await button(ofApp.session.signIn).click();
  await expect.element(page.getByText('Wang invites you to use their cameras')).toBeVisible();
  expect(server.calls('getHouseholdInvitation').map(({ body }) => body.token)).toEqual(['hi_secret']);
});

test('declining asks the server for nothing', async () => {
  const { server, router } = await openApp('/join#hi_secret', { getHouseholdInvitation: () => offer });
  await page.getByRole('link', { name: en.decline }).click();
  await expect.poll(() => router.state.location.pathname).toBe('/');
  expect(server.calls('acceptHouseholdInvitation')).toEqual([]);
});

test.each(['household_invitation_ended', 'household_invitation_own'] as const)(
  'an invitation refused as %s says so, and leads home',
  async (code) => {
    await openApp('/join#hi_secret', { getHouseholdInvitation: () => new Refused(code) });
    await expect.element(page.getByText(new RegExp(code))).toBeVisible();
    await expect.element(page.getByRole('link', { name: en.home })).toBeVisible();
    await expect.element(button(en.accept)).not.toBeInTheDocument();
  },
);

test('a full household is told when one joins, and an outage can be tried again', async () => {
  const { server } = await openApp('/join#hi_secret', {
    getHouseholdInvitation: () => offer,
    acceptHouseholdInvitation: () => new Refused('household_full', { n: 20 }),
  });
  await button(en.accept).click();
  await expect.element(page.getByText(/household_full/)).toBeVisible();
  server.answer({ acceptHouseholdInvitation: () => NO_NETWORK });
  await button(en.accept).click();
  await expect.element(page.getByText(/server_unreachable/)).toBeVisible();
  await expect.element(button(en.accept)).toBeVisible();
});

test('without a token the page says that the link is incomplete', async () => {
  await openApp('/join');
  await expect.element(page.getByText(en.joinMissing)).toBeVisible();
});

test('while nobody knows whether there are cameras of others, a home without its own says nothing', async () => {
  const shared = later<Reply<typeof app.listSharedCameras>>();
  await openApp('/', { listDevices: () => listed(), listSharedCameras: shared.answer });
  await expect.element(page.getByRole('status').first()).toBeInTheDocument();
  await expect.element(page.getByText(ofApp.devices.empty).first()).not.toBeInTheDocument();
  shared.give({ items: [] });
  await expect.element(page.getByText(ofApp.devices.empty).first()).toBeVisible();
});

const event = {
  ...sample(app.getEvent.reply),
  deviceId: own.deviceId as DeviceId,
  state: 'complete' as const,
  unread: true,
};

async function openShared(rights: ('watch' | 'manage' | 'pay')[], address = '') {
  const sharedBy = { ownerName: 'Wang', householdId: 'h1', rights };
  return await openApp(`/devices/${own.deviceId}${address}`, {
    getDevice: () => ({ ...own, sharedBy }) as Reply<typeof app.getDevice>,
    listEvents: () => ({ items: [event], next: null }),
    getEvent: () => event,
    getTimeline: () => sample(app.getTimeline.reply),
    createPlayback: () => new Refused('not_found'),
    leaveHousehold: () => ({}),
  });
}

test.each(['watch', 'manage', 'pay'] as const)(
  'who may only %s sees whose the camera is, and nothing else to do',
  async (right) => {
    await openShared([right]);
    await expect.element(page.getByText('Wang’s camera')).toBeVisible();
    await expect.element(page.getByText(`You may: ${en.rights[right]}`)).toBeVisible();
    const seen = (shown: boolean) => (shown ? 1 : 0);
    await expect.poll(() => page.getByTestId('latest-footage').elements().length).toBe(seen(right === 'watch'));
    await expect.poll(() => button(ofApp.device.rename).elements().length).toBe(seen(right === 'manage'));
    await expect.poll(() => page.getByText(ofApp.device.settings).elements().length).toBe(seen(right === 'manage'));
    await expect
      .poll(() => page.getByRole('region', { name: ofApp.cloud.entry }).elements().length)
      .toBe(seen(right === 'pay'));
    expect(button(ofApp.device.remove).elements()).toEqual([]);
    await shownAtBothWidths();
  },
);

test('who may only watch has a recording’s download alone, and nothing there is unread', async () => {
  const { server } = await openShared(['watch'], `/footage?day=${event.startedAt.slice(0, 10)}&event=${event.eventId}`);
  await expect.element(button(footage.download)).toBeVisible();
  for (const name of [footage.share, footage.delete]) expect(button(name).elements()).toEqual([]);
  expect(page.getByText(footage.unread).elements()).toEqual([]);
  expect(server.calls('markEventsRead')).toEqual([]);
});

test('a member leaves after it was asked about', async () => {
  const { server, router } = await openShared(['watch']);
  await button(en.leave).click();
  await expect.element(sheet().getByText('Leave Wang’s household')).toBeVisible();
  await sheet().getByRole('button', { name: en.leave }).click();
  await expect.poll(() => router.state.location.pathname).toBe('/');
  expect(server.calls('leaveHousehold').map(({ params }) => params.id)).toEqual(['h1']);
});
