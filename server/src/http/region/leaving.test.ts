import { AccountId, type DeviceId, days, minutes, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KeyStore } from '../../keys/key-store.ts';
import { createPairingToken } from '../../region/devices/pairing-token.ts';
import { beginLeaving, LEAVING } from '../../region/leaving/begin-leaving.ts';
import { DEPARTURES, logDeparture, nameDeparture } from '../../region/leaving/departure-log.ts';
import { replayDepartures } from '../../region/leaving/replay-departures.ts';
import { addNotice } from '../../region/news/notices.ts';
import { markLeaving } from '../../region/owners/leaving-owners.ts';
import { replayDeletions } from '../../region/retention/replay-deletions.ts';
import { createToken } from '../../secrets/tokens.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { pairSubscribed, record } from '../testing/footage.ts';
import { openShop, type Shop } from '../testing/open-shop.ts';
import { codeOf, makeUnit, openPhone, type Phone, pair, pairingToken, signUp, type Unit } from '../testing/people.ts';
import { refusedAs } from '../testing/player.ts';
import { EVENT7, publish, requestId } from '../testing/shop.ts';

const PASSWORD = 'ten letters';
let shop: Shop;
let control: Shop['control'];
let region: Shop['region'];
let zhang: Phone;
beforeAll(async () => {
  shop = await openShop();
  ({ control, region } = shop);
  zhang = await signUp(region, 'zhang');
});
afterAll(() => shop?.[Symbol.asyncDispose]());

const receiptOf = (token: string) => openPhone(region).getDeletionReceipt({ body: { token } });

/** All tables, the payment provider's too, that hold somebody’s name, login or camera's name. */
async function mentions(text: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
    WHERE table_schema IN ('region_cn', 'sandbox_cn') AND table_type = 'BASE TABLE'`.execute(region.context.db);
  const found: string[] = [];
  for (const { name } of rows) {
    const { rows: hits } = await sql`
      SELECT 1 FROM ${sql.table(name)} t WHERE t::text ILIKE ${`%${text}%`} LIMIT 1`.execute(region.context.db);
    if (hits.length > 0) found.push(name);
  }
  return found;
}

test('an account goes with cameras, recordings, keys and names, its neighbour’s stays, and a receipt says so', async () => {
  const wang = await signUp(region, 'wangleaves');
  const { id: ownerId } = await wang.getOwner({});
  const unit = await pairSubscribed(region, wang);
  await wang.updateDevice({ params: unit, body: { name: 'Kinderzimmer' } });
  const recorded = await record(region, unit);
  const { playlistUrl } = await wang.createPlayback({ params: unit, body: { of: recorded } });
  const share = await wang.createShare({ params: recorded, body: { hours: 24 } });
  await wang.createContactRequest({ params: unit, body: { message: 'call Kinderzimmer' } });
  await buy(wang, unit.deviceId);
  const link = await linkTester(wang);
  const kept = await record(region, await pairSubscribed(region, zhang));

  expect(await codeOf(wang.deleteAccount({ body: { password: 'not this one' } }))).toBe('sign_in_failed');
  expect((await wang.listDevices({})).items).toHaveLength(1);
  const { receipt, token, receiptUrl } = await wang.deleteAccount({ body: { password: PASSWORD } });

  expect(receiptUrl).toBe(`${region.context.publicUrl}/app/deleted#token=${token}`);
  expect(receipt).toMatchObject({ region: 'cn', devices: 1, recordings: 1, keys: 1, repeatedFor: 400 });
  expect(receipt.bytes).toBeGreaterThan(0);
  expect(receipt.keysErasedAt).not.toBeNull(); // before the answer, not after
  expect(await region.context.keys.list('keys')).not.toContainEqual(expect.stringContaining(ownerId));
  await expect.poll(async () => (await receiptOf(token)).objectsRemovedAt).not.toBeNull();

  expect(await codeOf(wang.getOwner({}))).toBe('not_signed_in');
  const again = openPhone(region).signIn({ body: { login: 'wangleaves@example.com', password: PASSWORD } });
  expect(await codeOf(again)).toBe('sign_in_failed');
  expect([await refusedAs(playlistUrl), await refusedAs(share.playlistUrl ?? '')]).toEqual([
    '403 playback_ended',
    '403 playback_ended',
  ]);
  expect([noTries(await mentions('wangleaves')), await mentions('Kinderzimmer')]).toEqual([[], []]);
  await expect.poll(() => control.reports.get('cn')).toContainEqual({ type: 'owner.left', ownerId, links: [link] });
  const { playlistUrl: others } = await zhang.createPlayback({ params: kept, body: { of: kept } });
  expect(await refusedAs(others)).toBe('200');
  expect(await codeOf(receiptOf(`ka_${'a'.repeat(43)}`))).toBe('not_found');
  const rows = await region.context.db.selectFrom('account_deletion').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token);
});

/** An order with the camera's name in it, at the payment provider too. */
async function buy(phone: Phone, deviceId: DeviceId): Promise<void> {
  const { pid } = await region.context.db
    .selectFrom('device')
    .select('pid')
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow();
  await publish(region, pid);
  const body = { requestId: requestId(), deviceId, purchase: { planId: EVENT7 } };
  const { deviceName } = await phone.createOrder({ body });
  expect(deviceName).toBe('Kinderzimmer');
}

async function linkTester(phone: Phone): Promise<string> {
  const { code } = await phone.createTesterCode({});
  const accountId = AccountId.parse(`ac${'0'.repeat(18)}`);
  const { linked } = await region.plane.redeemTesterCode({ body: { code, accountId, accountName: 'Lens' } });
  return linked?.linkId ?? '';
}

/** Tries are counted by address and forgotten within the hour. */
const noTries = (tables: string[]): string[] => tables.filter((name) => name !== 'region_cn.login_try');

test('what comes due for a camera afterwards is told to nobody, and hinders nothing', async () => {
  const li = await signUp(region, 'li');
  const { id: ownerId } = await li.getOwner({});
  const { deviceId } = await pairSubscribed(region, li);
  await li.deleteAccount({ body: { password: PASSWORD } });
  await region.context.db
    .transaction()
    .execute((trx) => addNotice(trx, { ownerId, deviceId, type: 'subscription_expired' }));
  const notices = await region.context.db.selectFrom('notice').selectAll().where('owner_id', '=', ownerId).execute();
  expect(notices).toEqual([]);
});

test('an account that a restored database has again is deleted again, and its receipt is found', async () => {
  const zhao = await signUp(region, 'zhao');
  const { id: ownerId } = await zhao.getOwner({});
  const recorded = await record(region, await pairSubscribed(region, zhao));
  const { token, hash: tokenHash } = createToken('ka_');
  const departure = { ownerId, id: 'ad00', tokenHash, at: new Date(region.clock.now().getTime() - 1000).toISOString() };
  await logDeparture(region.context, departure);
  await replayDepartures(region.context);
  expect(await receiptOf(token)).toMatchObject({ id: 'ad00', deletedAt: departure.at, devices: 1, recordings: 1 });
  expect(await codeOf(zhao.getOwner({}))).toBe('not_signed_in');
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM recorded_event WHERE id = ${recorded.eventId} AND deleted_at IS NULL`.execute(region.context.db);
  expect(rows).toEqual([]);
  await replayDepartures(region.context); // once it is known, nothing happens
  const deletions = region.context.db.selectFrom('account_deletion').selectAll().where('owner_id', '=', ownerId);
  expect(await deletions.execute()).toMatchObject([{ log: nameDeparture(departure), devices: 1 }]);
});

test('a log of an earlier release, without a receipt, deletes as well', async () => {
  const qian = await signUp(region, 'qian');
  const { id: ownerId } = await qian.getOwner({});
  await region.context.keys.put('accounts/20000/ad11', JSON.stringify({ ownerId }));
  await replayDepartures(region.context);
  expect(await codeOf(qian.getOwner({}))).toBe('not_signed_in');
});

test('a suspended owner may leave too', async () => {
  const sun = await signUp(region, 'sun');
  const { id: owner_id } = await sun.getOwner({});
  await region.context.db.insertInto('owner_suspension').values({ owner_id, reason: 'x' }).execute();
  const { token } = await sun.deleteAccount({ body: { password: PASSWORD } });
  await region.clock.advance(days(30));
  expect(await receiptOf(token)).toMatchObject({ devices: 0, recordings: 0, keys: 0, keysErasedAt: null });
});

/** Of the region, until the block ends. */
function withKeys(change: Partial<KeyStore>): Disposable {
  const { keys } = region.context;
  region.context.keys = { ...keys, ...change };
  return {
    [Symbol.dispose]() {
      region.context.keys = keys;
    },
  };
}

const outOfReach = async (): Promise<void> => {
  throw new Error('the copy of the keys is not there any more');
};

test('a deletion that cannot be finished shuts the account, tells the same receipt again, and goes on by itself', async () => {
  const gao = await signUp(region, 'gao');
  await record(region, await pairSubscribed(region, gao));
  const qrCode = await pairingToken(gao);
  const elsewhere = openPhone(region);
  const credentials = { body: { login: 'gao@example.com', password: PASSWORD } };
  await elsewhere.signIn(credentials);
  let first: Awaited<ReturnType<Phone['deleteAccount']>>;
  {
    using _ = withKeys({ erase: outOfReach });
    first = await gao.deleteAccount({ body: { password: PASSWORD } });
    expect(first.receipt).toMatchObject({ finishedAt: null, keysErasedAt: null, objectsRemovedAt: null });
    expect(await codeOf(gao.getOwner({}))).toBe('not_signed_in');
    expect(await codeOf(gao.createPairingToken({}))).toBe('not_signed_in');
    expect(await codeOf(elsewhere.deleteAccount({ body: { password: PASSWORD } }))).toBe('not_signed_in');
    expect(await codeOf(openPhone(region).signIn(credentials))).toBe('sign_in_failed');
    expect(await codeOf(pair(region, qrCode, await makeUnit(region)))).toBe('pairing_token_invalid');
    const again = await gao.deleteAccount({ body: { password: PASSWORD } });
    expect([again.token, again.receipt.id]).toEqual([first.token, first.receipt.id]);
  }
  await region.clock.advance(minutes(2)); // past any pause between two tries
  await expect.poll(async () => (await receiptOf(first.token)).finishedAt).not.toBeNull();
  expect(await receiptOf(first.token)).toMatchObject({ devices: 1, recordings: 1, keys: 1 });
  const { deletedAt, finishedAt } = await receiptOf(first.token);
  expect(Date.parse(deletedAt)).toBeLessThan(Date.parse(finishedAt ?? ''));
});

test('a deletion that cannot be logged is refused, and nothing of it is left that would come back', async () => {
  const lin = await signUp(region, 'lin');
  const { id: ownerId } = await lin.getOwner({});
  const recorded = await record(region, await pairSubscribed(region, lin));
  const { playlistUrl } = await lin.createShare({ params: recorded, body: { hours: 24 } });
  const qrCode = await pairingToken(lin);
  const { db, keys } = region.context;
  const before = (await keys.list(DEPARTURES)).length;
  {
    using _ = withKeys({ put: outOfReach });
    expect(await codeOf(lin.deleteAccount({ body: { password: PASSWORD } }))).toBe('internal_error');
  }
  await region.clock.advance(minutes(2));
  await replayDepartures(region.context); // as the next start does
  await pair(region, qrCode, await makeUnit(region)); // the code of before is good as well
  await openPhone(region).signIn({ body: { login: 'lin@example.com', password: PASSWORD } });
  expect(await lin.getOwner({})).toMatchObject({ id: ownerId });
  expect(await refusedAs(playlistUrl ?? '')).toBe('200');
  expect((await keys.list(DEPARTURES)).length).toBe(before);
  expect(await findDeadline(db, LEAVING, ownerId)).toBeUndefined();
  expect((await lin.deleteAccount({ body: { password: PASSWORD } })).receipt.finishedAt).not.toBeNull();
});

test('a process that is killed as soon as it was asked to delete an account leaves it shut, and others finish it', async () => {
  const hua = await signUp(region, 'hua');
  const { id: ownerId } = await hua.getOwner({});
  const { deviceId } = await pairSubscribed(region, hua);
  const { token, hash: tokenHash } = createToken('ka_');
  const at = region.clock.now().toISOString();
  await beginLeaving(region.context, { ownerId, sessionId: null, id: 'ad22', tokenHash, at }); // and there it dies
  const signIn = openPhone(region).signIn({ body: { login: 'hua@example.com', password: PASSWORD } });
  expect([await codeOf(hua.getOwner({})), await codeOf(signIn)]).toEqual(['not_signed_in', 'sign_in_failed']);
  await region.clock.advance(seconds(3));
  await expect.poll(async () => (await receiptOf(token)).finishedAt).not.toBeNull();
  const { db } = region.context;
  const device = db.selectFrom('device').selectAll().where('device_id', '=', deviceId);
  expect((await device.executeTakeFirstOrThrow()).removed_at).not.toBeNull();
});

test('a camera that pairs while its owner leaves is bound to nobody', async () => {
  const he = await signUp(region, 'he');
  const { id: ownerId } = await he.getOwner({});
  const qrCodes = [await pairingToken(he), await pairingToken(he), await pairingToken(he)];
  const units = await Promise.all(qrCodes.map(() => makeUnit(region)));
  const pairings = qrCodes.map((qrCode, n) => pair(region, qrCode, units[n] as Unit).catch(() => undefined));
  await he.deleteAccount({ body: { password: PASSWORD } });
  await Promise.all(pairings);
  const { db } = region.context;
  const bound = db.selectFrom('device').selectAll().where('owner_id', '=', ownerId).where('removed_at', 'is', null);
  expect(await bound.execute()).toEqual([]);
  const next = await signUp(region, 'next');
  for (const unit of units) await pair(region, await pairingToken(next), unit); // and each is free for the next owner
});

test('a QR code that is made while the account is shut pairs nothing', async () => {
  const luo = await signUp(region, 'luo');
  const caller = { ownerId: (await luo.getOwner({})).id, sessionId: 'of a request that was let in before' };
  await region.context.db
    .transaction()
    .execute((trx) => markLeaving(trx, { ownerId: caller.ownerId, sessionId: null }));
  const made = createPairingToken(region.context, caller, { params: undefined, query: undefined, body: undefined });
  expect(await made).toMatchObject({ code: 'not_signed_in' });
});

test('a process that starts while an account is being deleted leaves it alone, and the receipt is its owner’s', async () => {
  const deng = await signUp(region, 'deng');
  const { id: ownerId } = await deng.getOwner({});
  await record(region, await pairSubscribed(region, deng));
  const { keys } = region.context;
  using _ = withKeys({
    async put(name, text) {
      await keys.put(name, text);
      if (name.startsWith(DEPARTURES)) await replayDepartures({ ...region.context, keys });
    },
  });
  const { token, receipt } = await deng.deleteAccount({ body: { password: PASSWORD } });
  expect(receipt).toMatchObject({ devices: 1, recordings: 1, keys: 1 });
  expect(await receiptOf(token)).toMatchObject({ id: receipt.id });
  const deletions = region.context.db.selectFrom('account_deletion').selectAll().where('owner_id', '=', ownerId);
  expect(await deletions.execute()).toHaveLength(1);
});

test('who asks twice at once has one deletion and one receipt', async () => {
  const fan = await signUp(region, 'fan');
  const asked = await Promise.all([1, 2].map(() => fan.deleteAccount({ body: { password: PASSWORD } })));
  expect(new Set(asked.map(({ token, receipt }) => `${token} ${receipt.id}`)).size).toBe(1);
});

test('whoever asks with a token of their own has the receipt though the answer was lost, and nobody else’s', async () => {
  const tao = await signUp(region, 'tao');
  const bai = await signUp(region, 'bai');
  const own = 't'.repeat(43);
  const body = { password: PASSWORD, token: own };
  expect(await codeOf(receiptOf(own))).toBe('not_found');
  {
    using _ = withKeys({ erase: outOfReach });
    await record(region, await pairSubscribed(region, tao));
    const [first, again] = [await tao.deleteAccount({ body }), await tao.deleteAccount({ body })];
    expect([first.token, again.token, again.receipt.id]).toEqual([own, own, first.receipt.id]);
    expect(await codeOf(tao.deleteAccount({ body: { ...body, token: 'x'.repeat(43) } }))).toBe('not_signed_in');
  }
  await region.clock.advance(minutes(2));
  await expect.poll(async () => (await receiptOf(own)).finishedAt).not.toBeNull();
  expect(await codeOf(tao.deleteAccount({ body }))).toBe('not_signed_in'); // the session ended with it
  const { token, receipt } = await bai.deleteAccount({ body }); // a token counts once
  expect(token).not.toBe(own);
  expect([(await receiptOf(token)).id, (await receiptOf(own)).id === receipt.id]).toEqual([receipt.id, false]);
});

test('a process that starts while recordings are being deleted counts them once', async () => {
  const xu = await signUp(region, 'xu');
  const recorded = await record(region, await pairSubscribed(region, xu));
  const { keys } = region.context;
  const replayed: Promise<void>[] = [];
  let name = '';
  using _ = withKeys({
    async put(given, text) {
      name = given;
      await keys.put(given, text);
      replayed.push(replayDeletions({ ...region.context, keys }));
    },
  });
  await xu.deleteEvent({ params: recorded });
  await Promise.all(replayed);
  const rows = region.context.db.selectFrom('footage_deletion').selectAll().where('log', '=', name);
  expect(await rows.execute()).toMatchObject([{ events: 1 }]);
});
