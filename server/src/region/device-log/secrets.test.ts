import { downFilter, type Pid, upTopic } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { clips, open, record, subscribe } from '../../http/testing/footage.ts';
import {
  closeOf,
  deviceApi,
  goOnline,
  makeUnit,
  type Phone,
  pair,
  pairingToken,
  signUp,
  tokenOf,
  tryToConnect,
} from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { newPid } from '../../secrets/new-ids.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { sendCommand } from '../commands/send-command.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.startBroker();
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

/** These name something and open nothing; everything else that is long enough to open something counts as a secret. */
const PUBLIC = [
  'deviceId',
  'eventId',
  'deviceEventId',
  'region',
  'mqttUrl',
  'type',
  'code',
  'uuid',
  'pid',
  'name',
  'content-type',
];
const SHORTEST_SECRET = 16;

function* strings(value: unknown, key = ''): Generator<string> {
  if (typeof value === 'string' && !PUBLIC.includes(key.toLowerCase()) && !PUBLIC.includes(key)) yield value;
  if (value !== null && typeof value === 'object')
    for (const [name, one] of Object.entries(value)) yield* strings(one, name);
}

/** All that is said and answered over HTTP meanwhile. */
function overhear(): { secrets(): string[]; [Symbol.dispose](): void } {
  const heard = new Set<string>();
  const original = globalThis.fetch;
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const response = await original(input, init);
    const said = typeof init?.body === 'string' ? init.body : '';
    for (const text of [said, await response.clone().text()])
      try {
        for (const one of strings(JSON.parse(text))) heard.add(one);
      } catch {
        // no JSON: footage
      }
    const token = new Headers(init?.headers).get('authorization');
    if (token) heard.add(token.replace('Bearer ', ''));
    if (String(input).includes('?')) heard.add(String(input));
    return response;
  });
  return {
    secrets: () => [...heard].filter((one) => one.length >= SHORTEST_SECRET && Number.isNaN(Date.parse(one))),
    [Symbol.dispose]: () => spy.mockRestore(),
  };
}

test('of a pairing, a connection and whole recordings, also of a camera that shows its secrets, none is in any log', async () => {
  using overheard = overhear();
  const unit = await makeUnit(region, newPid() as Pid);
  const token = await pairingToken(phone);
  const camera = await pair(region, token, unit);
  await subscribe(region, camera);
  const online = await goOnline(region, camera);
  const { deviceId } = camera;
  const nonce = 'N'.repeat(43);
  await region.context.db
    .transaction()
    .execute((trx) => sendCommand(trx, { deviceId, name: 'revoke', payload: { nonce } }));
  const asked = await online.nextCommand();
  await online.reply({ id: asked.id, ok: false, reason: `no ${camera.secret}` });

  const subscribed = { deviceId, api: deviceApi(region, await tokenOf(region, camera)) };
  await record(region, subscribed, { clip: clips.fmp4 });
  const torn = await open(region, subscribed, { clip: clips.ts });
  const declared = await subscribed.api.declareObject({
    params: { eventId: torn.eventId },
    body: {
      ...{ n: 0, kind: 'segment', bytes: 4, durationMs: 10, iv: 'f'.repeat(32) },
      ...{ md5: 'a'.repeat(32), sha256: 'b'.repeat(64) },
    },
  });
  const { 'content-length': _, ...headers } = declared.headers;
  expect((await fetch(declared.url, { method: 'PUT', headers, body: 'four' })).status).toBe(400);
  await expect(subscribed.api.commitObject({ params: { eventId: torn.eventId, n: 0 }, body: {} })).rejects.toThrow();

  // A camera that writes its secrets where it should not.
  await tryToConnect(region, camera, online.token, { clientId: camera.secret });
  await online.client.subscribeAsync(`kt/${online.token}`).catch(() => {});
  await online.client.subscribeAsync(downFilter(deviceId));
  const closed = closeOf(online.client);
  online.client.publish(`${upTopic(deviceId, 'status')}/${camera.secret}/${declared.url}`, '{', { qos: 1 }, () => {});
  await closed;

  const { deviceLog, db } = region.context;
  await vi.waitFor(async () => {
    await deviceLog.flush();
    const { rows } = await sql<{ code: string }>`SELECT code FROM device_log`.execute(db);
    const codes = new Set(rows.map(({ code }) => code));
    for (const code of ['connect_client_id', 'put_refused', 'disconnected', 'subscription_refused', 'line_topic'])
      expect(codes).toContain(code);
  });
  const { rows } = await sql<{ line: string }>`
    SELECT row_to_json(device_log)::text AS line FROM device_log
    UNION ALL SELECT row_to_json(device_log_day)::text FROM device_log_day`.execute(db);
  expect(rows.length).toBeGreaterThan(20);
  const secrets = [...overheard.secrets(), camera.secret, unit.authKey, token, online.token, nonce];
  expect(secrets.length).toBeGreaterThan(20);
  const found = rows.flatMap(({ line }) => secrets.filter((one) => line.includes(one)));
  expect(found).toEqual([]);
  expect(rows.filter(({ line }) => /\?|:\/\//.test(line))).toEqual([]); // no address, signed or not
});
