import { DeviceId, days, minutes, OwnerId, ownerEventsPath, PlanId, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addNotice } from '../../region/news/notices.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { hearOwners } from '../testing/hear-owners.ts';
import {
  codeOf,
  goOnline,
  makeUnit,
  obey,
  openPhone,
  type Phone,
  pair,
  pairingToken,
  pairNew,
  signUp,
} from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const NOTHING_BOUGHT = { state: 'none', until: null };
let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let zhang: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.startBroker();
  wang = await signUp(region, 'wang');
  zhang = await signUp(region, 'zhang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const of = (deviceId: DeviceId) => ({ params: { deviceId } });

test('an account is made with e-mail or phone number, signs in and out, and belongs to one region', async () => {
  const phone = openPhone(region);
  expect(await codeOf(phone.getOwner({}))).toBe('not_signed_in');
  const made = await phone.signUp({ body: { login: '138 0013 8000', password: 'ten letters', name: '李' } });
  expect(made).toMatchObject({ name: '李', phone: '+8613800138000', email: null, region: 'cn' });
  expect(await phone.getOwner({})).toEqual(made);
  await phone.signOut({});
  expect(await codeOf(phone.getOwner({}))).toBe('not_signed_in');
  const login = '+8613800138000';
  expect(await codeOf(phone.signIn({ body: { login, password: 'wrong' } }))).toBe('sign_in_failed');
  expect(await phone.signIn({ body: { login, password: 'ten letters' } })).toEqual(made);
  const again = { login, password: 'ten letters', name: 'x' };
  expect(await codeOf(openPhone(region).signUp({ body: again }))).toBe('account_exists');
  const elsewhere = await openTestRegion(server, { region: 'eu', keys: region.context.secrets });
  expect(await codeOf(openPhone(elsewhere).signIn({ body: { login, password: 'ten letters' } }))).toBe(
    'sign_in_failed',
  );
  const carried = openPhone(elsewhere, { cookie: phone.cookie() });
  expect(await codeOf(carried.getOwner({}))).toBe('not_signed_in');
  await elsewhere.close();
});

test('a session lasts fourteen days of the platform’s time', async () => {
  await region.clock.advance(days(40));
  const phone = openPhone(region);
  const login = 'fourteen@example.com';
  await phone.signUp({ body: { login, password: 'ten letters', name: 'x' } });
  const left = await region.context.db
    .selectFrom('login_session')
    .innerJoin('login_user', 'login_user.id', 'login_session.user_id')
    .select(sql<number>`extract(epoch FROM expires_at - kaitong_now()) / 86400`.as('days'))
    .where('email', '=', login)
    .execute();
  expect(left.map((row) => Math.round(row.days))).toEqual([14]);
});

test('an owner changes the password with the old one, and every other session ends', async () => {
  const here = await signUp(region, 'changes');
  const there = openPhone(region);
  const signIn = (phone: Phone, password: string) =>
    codeOf(phone.signIn({ body: { login: 'changes@example.com', password } }));
  expect(await signIn(there, 'ten letters')).toBe('ok');
  const copy = openPhone(region, { cookie: here.cookie() });
  expect(await codeOf(copy.getOwner({}))).toBe('ok');
  const next = 'another horse battery';
  const change = (current: string) => codeOf(here.changePassword({ body: { current, next } }));
  expect(await change('not this one')).toBe('sign_in_failed');
  expect(await codeOf(there.getOwner({}))).toBe('ok');
  expect(await change('ten letters')).toBe('ok');
  expect(await Promise.all([here, there, copy].map((phone) => codeOf(phone.getOwner({}))))).toEqual([
    'ok',
    'not_signed_in',
    'not_signed_in', // whoever has a copy of the cookie is out too
  ]);
  expect([await signIn(there, 'ten letters'), await signIn(there, next)]).toEqual(['sign_in_failed', 'ok']);
});

test('the operator’s link sets an owner’s password, and what was open is over, links given away too', async () => {
  const phone = await signUp(region, 'forgot');
  expect((await region.plane.createResetLink({ body: { login: 'nobody@example.com' } })).link).toBeNull();
  const { link } = await region.plane.createResetLink({ body: { login: 'forgot@example.com' } });
  const [page, token = ''] = link?.url.split('#token=') ?? [];
  expect(page).toBe(`${region.context.publicUrl}/app/reset`);
  const next = 'another horse battery';
  const finish = () => codeOf(openPhone(region).resetPassword({ body: { token, password: next } }));
  expect([await finish(), await finish()]).toEqual(['ok', 'reset_link_invalid']);
  expect(await codeOf(phone.getOwner({}))).toBe('not_signed_in');
  const owner = await openPhone(region).signIn({ body: { login: 'forgot@example.com', password: next } });
  expect(owner.resetAt).not.toBeNull();
  const ask = (login: string) => openPhone(region).requestPasswordReset({ body: { login } });
  expect([await ask('forgot@example.com'), await ask('nobody@example.com')]).toEqual([
    { way: 'operator' }, // no mail server is set up here
    { way: 'operator' },
  ]);
});

test('another site’s page cannot act with an owner’s cookie', async () => {
  const evil = openPhone(region, { cookie: wang.cookie(), origin: 'https://evil.example' });
  expect(await codeOf(evil.createPairingToken({}))).toBe('not_allowed');
});

test('an owner sees and touches only devices of its own', async () => {
  const { deviceId } = await pairNew(region, wang);
  const settings = { privacyMode: true };
  const foreign = [
    zhang.getDevice(of(deviceId)),
    zhang.updateDevice({ ...of(deviceId), body: { name: 'mine' } }),
    zhang.updateDevice({ ...of(deviceId), body: { verificationFootageAllowed: true } }),
    zhang.changeSettings({ ...of(deviceId), body: settings }),
    zhang.removeDevice(of(deviceId)),
    wang.getDevice(of(DeviceId.parse('6cunknown0000000000000'))),
  ];
  expect(await Promise.all(foreign.map(codeOf))).toEqual(foreign.map(() => 'not_found'));
  expect((await zhang.listDevices({})).items).toEqual([]);
  const nobody = openPhone(region);
  const unsigned = [
    nobody.listDevices({}),
    nobody.getDevice(of(deviceId)),
    nobody.updateDevice({ ...of(deviceId), body: {} }),
    nobody.changeSettings({ ...of(deviceId), body: settings }),
    nobody.removeDevice(of(deviceId)),
    nobody.createPairingToken({}),
    nobody.createTesterCode({}),
    nobody.listTesterLinks({}),
    nobody.removeTesterLink({ params: { id: 'x' } }),
    nobody.listNotices({ query: {} }),
  ];
  expect(await Promise.all(unsigned.map(codeOf))).toEqual(unsigned.map(() => 'not_signed_in'));
  expect(await wang.getDevice(of(deviceId))).toMatchObject({ name: expect.not.stringMatching('mine') });
});

test('after a unit changed hands its new owner has a new device, and the old one has nothing', async () => {
  const unit = await makeUnit(region);
  const first = await pair(region, await pairingToken(wang), unit);
  await wang.updateDevice({ ...of(first.deviceId), body: { name: 'nursery', verificationFootageAllowed: true } });
  await wang.removeDevice(of(first.deviceId));
  const second = await pair(region, await pairingToken(zhang), unit);
  expect(await codeOf(zhang.getDevice(of(first.deviceId)))).toBe('not_found');
  expect(await codeOf(wang.getDevice(of(first.deviceId)))).toBe('not_found');
  expect(await codeOf(wang.getDevice(of(second.deviceId)))).toBe('not_found');
  expect(await zhang.getDevice(of(second.deviceId))).toMatchObject({
    name: unit.pid,
    verificationFootageAllowed: false,
  });
});

test('a name and the permission for verification footage are changed one by one', async () => {
  const { deviceId } = await pairNew(region, wang);
  await wang.updateDevice({ ...of(deviceId), body: { name: ' Front door ' } });
  const allowed = await wang.updateDevice({ ...of(deviceId), body: { verificationFootageAllowed: true } });
  expect(allowed).toMatchObject({ name: 'Front door', verificationFootageAllowed: true });
  expect(await wang.updateDevice({ ...of(deviceId), body: {} })).toEqual(allowed);
});

test('settings hold once the camera confirmed them; one that refuses or is away keeps its own', async () => {
  const camera = await goOnline(region, await pairNew(region, wang));
  const motionDetection = { enabled: true, sensitivity: 'high' as const, schedule: null };
  const change = { ...of(camera.deviceId), body: { motionDetection } };
  const [shown] = await Promise.all([wang.changeSettings(change), obey(camera, 1)]);
  expect(shown.settings).toEqual({ motionDetection, privacyMode: false });
  const refuse = camera.nextCommand().then(({ id }) => camera.reply({ id, ok: false, reason: 'no_sensor' }));
  const refused = wang.changeSettings({ ...of(camera.deviceId), body: { privacyMode: true } });
  await expect(refused).rejects.toMatchObject({
    problem: { code: 'settings_refused', params: { reason: 'no_sensor' } },
  });
  await refuse;
  expect((await wang.getDevice(of(camera.deviceId))).settings.privacyMode).toBe(false);
  camera.client.end(true);
  const away = wang.changeSettings({ ...of(camera.deviceId), body: { privacyMode: true } });
  expect(await codeOf(away)).toBe('device_not_responding');
});

const SOLD = { stage: 'debug', onSale: true, planIds: null } as const;

test('the cloud storage entry is there from the next request after the activation, and gone with it', async () => {
  const unit = await makeUnit(region);
  const { deviceId } = await pair(region, await pairingToken(wang), unit);
  const before = await wang.getDevice(of(deviceId));
  expect(before).toMatchObject({ productName: unit.pid, cloudStorage: null });
  const plans = [{ kind: 'event' as const, retentionDays: 7 as const, period: 'month' as const }];
  const priced = { id: PlanId.parse('plevent7month0000000'), price: { amount: 990, currency: 'CNY' as const } };
  const catalogue = {
    version: 1,
    plans: plans.map((plan) => ({ ...plan, ...priced, usDollar: null })),
    defaults: [priced.id],
    contact: { name: '', phone: '', email: '', note: '' },
  };
  await region.plane.publishCatalogue({ body: catalogue });
  const product = { pid: unit.pid as never, name: 'Doorbell', activated: false, lowestFirmware: null, ...SOLD };
  const publish = (version: number, change: object) =>
    region.plane.publishProduct({ params: { pid: product.pid }, body: { ...product, version, ...change } });
  await publish(1, {});
  expect(await wang.getDevice(of(deviceId))).toEqual({ ...before, productName: 'Doorbell' });
  await publish(3, { activated: true, lowestFirmware: '2.10.0' });
  expect((await wang.getDevice(of(deviceId))).cloudStorage).toEqual({ plans, olderFirmware: true, ...NOTHING_BOUGHT });
  expect(await publish(2, { activated: false })).toEqual({ version: 3 });
  expect((await wang.getDevice(of(deviceId))).cloudStorage).not.toBeNull();
  await publish(4, { activated: true, lowestFirmware: '2.3.0' });
  expect((await wang.listDevices({})).items[0]?.cloudStorage).toEqual({
    plans,
    olderFirmware: false,
    ...NOTHING_BOUGHT,
  });
  await publish(5, {});
  expect((await wang.getDevice(of(deviceId))).cloudStorage).toBeNull();
});

test('notices are their owner’s, newest first, by pages, and read once they were listed', async () => {
  const { deviceId } = await pairNew(region, wang);
  for (let n = 0; n < 3; n++) {
    const [device] = (await wang.listDevices({})).items;
    await region.context.db.transaction().execute(async (trx) => {
      const { owner_id: ownerId } = await trx
        .selectFrom('device')
        .select('owner_id')
        .where('device_id', '=', device?.deviceId ?? deviceId)
        .executeTakeFirstOrThrow();
      await addNotice(trx, { ownerId, type: 'verified', deviceId });
      await addNotice(trx, { ownerId: OwnerId.parse('someoneelse00000'), type: 'verified', deviceId }); // not that device's owner: nobody
    });
  }
  const first = await wang.listNotices({ query: { limit: 2 } });
  expect(first.items).toHaveLength(2);
  expect(first.items.every(({ readAt }) => readAt === null)).toBe(true);
  const second = await wang.listNotices({ query: { limit: 2, cursor: first.next ?? '' } });
  expect(second).toMatchObject({ items: [{ deviceId, type: 'verified' }], next: null });
  expect((await wang.listNotices({ query: {} })).items.every(({ readAt }) => readAt !== null)).toBe(true);
  expect((await zhang.listNotices({ query: {} })).items).toEqual([]);
});

test('a code links one maker for ten minutes; the owner, or the maker, ends the link', async () => {
  const account = { accountId: `ac${'a'.repeat(18)}` as never, accountName: 'Maker' };
  const other = { accountId: `ac${'b'.repeat(18)}` as never, accountName: 'Other maker' };
  const redeem = (code: string, by: typeof account) => region.plane.redeemTesterCode({ body: { code, ...by } });
  const chen = await signUp(region, 'chen'); // nothing that earlier tests did is news to them
  const page = await listen(chen);
  await page.next(); // every stream begins with it
  const { code } = await chen.createTesterCode({});
  const typed = code.toLowerCase().replace('-', ' ');
  const { linked } = await redeem(typed, account);
  expect(linked).toEqual({ linkId: expect.any(String), ownerName: 'chen' });
  const news = { type: 'testers.changed', deviceId: null };
  expect(await page.next()).toEqual(news);
  expect(await redeem(code, account)).toEqual({ linked }); // repeated after a lost answer
  expect(await redeem(code, other)).toEqual({ linked: null });
  expect(await redeem('AAAA-AAAA', account)).toEqual({ linked: null });
  const links = (await chen.listTesterLinks({})).items;
  expect(links).toMatchObject([{ id: linked?.linkId, accountName: 'Maker' }]);
  expect((await zhang.listTesterLinks({})).items).toEqual([]);

  const id = linked?.linkId ?? '';
  expect(await codeOf(zhang.removeTesterLink({ params: { id } }))).toBe('not_found');
  await region.plane.removeTesterLink({ body: { linkId: id, accountId: other.accountId } });
  expect((await chen.listTesterLinks({})).items).toHaveLength(1);
  await region.plane.removeTesterLink({ body: { linkId: id, accountId: account.accountId } });
  expect((await chen.listTesterLinks({})).items).toHaveLength(0);
  expect(await page.next()).toEqual(news);
  page.end();
  expect(await redeem(code, account)).toEqual({ linked: null });

  const late = await chen.createTesterCode({});
  await region.clock.advance(minutes(10));
  expect(await redeem(late.code, other)).toEqual({ linked: null });
});

test('pages of a product’s owners hear that it was published, others hear nothing', async () => {
  const [one, other] = [await signUp(region, 'owns'), await signUp(region, 'owns-not')];
  const unit = await makeUnit(region);
  await pairUnheard(one, unit);
  const pages = await Promise.all([listen(one), listen(other)]);
  const [own, foreign] = pages;
  const everything = { type: 'devices.changed', deviceId: null };
  expect([await own.next(), await foreign.next()]).toEqual([everything, everything]);
  const body = { pid: unit.pid as never, name: 'Doorbell', activated: true, lowestFirmware: null, ...SOLD };
  const publish = (version: number) =>
    region.plane.publishProduct({ params: { pid: body.pid }, body: { ...body, version } });
  await publish(2);
  expect(await own.next()).toEqual(everything);
  await publish(1); // older: changes nothing, so nobody hears of it
  const camera = await pairNew(region, one);
  expect(await own.next()).toEqual({ type: 'pairing.finished', deviceId: camera.deviceId });
  const theirs = await pairNew(region, other);
  expect(await foreign.next()).toEqual({ type: 'pairing.finished', deviceId: theirs.deviceId });
  for (const page of pages) page.end();
});

test('whose camera may not be paired reads why, and its owner hears nothing', async () => {
  const [mine, theirs] = [await signUp(region, 'bound'), await signUp(region, 'buyer')];
  const unit = await makeUnit(region);
  await pairUnheard(mine, unit);
  const pages = await Promise.all([listen(mine), listen(theirs)]);
  const [own, buyer] = pages;
  const everything = { type: 'devices.changed', deviceId: null };
  expect([await own.next(), await buyer.next()]).toEqual([everything, everything]);
  await expect(pair(region, await pairingToken(theirs), unit)).rejects.toThrow();
  const news = { type: 'pairing.refused', deviceId: null, problem: { code: 'already_bound', params: {} } };
  expect(await buyer.next()).toEqual(news);
  const camera = await pairNew(region, mine);
  expect(await own.next()).toEqual({ type: 'pairing.finished', deviceId: camera.deviceId });
  for (const page of pages) page.end();
});

test('an owner’s page hears what to read again, and nobody else’s', async () => {
  const [one, other] = [await signUp(region, 'one'), await signUp(region, 'other')];
  const pages = await Promise.all([listen(one), listen(other)]);
  const [own, foreign] = pages;
  const everything = { type: 'devices.changed', deviceId: null };
  expect([await own.next(), await foreign.next()]).toEqual([everything, everything]);
  const camera = await pairNew(region, one);
  expect(await own.next()).toEqual({ type: 'pairing.finished', deviceId: camera.deviceId });
  const online = await goOnline(region, camera);
  expect(await own.next()).toEqual({ type: 'devices.changed', deviceId: camera.deviceId });
  await online.say({}); // a heartbeat is no news
  await one.removeDevice(of(camera.deviceId));
  expect(await own.next()).toEqual({ type: 'devices.changed', deviceId: camera.deviceId });
  const theirs = await pairNew(region, other);
  expect(await foreign.next()).toEqual({ type: 'pairing.finished', deviceId: theirs.deviceId });
  for (const page of pages) page.end();
  const nobody = await fetch(`${region.context.publicUrl}${ownerEventsPath}`);
  expect(nobody.status).toBe(401);
  // What another owner's page opens again, once this one has signed in there.
  const [mine, notMine] = await Promise.all(
    [one, other].map(
      async (phone) => `${region.context.publicUrl}${ownerEventsPath}?of=${(await phone.getOwner({})).id}`,
    ),
  );
  const headers = { cookie: one.cookie() };
  expect((await fetch(String(notMine), { headers })).status).toBe(401);
  const still = await fetch(String(mine), { headers });
  expect(still.status).toBe(200);
  await still.body?.cancel();
});

/** Pairs it; the news of that are over by then, so that a page that is opened next does not hear of them too. */
async function pairUnheard(phone: Phone, unit: Awaited<ReturnType<typeof makeUnit>>): Promise<void> {
  const told = Promise.withResolvers<void>();
  const off = await hearOwners(region.context, (news) => {
    if (news?.includes('pairing.finished')) told.resolve();
  });
  await pair(region, await pairingToken(phone), unit);
  await told.promise;
  off();
}

/** A page's event stream, event by event. */
async function listen(phone: Phone) {
  const ending = new AbortController();
  const response = await fetch(`${region.context.publicUrl}${ownerEventsPath}`, {
    headers: { cookie: phone.cookie() },
    signal: AbortSignal.any([ending.signal, AbortSignal.timeout(seconds(30))]),
  });
  if (!response.body) throw new Error('no stream');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next(): Promise<unknown> {
      while (true) {
        const found = /data: (.*)\n\n/.exec(text);
        if (found) {
          text = text.slice(found.index + found[0].length);
          return JSON.parse(found[1] ?? '');
        }
        const { value, done } = await reader.read();
        if (done) throw new Error('the stream ended');
        text += value;
      }
    },
    end: () => ending.abort(),
  };
}
