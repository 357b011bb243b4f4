import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logDeparture } from '../../region/leaving/departure-log.ts';
import { eraseOwner, replayDepartures } from '../../region/leaving/erase-owner.ts';
import { addNotice } from '../../region/news/notices.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { pairSubscribed, record } from '../testing/footage.ts';
import { codeOf, openPhone, type Phone, signUp } from '../testing/people.ts';
import { refusedAs } from '../testing/player.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const PASSWORD = 'ten letters';
let server: TestDatabase;
let region: TestRegion;
let zhang: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
  zhang = await signUp(region, 'zhang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const receiptOf = (token: string) => openPhone(region).getDeletionReceipt({ body: { token } });

/** Everything that the region’s tables hold of somebody’s name, login or camera's name. */
async function mentions(text: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`.execute(region.context.db);
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
  const kept = await record(region, await pairSubscribed(region, zhang));

  expect(await codeOf(wang.deleteAccount({ body: { password: 'not this one' } }))).toBe('sign_in_failed');
  expect((await wang.listDevices({})).items).toHaveLength(1);
  const { receipt, token, receiptUrl } = await wang.deleteAccount({ body: { password: PASSWORD } });

  expect(receiptUrl).toBe(`${region.context.publicUrl}/app/deleted#token=${token}`);
  expect(receipt).toMatchObject({ region: 'cn', devices: 1, recordings: 1, keys: 1, repeatedFor: 400 });
  expect(receipt.bytes).toBeGreaterThan(0);
  expect(receipt.keysErasedAt).not.toBeNull(); // before the answer, not after
  expect(await region.context.keys.list('keys')).not.toContainEqual(expect.stringContaining(ownerId));
  await expect.poll(async () => (await receiptOf(token)).objectsRemovedAt, { timeout: 10_000 }).not.toBeNull();

  expect(await codeOf(wang.getOwner({}))).toBe('not_signed_in');
  const again = openPhone(region).signIn({ body: { login: 'wangleaves@example.com', password: PASSWORD } });
  expect(await codeOf(again)).toBe('sign_in_failed');
  expect([await refusedAs(playlistUrl), await refusedAs(share.playlistUrl ?? '')]).toEqual([
    '403 playback_ended',
    '403 playback_ended',
  ]);
  expect([noTries(await mentions('wangleaves')), await mentions('Kinderzimmer')]).toEqual([[], []]);
  const { playlistUrl: others } = await zhang.createPlayback({ params: kept, body: { of: kept } });
  expect(await refusedAs(others)).toBe('200');
  expect(await codeOf(receiptOf(`ka_${'a'.repeat(43)}`))).toBe('not_found');
  const rows = await region.context.db.selectFrom('account_deletion').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token);
});

/** Tries are counted by address and forgotten within the hour. */
const noTries = (tables: string[]): string[] => tables.filter((name) => name !== 'login_try');

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

test('an account that a restored database has again is deleted again, and so is one whose deletion broke off', async () => {
  const zhao = await signUp(region, 'zhao');
  const { id: ownerId } = await zhao.getOwner({});
  const recorded = await record(region, await pairSubscribed(region, zhao));
  await logDeparture(region.context, ownerId); // and there the process died
  await replayDepartures(region.context);
  expect(await codeOf(zhao.getOwner({}))).toBe('not_signed_in');
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM recorded_event WHERE id = ${recorded.eventId} AND deleted_at IS NULL`.execute(region.context.db);
  expect(rows).toEqual([]);
  await replayDepartures(region.context); // once it is known, nothing happens
  const deletions = region.context.db.selectFrom('account_deletion').selectAll().where('owner_id', '=', ownerId);
  expect(await deletions.execute()).toHaveLength(1);
  await eraseOwner(region.context, { ownerId, log: (await deletions.execute())[0]?.log ?? '', tokenHash: null });
  expect(await deletions.execute()).toHaveLength(1);
});

test('a suspended owner may leave too', async () => {
  const sun = await signUp(region, 'sun');
  const { id: owner_id } = await sun.getOwner({});
  await region.context.db.insertInto('owner_suspension').values({ owner_id, reason: 'x' }).execute();
  const { token } = await sun.deleteAccount({ body: { password: PASSWORD } });
  await region.clock.advance(days(30));
  expect(await receiptOf(token)).toMatchObject({ devices: 0, recordings: 0, keys: 0, keysErasedAt: null });
});
