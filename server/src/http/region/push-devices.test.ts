import { type DeviceId, PUSH_PID, type PushedFootage } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renewPage } from '../../region/devices/renew-claims.ts';
import { settleAll } from '../../region/devices/settle-claims.ts';
import { authenticatePush } from '../../region/pushes/authenticate-push.ts';
import { readClip, subscribe } from '../testing/footage.ts';
import { openShop, type Shop } from '../testing/open-shop.ts';
import { codeOf, type Phone, pairNew, signUp } from '../testing/people.ts';
import { becomes, CONTINUOUS30, EVENT7, payAt, requestId } from '../testing/shop.ts';

let shop: Shop;
let control: Shop['control'];
let region: Shop['region'];
let wang: Phone;
let li: Phone;
beforeAll(async () => {
  shop = await openShop();
  ({ control, region } = shop);
  [wang, li] = [await signUp(region, 'wang'), await signUp(region, 'li')];
});
afterAll(() => shop?.[Symbol.asyncDispose]());

const movie = readClip('h264-faststart.mp4');
const make = (phone = wang, name = '后院') => phone.createPushDevice({ body: { name } });
const of = (deviceId: DeviceId) => ({ params: { deviceId } });

type To = Pick<Awaited<ReturnType<typeof make>>['token'], 'token' | 'pushUrl'>;
async function put({ token, pushUrl }: To): Promise<PushedFootage | string> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${pushUrl}/clip.mp4`, { method: 'PUT', headers, body: new Uint8Array(movie) });
  const answer = (await response.json()) as PushedFootage & { code: string };
  return response.ok ? answer : answer.code;
}

async function buy(deviceId: DeviceId): Promise<void> {
  const { orderId, checkoutUrl } = await wang.createOrder({
    body: { requestId: requestId(), deviceId, purchase: { planId: EVENT7 } },
  });
  await payAt(checkoutUrl);
  await becomes(region, wang, orderId, 'paid');
}

describe('a push device', () => {
  test('is made with a name alone, and stands in its owner’s list with its token told once', async () => {
    const { device, token } = await make();
    expect(device).toMatchObject({ kind: 'push', name: '后院', pid: PUSH_PID, provisional: false, lastSeenAt: null });
    expect(token).toMatchObject({
      token: expect.stringMatching(/^push_/),
      pushUrl: expect.stringContaining(device.deviceId),
    });
    const { items } = await wang.listDevices({ query: {} });
    expect(items).toContainEqual(device);
    expect((await wang.listIngestTokens(of(device.deviceId))).items).toMatchObject([{ id: token.id, name: '后院' }]);
    expect(JSON.stringify(items)).not.toContain(token.token);
  });

  test('is nobody else’s: not to see, to buy for, to watch, to push to or to remove', async () => {
    const { device, token } = await make();
    const others = await make(li);
    const params = { deviceId: device.deviceId };
    for (const call of [
      () => li.getDevice({ params }),
      () => li.listOffers({ params }),
      () => li.listEvents({ params, query: {} }),
      () => li.createIngestToken({ params, body: { name: 'x' } }),
      () => li.removeDevice({ params }),
    ])
      expect(await codeOf(call())).toBe('not_found');
    expect(await put({ token: others.token.token, pushUrl: token.pushUrl })).toBe('ingest_token_invalid');
  });

  test('keeps nothing before something is bought for it, and from then on what is pushed; no maker has a share', async () => {
    const { device, token } = await make();
    const { deviceId } = device;
    expect(await put(token)).toBe('subscription_missing');
    expect((await wang.getDevice(of(deviceId))).cloudStorage).toMatchObject({ state: 'none' });
    await buy(deviceId);
    expect(await put(token)).toMatchObject({ state: 'closed' });
    expect((await wang.listEvents({ ...of(deviceId), query: {} })).items).toMatchObject([{ state: 'complete' }]);
    const shown = await wang.getDevice(of(deviceId));
    expect(shown).toMatchObject({ cloudStorage: { state: 'active' }, lastSeenAt: expect.any(String) });
    const sold = [...control.reports.values()].flat().filter((report) => report.type === 'order.paid');
    expect(sold).toMatchObject([{ pid: PUSH_PID, trial: false }]);
  });

  test('is offered what is sold by default of events: no trial, and no plan for recording all day', async () => {
    const { deviceId } = (await make()).device;
    const offers = await wang.listOffers(of(deviceId));
    expect(offers).toMatchObject({ onSale: true, trial: { state: 'not_in_debug' } });
    expect(offers.plans.map(({ id }) => id)).toEqual([EVENT7]);
    const order = (purchase: { planId: typeof EVENT7 } | { trial: true }) =>
      codeOf(wang.createOrder({ body: { requestId: requestId(), deviceId, purchase } }));
    expect(await order({ trial: true })).toBe('trial_not_in_debug');
    expect(await order({ planId: CONTINUOUS30 })).toBe('plan_not_on_sale');
  });

  test('is no sample for a verification or an extended test, and is claimed at control by nobody', async () => {
    const { deviceId } = (await make()).device;
    const camera = (await pairNew(region, wang)).deviceId;
    const look = async (id: DeviceId) => (await region.plane.findDevice({ body: { deviceId: id, ping: false } })).found;
    expect(await look(camera)).toMatchObject({ deviceId: camera });
    expect(await look(deviceId)).toBeNull();
    const asked: string[] = [];
    const told = {
      settleClaims: async ({
        body,
      }: {
        body: { claims: { deviceId: string }[]; released: { deviceId: string }[] };
      }) => {
        asked.push(...[...body.claims, ...body.released].map((one) => one.deviceId));
        return { claims: [] };
      },
    };
    const context = { ...region.context, control: told as never };
    await settleAll(context);
    await renewPage(context, '');
    await wang.removeDevice(of(deviceId));
    await settleAll(context);
    expect(asked).not.toContain(deviceId);
  });

  test('cannot be asked for what only cameras do', async () => {
    const params = { deviceId: (await make()).device.deviceId };
    const motionDetection = { enabled: true, sensitivity: 'high', schedule: null } as const;
    for (const call of [
      () => wang.createHandOverCode({ params }),
      () => wang.createSupportCode({ params }),
      () => wang.updateDevice({ params, body: { verificationFootageAllowed: true } }),
      () => wang.changeSettings({ params, body: { motionDetection } }),
    ])
      expect(await codeOf(call())).toBe('device_push_only');
  });

  test('goes into privacy by itself: nothing that is pushed is kept until it is out of it', async () => {
    const { device, token } = await make();
    const { deviceId } = device;
    await subscribe(region, { deviceId });
    const privacy = (privacyMode: boolean) => wang.changeSettings({ ...of(deviceId), body: { privacyMode } });
    expect((await privacy(true)).settings).toMatchObject({ privacyMode: true });
    expect(await put(token)).toBe('privacy_mode');
    await privacy(false);
    expect(await put(token)).toMatchObject({ state: 'closed' });
  });

  test('takes its tokens along when it is removed', async () => {
    const { device, token } = await make();
    await subscribe(region, device);
    await wang.removeDevice(of(device.deviceId));
    expect(['device_removed', 'ingest_token_invalid']).toContain(await put(token));
    expect(await authenticatePush(region.context, { place: device.deviceId, bearer: token.token })).toHaveProperty(
      'code',
    );
  });

  test('is one of fifty at most', async () => {
    const sun = await signUp(region, 'sun');
    const { ownerId } = { ownerId: (await sun.getOwner({})).id };
    const { db } = region.context;
    await make(sun);
    const [one] = await db.selectFrom('device').selectAll().where('owner_id', '=', ownerId).execute();
    for (let n = 1; n < 50; n++)
      await db
        .insertInto('device')
        .values({
          ...(one as never as object),
          device_id: `cn${String(n).padStart(20, '0')}`,
          uuid: `kt${String(n).padStart(16, '0')}`,
        } as never)
        .execute();
    expect(await codeOf(make(sun))).toBe('push_devices_full');
  });
});
