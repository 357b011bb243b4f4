import { Region, SOAK_HOURS } from '@kaitong/contract';
import { expect } from 'vitest';
import { eventually } from '../../../src/activation/testing/eventually.ts';
import { linkTester, type Maker } from '../../../src/activation/testing/people.ts';
import type { RunningRig } from '../../../src/activation/testing/rig.ts';
import type { Unit } from '../../../src/activation/testing/units.ts';
import { start, TINY } from '../../../src/conformance/testing/tested.ts';
import { openDesk } from '../../../src/firmware/testing/fleet.ts';
import { completeEvents } from '../../../src/service/testing/footage.ts';

const DAY_MS = 86_400_000;

/** What the pages of a platform are about that has been used: an example of each. */
export type Furnished = {
  pid: string;
  deviceId: string;
  offline: string;
  approved: string;
  rejected: string;
  conformance: string;
  soak: string;
  webhook: string;
  order: string;
  event: string;
  /** Addresses that open without a sign-in. */
  share: string;
  findings: string;
  invitation: string;
};

/** Uses a platform as makers, owners and their cameras do, until each page has something to show. */
export async function furnish(rig: RunningRig): Promise<Furnished> {
  const { maker } = rig;
  await linkTester(maker, rig.owners.cn);
  const [sold, broken] = [await rig.unit(), await rig.unit()];
  const camera = await sold.camera({ ...TINY });
  const { application } = await maker.activate(sold.deviceId);
  expect(application.state).toBe('approved');
  const faulty = await broken.camera({ fault: 'enc.key' });
  const rejected = (await maker.activate(broken.deviceId)).application;
  await faulty.stop();
  const again = await broken.camera({ fault: 'video.first_not_key' });
  const { application: compared } = await maker.activate(broken.deviceId);
  await again.stop();
  expect([rejected.state, compared.state]).toEqual(['rejected', 'rejected']);
  const { url: findings } = await maker.shareFindings({ params: { id: compared.id }, body: {} });

  const order = await buy(rig, sold);
  await eventually(async () => {
    const { seen } = camera.wave();
    expect(seen).toBe(true);
  });
  const [event] = await completeEvents(sold, 1);
  if (!event) throw new Error('nothing was recorded');
  const { pageUrl } = await sold.owner.footage.createShare({
    params: { deviceId: sold.deviceId, eventId: event.eventId },
    body: { hours: 24 },
  });
  await sold.owner.createIngestToken({ params: { deviceId: sold.deviceId }, body: { name: 'Store' } });
  await sold.owner.createContactRequest({ params: { deviceId: sold.deviceId }, body: { message: '请问怎么续费？' } });
  const tested = await rig.unit({ pid: sold.pid });
  await tested.camera({ ...TINY });
  const test = await start(maker, tested.deviceId, ['privacy-mode']);
  const { webhook, invitation } = await runAccount(rig, maker, sold);
  await releaseFirmware(rig, sold);
  return {
    ...{ pid: sold.pid, deviceId: sold.deviceId, offline: broken.deviceId, approved: application.id },
    ...{
      rejected: compared.id,
      conformance: test.id,
      soak: await watch(rig, sold),
      webhook,
      order,
      event: event.eventId,
    },
    ...{ share: new URL(pageUrl ?? '').pathname, findings: new URL(findings).pathname, invitation },
  };
}

/** A camera that was watched for a day; in one hour nothing came. */
export async function watch(
  { control, maker }: RunningRig,
  { deviceId, pid }: { deviceId: string; pid: string },
): Promise<string> {
  const id = `sk${'walked'.padEnd(18, '0')}`;
  const hours = Array.from({ length: SOAK_HOURS }, (_, hour) => ({
    ...{ hour, from: new Date(Date.now() - DAY_MS + (hour * DAY_MS) / SOAK_HOURS).toISOString(), asked: 3 },
    ...(hour === 7
      ? { opened: 0, arrived: 0, firstMs: null, awayMs: 1_200_000 }
      : {
          opened: 3 + (hour % 4),
          arrived: 3 + (hour % 4),
          firstMs: { middle: 2100 + hour * 20, slow: 3900 },
          awayMs: 0,
        }),
    ...{ refused: [], lineEnds: hour % 6 ? [] : [{ code: 'token_expired', count: 1 }], firmware: '2.3.0' },
  }));
  await control.pool.query(
    `INSERT INTO soak (id, account_id, user_id, device_id, pid, firmware, region, sleepy, state, hours, ended_at)
     VALUES ($1, $2, 'somebody', $3, $4, '2.3.0', 'cn', false, 'ended', $5, now())`,
    [id, maker.accountId, deviceId, pid, JSON.stringify(hours)],
  );
  return id;
}

async function buy({ control }: RunningRig, { owner, deviceId }: Unit): Promise<string> {
  const plan = await eventually(async () => {
    const [first] = (await owner.listOffers({ params: { deviceId } })).plans;
    if (!first) throw new Error('nothing is on sale yet');
    return first;
  });
  const purchase = { planId: plan.id as never };
  const body = { requestId: 'a_request_of_the_walk', deviceId, purchase };
  const { orderId, checkoutUrl } = await owner.createOrder({ body });
  const paying = new URLSearchParams({ act: 'pay', copies: '1' });
  await fetch(checkoutUrl ?? '', { method: 'POST', body: paying, redirect: 'manual' });
  await eventually(async () => {
    const { rowCount } = await control.pool.query('SELECT FROM sold_order WHERE id = $1', [orderId]);
    expect(rowCount).toBe(1);
  });
  return orderId;
}

/** A release that some have, and that was halted for their uploads. */
async function releaseFirmware(rig: RunningRig, { pid }: Unit): Promise<void> {
  const desk = await openDesk(rig);
  await desk.kaitong('key', pid, desk.files.publicKey);
  await desk.sign(pid, '8.0.0');
  await desk.release();
  await desk.kaitong('rollout', pid, '8.0.0');
  desk.close();
  const tally = { units: 40, opened: 200, arrived: 180 };
  const uploads = { updated: tally, others: { ...tally, arrived: 198 } };
  const { rowCount } = await rig.control.pool.query(
    `UPDATE firmware_release SET state = 'halted', uploads = $2, halted_for = $2 WHERE pid = $1`,
    [pid, JSON.stringify(uploads)],
  );
  expect(rowCount).toBe(1);
}

/** What an account has beside its products. */
async function runAccount(rig: RunningRig, maker: Maker, { pid }: Unit) {
  const [now, friend, guest] = [Date.now(), await rig.newMaker(), await rig.newMaker()];
  await maker.createCoupon({
    body: {
      ...{ name: '春季优惠', discount: { percent: 20 }, pids: [pid], limit: 10 },
      ...{ validFrom: new Date(now - DAY_MS).toISOString(), validUntil: new Date(now + DAY_MS).toISOString() },
    },
  });
  const bank = { bank: '工商银行深圳科技园支行', currency: 'CNY' };
  await maker.console.putPayoutChannel({
    body: { method: 'bank', holder: '深圳示例科技有限公司', account: '6222020200112233445', ...bank } as never,
  });
  await maker.createPrepaidRequest({ body: { contactName: '李经理', contact: '400-000-0000', message: '请联系我' } });
  const receiver = { url: 'https://hooks.invalid/kaitong' };
  const { id: webhook } = await maker.console.createWebhook({ body: receiver as never });
  await maker.console.testWebhook({ params: { id: webhook } });
  const invite = async (login: string, pids?: (typeof pid)[]): Promise<string> => {
    const body = { login, role: 'developer' as const, ...(pids && { pids }) };
    const { url } = await maker.console.createInvitation({ body });
    return new URL(url ?? '').hash;
  };
  const accept = async (who: Maker, hash: string) =>
    await who.console.acceptInvitation({ body: { token: hash.replace('#token=', '') } });
  await accept(friend, await invite(friend.login));
  await accept(guest, await invite(guest.login, [pid]));
  return { webhook, invitation: await invite((await rig.newMaker()).login) };
}

/** The app's region in which it all is. */
export const REGION = Region.parse('cn');
