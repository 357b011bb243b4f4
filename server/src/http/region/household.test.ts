import { createHash } from 'node:crypto';
import {
  app,
  type DeviceId,
  type EventId,
  HOUSEHOLD_RIGHTS,
  type HouseholdRight,
  hours,
  householdTable,
  type Op,
  type OwnerOperation,
} from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type PushService, startPushService } from '../../region/alarms/testing/push-service.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { type ControlPeer, startControlPeer } from '../testing/control-peer.ts';
import { open, record, type Subscribed, snapshot, subscribe } from '../testing/footage.ts';
import {
  codeOf,
  deviceApi,
  makeUnit,
  openPhone,
  type Phone,
  pair,
  pairingToken,
  signUp,
  tokenOf,
} from '../testing/people.ts';
import { play, refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';
import { CATALOGUE, EVENT7, publish, requestId } from '../testing/shop.ts';

let server: TestDatabase;
let control: ControlPeer;
let region: TestRegion;
let n = 0;
beforeAll(async () => {
  server = await startTestDatabase();
  control = await startControlPeer();
  region = await openTestRegion(server, {
    runs: true,
    control: control.clientOf('cn'),
    privateReceivers: ['127.0.0.1'],
  });
  await region.plane.publishCatalogue({ body: CATALOGUE });
});
afterAll(async () => {
  await region.close();
  await control.goAway();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => void (await sql`DELETE FROM rate_limit`.execute(region.context.db)));

type Home = { owner: Phone; camera: Subscribed; other: Subscribed; eventId: EventId; otherEventId: EventId };

async function newCamera(owner: Phone): Promise<Subscribed> {
  const unit = await makeUnit(region);
  await publish(region, unit.pid);
  const camera = await pair(region, await pairingToken(owner), unit);
  await subscribe(region, camera);
  return { deviceId: camera.deviceId, api: deviceApi(region, await tokenOf(region, camera)) };
}

const recordOne = async (camera: Subscribed): Promise<EventId> => (await record(region, camera)).eventId;

/** An owner with two cameras, both on sale, with a recording each. */
async function newHome(): Promise<Home> {
  const owner = await signUp(region, `owner${n++}`);
  const [camera, other] = [await newCamera(owner), await newCamera(owner)];
  return {
    ...{ owner, camera, other },
    eventId: await recordOne(camera),
    otherEventId: await recordOne(other),
  };
}

const tokenIn = (url: string): string => new URL(url).hash.slice(1);

async function invite(owner: Phone, camera: { deviceId: DeviceId }, rights: readonly HouseholdRight[]) {
  const cameras = [{ deviceId: camera.deviceId, rights: [...rights] }];
  const { url, invitation } = await owner.createHouseholdInvitation({ body: { cameras } });
  return { token: tokenIn(url), invitation };
}

async function join(home: Home, rights: readonly HouseholdRight[], camera = home.camera): Promise<Phone> {
  const member = await signUp(region, `member${n++}`);
  const { token } = await invite(home.owner, camera, rights);
  await member.acceptHouseholdInvitation({ body: { token } });
  return member;
}

const memberIdOf = async (owner: Phone): Promise<string> => (await owner.getHousehold({})).members[0]?.id ?? '';

type Try = { name: OwnerOperation; call: (phone: Phone) => Promise<unknown> };

/** Each operation that names a camera, as somebody would call it who knows all its ids. */
function triesOn({ deviceId }: { deviceId: DeviceId }, eventId: EventId, orderId: string): Try[] {
  const now = Date.now();
  const span = { from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 60_000).toISOString() };
  const cut = { ...span, from: new Date(now - 60_000).toISOString() };
  const params = { deviceId };
  const event = { deviceId, eventId };
  const named = { eventIds: [eventId] };
  const order = { params: { orderId: orderId as never } };
  const purchase = { planId: EVENT7 };
  return [
    { name: 'getDevice', call: (phone) => phone.getDevice({ params }) },
    { name: 'getCalendar', call: (phone) => phone.getCalendar({ params, query: span }) },
    { name: 'getTimeline', call: (phone) => phone.getTimeline({ params, query: span }) },
    { name: 'getFilmstrip', call: (phone) => phone.getFilmstrip({ params, query: { at: span.from } }) },
    { name: 'listEvents', call: (phone) => phone.listEvents({ params, query: {} }) },
    { name: 'getEvent', call: (phone) => phone.getEvent({ params: event }) },
    { name: 'createPlayback', call: (phone) => phone.createPlayback({ params, body: { of: { eventId } } }) },
    { name: 'getCut', call: (phone) => phone.getCut({ params, query: cut }) },
    { name: 'createCutDownload', call: (phone) => phone.createCutDownload({ params, body: cut }) },
    { name: 'createCutShare', call: (phone) => phone.createCutShare({ params, body: { ...cut, hours: 1 } }) },
    { name: 'createDownload', call: (phone) => phone.createDownload({ params: event }) },
    { name: 'changeCameraAlarms', call: (phone) => phone.changeCameraAlarms({ params, body: { muted: [] } }) },
    { name: 'updateDevice', call: (phone) => phone.updateDevice({ params, body: { name: 'Hall' } }) },
    { name: 'changeSettings', call: (phone) => phone.changeSettings({ params, body: {} }) },
    { name: 'markEventsRead', call: (phone) => phone.markEventsRead({ params, body: named }) },
    { name: 'markFavourites', call: (phone) => phone.markFavourites({ params, body: { ...named, favourite: true } }) },
    { name: 'keepEvents', call: (phone) => phone.keepEvents({ params, body: { ...named, keep: true } }) },
    { name: 'getKept', call: (phone) => phone.getKept({ params }) },
    { name: 'changeNote', call: (phone) => phone.changeNote({ params: event, body: { note: 'x' } }) },
    { name: 'createShare', call: (phone) => phone.createShare({ params: event, body: { hours: 1 } }) },
    { name: 'listOffers', call: (phone) => phone.listOffers({ params }) },
    { name: 'quoteOrder', call: (phone) => phone.quoteOrder({ params, body: { purchase } }) },
    {
      name: 'createOrder',
      call: (phone) => phone.createOrder({ body: { requestId: requestId(), deviceId, purchase } }),
    },
    { name: 'getOrder', call: (phone) => phone.getOrder(order) },
    { name: 'getSubscription', call: (phone) => phone.getSubscription({ params }) },
    { name: 'cancelOrder', call: (phone) => phone.cancelOrder(order) },
    { name: 'endRenewal', call: (phone) => phone.endRenewal({ params }) },
    { name: 'refundOrder', call: (phone) => phone.refundOrder(order) },
    { name: 'createContactRequest', call: (phone) => phone.createContactRequest({ params, body: { message: 'x' } }) },
    { name: 'createHandOverCode', call: (phone) => phone.createHandOverCode({ params }) },
    { name: 'withdrawHandOverCode', call: (phone) => phone.withdrawHandOverCode({ params }) },
    { name: 'createSupportCode', call: (phone) => phone.createSupportCode({ params }) },
    { name: 'getSupport', call: (phone) => phone.getSupport({ params }) },
    { name: 'endSupport', call: (phone) => phone.endSupport({ params }) },
    { name: 'createIngestToken', call: (phone) => phone.createIngestToken({ params, body: { name: 'x' } }) },
    { name: 'listIngestTokens', call: (phone) => phone.listIngestTokens({ params }) },
    {
      name: 'revokeIngestToken',
      call: (phone) => phone.revokeIngestToken({ params: { deviceId, id: 'x' } }),
    },
    { name: 'getDeviceFirmware', call: (phone) => phone.getDeviceFirmware({ params }) },
    {
      name: 'installFirmware',
      call: async (phone) => {
        // Whoever gets so far hears that there is none.
        const asked = phone.installFirmware({ params, body: { releaseId: 'x'.repeat(20), at: null } });
        return (await codeOf(asked)) === 'firmware_not_offered' ? undefined : await asked;
      },
    },
    { name: 'deleteEvent', call: (phone) => phone.deleteEvent({ params: event }) },
    { name: 'deleteEvents', call: (phone) => phone.deleteEvents({ params, body: named }) },
    { name: 'deleteFootage', call: (phone) => phone.deleteFootage({ params, body: span }) },
    { name: 'removeDevice', call: (phone) => phone.removeDevice({ params }) },
  ];
}

async function newOrder({ owner, camera: { deviceId } }: Home): Promise<string> {
  return (await owner.createOrder({ body: { requestId: requestId(), deviceId, purchase: { planId: EVENT7 } } }))
    .orderId;
}

/** What somebody gets of each operation; `ok` where it is answered. */
async function attack(phone: Phone, tries: readonly Try[]): Promise<Record<string, string>> {
  const got: Record<string, string> = {};
  for (const { name, call } of tries) {
    await sql`DELETE FROM rate_limit`.execute(region.context.db);
    got[name] = await codeOf(call(phone));
  }
  return got;
}

const lineOf = ({ name }: Try) => householdTable[name];
/** Pictures are no operations of the contract. */
const pictureOf = (phone: Phone, { deviceId }: { deviceId: DeviceId }, eventId: EventId, name: string) =>
  refusedAs(`${region.context.publicUrl}/api/v1/devices/${deviceId}/events/${eventId}/${name}`, {
    headers: { cookie: phone.cookie() },
  });

test('every operation that names a camera or an order has a line that asks for more than the account', () => {
  const names = Object.entries(app as Record<string, Op>).filter(([, { caller }]) => caller === 'owner');
  const named = names.filter(([, { path }]) => /:(deviceId|orderId)/.test(path)).map(([name]) => name);
  expect(named.filter((name) => householdTable[name as OwnerOperation] === 'self')).toEqual([]);
  const tried = triesOn({ deviceId: '' as DeviceId }, '' as EventId, '').map(({ name }) => name as string);
  expect(named.filter((name) => !tried.includes(name))).toEqual([]);
});

test('who has every right does all that the table says and nothing that it keeps for the owner', async () => {
  const home = await newHome();
  const member = await join(home, HOUSEHOLD_RIGHTS);
  const tries = triesOn(home.camera, home.eventId, await newOrder(home));
  const got = await attack(member, tries);
  for (const one of tries)
    expect([one.name, got[one.name]], one.name).toEqual([
      one.name,
      lineOf(one) === 'owner' ? 'household_right_missing' : 'ok',
    ]);
  expect(await pictureOf(member, home.camera, home.eventId, 'preview')).toBe('200');
  const verify = { params: home.camera, body: { verificationFootageAllowed: true } };
  expect(await codeOf(member.updateDevice({ ...verify }))).toBe('household_right_missing');
});

test.each(HOUSEHOLD_RIGHTS)('who has the right %s alone is refused whatever asks for another', async (right) => {
  const home = await newHome();
  const member = await join(home, [right]);
  const tries = triesOn(home.camera, home.eventId, await newOrder(home));
  const got = await attack(member, tries);
  const isGiven = (one: Try): boolean => {
    const line = lineOf(one);
    return line === 'any' || line === right || (line === 'self-watch' && right === 'watch');
  };
  for (const one of tries) expect(got[one.name], one.name).toBe(isGiven(one) ? 'ok' : 'household_right_missing');
  expect(await pictureOf(member, home.camera, home.eventId, 'snapshot.jpg')).toBe(
    right === 'watch' ? '200' : '403 household_right_missing',
  );
  const { items } = await member.listOrders({ query: {} });
  expect(items).toEqual([]);
  expect(await codeOf(member.listOrders({ query: { deviceId: home.camera.deviceId } }))).toBe(
    right === 'pay' ? 'ok' : 'household_right_missing',
  );
  const newest = await member.listNewestEvents({ query: {} });
  expect(newest.items.map(({ eventId }) => eventId)).toEqual(right === 'watch' ? [home.eventId] : []);
  const [shown] = (await member.listSharedCameras({})).items;
  expect(shown?.sharedBy).toMatchObject({ ownerName: expect.stringMatching(/^owner/), rights: [right] });
  const { cloudStorage } = await home.owner.getDevice({ params: home.camera });
  expect(cloudStorage?.plans.length).toBeGreaterThan(0);
  expect(shown?.cloudStorage?.plans).toEqual(right === 'pay' ? cloudStorage?.plans : []);
});

/** Everybody who has nothing to do with the camera, or not any more. */
const outsiders: Record<string, (home: Home) => Promise<Phone>> = {
  'a stranger': () => signUp(region, `stranger${n++}`),
  'who was invited and has not accepted': async (home) => {
    await invite(home.owner, home.camera, HOUSEHOLD_RIGHTS);
    return await signUp(region, `invited${n++}`);
  },
  'a member for another camera': (home) => join(home, HOUSEHOLD_RIGHTS, home.other),
  'who was removed': async (home) => {
    const member = await join(home, HOUSEHOLD_RIGHTS);
    await home.owner.removeHouseholdMember({ params: { id: await memberIdOf(home.owner) } });
    return member;
  },
  'who left': async (home) => {
    const member = await join(home, HOUSEHOLD_RIGHTS);
    const [shared] = (await member.listSharedCameras({})).items;
    await member.leaveHousehold({ params: { id: shared?.sharedBy?.householdId ?? '' } });
    return member;
  },
  'a member while the member is suspended': async (home) => {
    const member = await join(home, HOUSEHOLD_RIGHTS);
    const { id: owner_id } = await member.getOwner({});
    await region.context.db.insertInto('owner_suspension').values({ owner_id, reason: 'x' }).execute();
    return member;
  },
};

test.each(Object.keys(outsiders))('%s finds no camera, footage or order', async (who) => {
  const home = await newHome();
  const phone = await outsiders[who]?.(home);
  if (!phone) throw new Error(who);
  const got = await attack(phone, triesOn(home.camera, home.eventId, await newOrder(home)));
  for (const [name, code] of Object.entries(got))
    expect(code, name).toBe(name === 'createOrder' && /suspended/.test(who) ? 'account_suspended' : 'not_found');
  const all = JSON.stringify([
    await phone.listSharedCameras({}),
    await phone.listNewestEvents({ query: {} }),
    await phone.listLastPictures({}),
    await phone.getAlarms({}),
    await phone.listShares({ query: {} }),
    await phone.listOrders({ query: { deviceId: home.camera.deviceId } }),
    await phone.getHousehold({}),
    await phone.listHouseholdViews({ query: {} }),
  ]);
  expect(all).not.toContain(home.camera.deviceId);
  expect(await pictureOf(phone, home.camera, home.eventId, 'preview')).toBe('404 not_found');
});

test('a camera that its owner removed is nothing to its members any more', async () => {
  const home = await newHome();
  const member = await join(home, HOUSEHOLD_RIGHTS);
  const tries = triesOn(home.camera, home.eventId, await newOrder(home));
  const { playlistUrl } = await member.createPlayback({ params: home.camera, body: { of: { eventId: home.eventId } } });
  await home.owner.removeDevice({ params: home.camera });
  const got = await attack(member, tries);
  expect(Object.entries(got).filter(([, code]) => code !== 'not_found')).toEqual([]);
  expect(await refusedAs(playlistUrl)).toBe('403 playback_ended');
  expect((await member.listSharedCameras({})).items).toEqual([]);
});

/** Everything by which a member reads a recording, down to the address of an object. */
async function addressesOf(member: Phone, { camera, eventId }: Home): Promise<string[]> {
  const { playlistUrl } = await member.createPlayback({ params: camera, body: { of: { eventId } } });
  const { url } = await member.createDownload({ params: { ...camera, eventId } });
  const share = await member.createShare({ params: { ...camera, eventId }, body: { hours: 100 } });
  const under = (path: string, of = playlistUrl): string => of.replace('index.m3u8', path);
  const object = async (of: string): Promise<string> => {
    const answer = await fetch(under(`object/${eventId}/0.ts`, of), { redirect: 'manual' });
    return answer.headers.get('location') ?? '';
  };
  const shared = share.playlistUrl ?? '';
  return [
    playlistUrl,
    under(`key/${eventId}`),
    under(`object/${eventId}/0.ts`),
    await object(playlistUrl),
    url,
    shared,
    under(`key/${eventId}`, shared),
    await object(shared),
  ];
}

test.each(['is removed', 'leaves', 'may watch no more'])(
  'addresses given out are refused at once when a member %s, and stay so when they are let in again',
  async (how) => {
    const home = await newHome();
    const member = await join(home, ['watch', 'manage']);
    const addresses = await addressesOf(member, home);
    for (const address of addresses) expect(await refusedAs(address), address).toBe('200');
    const id = await memberIdOf(home.owner);
    const { deviceId } = home.camera;
    if (how === 'is removed') await home.owner.removeHouseholdMember({ params: { id } });
    else if (how === 'leaves') await member.leaveHousehold({ params: { id } });
    else
      await home.owner.changeHouseholdMember({
        params: { id },
        body: { cameras: [{ deviceId, rights: ['pay'] }] },
      });
    for (const address of addresses) expect(await refusedAs(address), address).toMatch(/^403 (playback|share)_ended$/);
    const { token } = await invite(home.owner, home.camera, HOUSEHOLD_RIGHTS);
    await member.acceptHouseholdInvitation({ body: { token } });
    for (const address of addresses) expect(await refusedAs(address), address).toMatch(/^403 (playback|share)_ended$/);
    expect((await home.owner.listShares({ query: {} })).items).toEqual([]);
  },
);

test('a member who may not share any more has no links in force, and watches on', async () => {
  const home = await newHome();
  const member = await join(home, ['watch', 'manage']);
  const [playlist = '', ...rest] = await addressesOf(member, home);
  const cameras = [{ deviceId: home.camera.deviceId, rights: ['watch' as const] }];
  await home.owner.changeHouseholdMember({ params: { id: await memberIdOf(home.owner) }, body: { cameras } });
  expect(await refusedAs(playlist)).toBe('200');
  expect(await refusedAs(rest.at(-1) ?? '')).toBe('403 playback_ended');
});

test('what a member opened ends with the sign-in of that browser', async () => {
  const home = await newHome();
  const member = await join(home, ['watch']);
  const { playlistUrl } = await member.createPlayback({ params: home.camera, body: { of: { eventId: home.eventId } } });
  expect((await play(playlistUrl)).byteLength).toBeGreaterThan(1000);
  await member.signOut({});
  expect(await refusedAs(playlistUrl)).toBe('403 playback_ended');
});

test('the owner sees who watched, and which links members made, and ends them', async () => {
  const home = await newHome();
  const member = await join(home, ['watch', 'manage']);
  const params = { deviceId: home.camera.deviceId, eventId: home.eventId };
  await member.createPlayback({ params, body: { of: { eventId: home.eventId } } });
  const share = await member.createShare({ params, body: { hours: 1 } });
  const { items } = await home.owner.listHouseholdViews({ query: {} });
  expect(items).toMatchObject([
    { kind: 'share', eventId: home.eventId },
    { kind: 'playback', eventId: home.eventId, memberName: expect.stringMatching(/^member/) },
  ]);
  expect((await home.owner.getHousehold({})).members).toMatchObject([{ watchedAt: expect.any(String) }]);
  const [listed] = (await home.owner.listShares({ query: {} })).items;
  expect(listed).toMatchObject({ id: share.id, madeBy: expect.stringMatching(/^member/) });
  expect((await member.listShares({ query: {} })).items).toMatchObject([{ id: share.id }]);
  await home.owner.revokeShare({ params: { id: share.id } });
  expect(await refusedAs(share.playlistUrl ?? '')).toBe('403 share_ended');
  const own = await home.owner.createShare({ params, body: { hours: 1 } });
  expect((await member.listShares({ query: {} })).items).toEqual([]);
  expect(await codeOf(member.revokeShare({ params: { id: own.id } }))).toBe('not_found');
});

test('an invitation is good once, for 24 hours, until it is withdrawn, and not for its own sender', async () => {
  const home = await newHome();
  const look = (phone: Phone, token: string) => codeOf(phone.getHouseholdInvitation({ body: { token } }));
  const accept = (phone: Phone, token: string) => codeOf(phone.acceptHouseholdInvitation({ body: { token } }));
  const [zhang, li] = [await signUp(region, `zhang${n++}`), await signUp(region, `li${n++}`)];
  const once = await invite(home.owner, home.camera, ['watch']);
  expect(await accept(home.owner, once.token)).toBe('household_invitation_own');
  expect(await zhang.getHouseholdInvitation({ body: { token: once.token } })).toMatchObject({
    ownerName: expect.stringMatching(/^owner/),
    cameras: [{ rights: ['watch'] }],
  });
  expect(await codeOf(openPhone(region).acceptHouseholdInvitation({ body: { token: once.token } }))).toBe(
    'not_signed_in',
  );
  expect(await Promise.all([accept(zhang, once.token), accept(li, once.token)])).toContain(
    'household_invitation_ended',
  );
  const { members } = await home.owner.getHousehold({});
  expect(members).toHaveLength(1);
  const winner = members[0]?.name.startsWith('zhang') ? zhang : li;
  expect(await accept(winner, once.token)).toBe('ok'); // whoever did not hear the answer asks again
  expect(await look(winner, once.token)).toBe('household_invitation_ended');
  await home.owner.removeHouseholdMember({ params: { id: members[0]?.id ?? '' } });
  expect(await accept(winner, once.token)).toBe('household_invitation_ended');
  const withdrawn = await invite(home.owner, home.camera, ['watch']);
  expect(await codeOf(zhang.withdrawHouseholdInvitation({ params: { id: withdrawn.invitation.id } }))).toBe(
    'not_found',
  );
  await home.owner.withdrawHouseholdInvitation({ params: { id: withdrawn.invitation.id } });
  expect(await accept(zhang, withdrawn.token)).toBe('household_invitation_ended');
  const late = await invite(home.owner, home.camera, ['watch']);
  const { rows } = await sql<{ text: string }>`SELECT i::text AS text FROM household_invitation i`.execute(
    region.context.db,
  );
  expect(rows.some(({ text }) => text.includes(late.token))).toBe(false);
  expect(rows.some(({ text }) => text.includes(createHash('sha256').update(late.token).digest('hex')))).toBe(true);
  await region.clock.advance(hours(24));
  expect(await accept(zhang, late.token)).toBe('household_invitation_ended');
  expect((await home.owner.getHousehold({})).invitations).toEqual([]);
});

test('nobody invites to a camera of somebody else’s, changes another’s member, or makes a member of one', async () => {
  const [home, other] = [await newHome(), await newHome()];
  const member = await join(home, HOUSEHOLD_RIGHTS);
  const id = await memberIdOf(home.owner);
  const cameras = [{ deviceId: home.camera.deviceId, rights: ['watch' as const] }];
  expect(await codeOf(member.createHouseholdInvitation({ body: { cameras } }))).toBe('not_found');
  expect(await codeOf(other.owner.createHouseholdInvitation({ body: { cameras } }))).toBe('not_found');
  const theirs = [{ deviceId: other.camera.deviceId, rights: ['watch' as const] }];
  for (const phone of [member, other.owner]) {
    expect(await codeOf(phone.changeHouseholdMember({ params: { id }, body: { cameras: theirs } }))).toBe('not_found');
    expect(await codeOf(phone.removeHouseholdMember({ params: { id } }))).toBe('not_found');
  }
  expect(await codeOf(home.owner.leaveHousehold({ params: { id } }))).toBe('not_found');
  expect((await home.owner.getHousehold({})).members).toHaveLength(1);
});

test('an account that is deleted takes its members and its memberships along', async () => {
  const home = await newHome();
  const member = await join(home, ['watch']);
  const { playlistUrl } = await member.createPlayback({ params: home.camera, body: { of: { eventId: home.eventId } } });
  const { token } = await invite(home.owner, home.camera, ['watch']);
  await home.owner.deleteAccount({ body: { password: 'ten letters' } });
  expect(await refusedAs(playlistUrl)).toBe('403 playback_ended');
  expect((await member.listSharedCameras({})).items).toEqual([]);
  expect(await codeOf(member.acceptHouseholdInvitation({ body: { token } }))).toBe('household_invitation_ended');

  const next = await newHome();
  const leaver = await join(next, ['watch']);
  const watched = await leaver.createPlayback({ params: next.camera, body: { of: { eventId: next.eventId } } });
  await leaver.deleteAccount({ body: { password: 'ten letters' } });
  expect(await refusedAs(watched.playlistUrl)).toBe('403 playback_ended');
  expect((await next.owner.getHousehold({})).members).toEqual([]);
});

test('an event rings on members’ phones too, with its picture, until they are removed', async () => {
  const service: PushService = await startPushService();
  try {
    const home = await newHome();
    const [member, payer] = [await join(home, ['watch']), await join(home, ['pay'])];
    for (const phone of [member, payer])
      await phone.addAlarmPhone({ body: { ...service.subscribe(), language: 'en' } });
    expect((await member.getAlarms({})).cameras).toMatchObject([{ deviceId: home.camera.deviceId }]);
    expect((await payer.getAlarms({})).cameras).toEqual([]);
    const recording = await open(region, home.camera, { type: 'person' });
    await recording.send(0, snapshot);
    const pushed = await service.next();
    pushed.answer(201);
    expect(pushed.alarm).toMatchObject({ deviceId: home.camera.deviceId, kind: 'person' });
    expect(await refusedAs(pushed.alarm.picture)).toBe('200');
    await open(region, home.camera, { type: 'sound' });
    const late = await service.next();
    const member0 = (await home.owner.getHousehold({})).members.find(
      ({ cameras }) => cameras[0]?.rights[0] === 'watch',
    );
    await home.owner.removeHouseholdMember({ params: { id: member0?.id ?? '' } });
    late.answer(500); // and there is no other try
    expect(await refusedAs(pushed.alarm.picture)).toBe('404 not_found');
    expect(await refusedAs(late.alarm.picture)).toBe('404 not_found');
    const waiting = await region.context.db
      .selectFrom('alarm')
      .select('id')
      .where('device_id', '=', home.camera.deviceId)
      .execute();
    expect(waiting).toEqual([]);
    await open(region, home.camera, { type: 'person' });
    expect(service.waiting()).toEqual([]);
  } finally {
    await service[Symbol.asyncDispose]();
  }
});
