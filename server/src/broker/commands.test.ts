import { type DeviceId, minutes, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goOnline, type Phone, pairNew, signUp } from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { awaitReply } from '../region/commands/await-reply.ts';
import { sendCommand } from '../region/commands/send-command.ts';
import type { RepliedCommand } from '../region/context.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
const replied: RepliedCommand[] = [];

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { hooks: { commandReplied: async (_, reply) => void replied.push(reply) } });
  await region.startBroker();
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const command = (deviceId: DeviceId, life = seconds(60)) =>
  region.context.db.transaction().execute((trx) => sendCommand(trx, { deviceId, name: 'ping', payload: {}, life }));

test('a command reaches its device, and whoever waits in another process hears the reply', async () => {
  const camera = await goOnline(region, await pairNew(region, phone));
  const elsewhere = await openTestRegion(server, { keys: region.context.secrets });
  const id = await elsewhere.context.db
    .transaction()
    .execute((trx) => sendCommand(trx, { deviceId: camera.deviceId, name: 'ping', payload: {} }));
  const reply = awaitReply(elsewhere.context, id, seconds(20));
  expect(await camera.nextCommand()).toEqual({ name: 'ping', id });
  await camera.reply({ id, ok: false, reason: 'busy', firmware: '2.3.0' });
  expect(await reply).toEqual({ ok: false, reason: 'busy', firmware: '2.3.0' });
  expect(replied.filter((one) => one.commandId === id)).toEqual([
    {
      deviceId: camera.deviceId,
      commandId: id,
      name: 'ping',
      ok: false,
      reason: 'busy',
      firmware: '2.3.0',
      payload: {},
    },
  ]);
  await elsewhere.close();
  camera.client.end(true);
});

test('a reason is taken as firmware writes it: what cannot be stored or steers a terminal ends no line', async () => {
  const camera = await goOnline(region, await pairNew(region, phone));
  const id = await command(camera.deviceId);
  await camera.reply({ id, ok: false, reason: 'line 1\nline 2 \u001b[31m \u0000 \ud800' });
  expect(await awaitReply(region.context, id, seconds(20))).toEqual({
    ok: false,
    reason: 'line 1\nline 2 \u001b[31m \ufffd \ufffd',
  });
  camera.client.end(true);
});

test('a reply that comes twice, or from another device, counts once, or not at all', async () => {
  const camera = await goOnline(region, await pairNew(region, phone));
  const other = await goOnline(region, await pairNew(region, phone));
  const id = await command(camera.deviceId);
  await other.reply({ id, ok: false });
  await camera.reply({ id, ok: true });
  await camera.reply({ id, ok: false });
  await camera.reply({ id: 'nothing-we-asked', ok: true });
  expect(await awaitReply(region.context, id, seconds(1))).toEqual({ ok: true });
  expect(replied.filter((one) => one.commandId === id)).toHaveLength(1);
  camera.client.end(true);
  other.client.end(true);
});

test('a command waits for its device, comes again on a new line until it is answered, and not after its life', async () => {
  const camera = await pairNew(region, phone);
  const stale = await command(camera.deviceId, seconds(5));
  await region.clock.advance(seconds(5));
  const waiting = await command(camera.deviceId);
  const first = await goOnline(region, camera);
  expect(await first.nextCommand()).toEqual({ name: 'ping', id: waiting });
  const second = await goOnline(region, camera);
  expect(await second.nextCommand()).toEqual({ name: 'ping', id: waiting });
  await second.reply({ id: waiting, ok: true });
  const third = await goOnline(region, camera);
  const next = await command(camera.deviceId);
  expect(await third.nextCommand()).toEqual({ name: 'ping', id: next });
  expect(await awaitReply(region.context, stale, seconds(0))).toBeUndefined();
  third.client.end(true);
});

test('commands asked for while no notification came through are found when the session is back', async () => {
  const camera = await goOnline(region, await pairNew(region, phone));
  const { db } = region.context;
  // Nobody is told of this one: as if its notification had fallen into the gap.
  const id = 'cm-in-the-gap';
  const expires_at = new Date(region.clock.now().getTime() + minutes(1));
  const reply = { sent_at: null, reply: null, replied_at: null };
  await db
    .insertInto('command')
    .values({ id, device_id: camera.deviceId, name: 'ping', payload: {}, expires_at, ...reply })
    .execute();
  await sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'kaitong-region_cn-listen' AND datname = current_database()`.execute(db);
  expect(await camera.nextCommand()).toEqual({ name: 'ping', id });
  camera.client.end(true);
});

test('a hook that fails undoes the reply, and the device is not acknowledged: it says it again', async () => {
  const failing = await openTestRegion(server, {
    keys: region.context.secrets,
    hooks: {
      commandReplied: async () => {
        throw new Error('the database went away');
      },
    },
  });
  const broker = await failing.startBroker();
  const camera = await pairNew(region, phone);
  const online = await goOnline(region, camera, { url: `mqtt://127.0.0.1:${broker.port}` });
  const id = await command(camera.deviceId);
  await online.nextCommand();
  void online.reply({ id, ok: true }).catch(() => {});
  await online.closed;
  expect(await awaitReply(region.context, id, seconds(0))).toBeUndefined();
  const again = await goOnline(region, camera);
  await again.nextCommand();
  await again.reply({ id, ok: true });
  expect(await awaitReply(region.context, id, seconds(0))).toEqual({ ok: true });
  again.client.end(true);
  await failing.close();
});
