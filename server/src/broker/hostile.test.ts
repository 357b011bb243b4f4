import { connect as connectTcp } from 'node:net';
import { downFilter, downTopic, MAX_PAYLOAD_BYTES, Region, upTopic } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Camera,
  closeOf,
  dial,
  goOnline,
  type Phone,
  pairNew,
  presenceOf,
  signUp,
  tryToConnect,
} from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { createLog, silentLog } from '../log.ts';
import { sendCommand } from '../region/commands/send-command.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { CARRIERS, type Door } from './testing/carriers.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
let stranger: Camera;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const cn = Region.parse('cn');
const status = { id: 'm', session: 1, sequence: 1, state: 'online', firmware: '2.3.0' };

describe.each(CARRIERS)('over $name', ({ name, open }) => {
  let door: Door;
  let url: string;
  beforeAll(async () => {
    door = await open({ regions: [region.context], log: silentLog });
    url = door.urlOf(cn);
    phone = await signUp(region, `wang-${name}`); // of one only so many pair in a while
    stranger = await pairNew(region, phone);
  });
  afterAll(() => door.close());

  test.each([
    ['to another device’s topic', (_: string, other: string) => [upTopic(other, 'status'), status, {}] as const],
    ['to its own commands', (id: string) => [downTopic(id, 'ping'), { id: 'x' }, {}] as const],
    ['to a topic that does not exist', (id: string) => [`kt/d/${id}/up/event`, status, {}] as const],
    ['with QoS 2', (id: string) => [upTopic(id, 'status'), status, { qos: 2 }] as const],
    ['retained', (id: string) => [upTopic(id, 'status'), status, { retain: true }] as const],
    ['no JSON', (id: string) => [upTopic(id, 'status'), '{', {}] as const],
    ['another shape', (id: string) => [upTopic(id, 'reply'), { id: 'x', ok: 'yes' }, {}] as const],
    ['more than 8 kB', (id: string) => [upTopic(id, 'reply'), 'x'.repeat(MAX_PAYLOAD_BYTES + 1), {}] as const],
  ])('a device that publishes %s is put off the line, without an acknowledgement', async (_, make) => {
    const camera = await pairNew(region, phone);
    const { client } = await goOnline(region, camera, { url });
    const closed = closeOf(client);
    const [topic, message, options] = make(camera.deviceId, stranger.deviceId);
    const payload = typeof message === 'string' ? message : JSON.stringify(message);
    let acknowledged = false;
    client.publish(topic, payload, { qos: 1, ...options }, (error) => {
      acknowledged = !error;
    });
    expect(await closed).toBe('closed');
    expect(acknowledged).toBe(false);
  });

  test('a device that floods is put off the line', async () => {
    const { client, deviceId } = await goOnline(region, await pairNew(region, phone), { url });
    const closed = closeOf(client);
    for (let sequence = 2; sequence < 200; sequence++) {
      client.publish(upTopic(deviceId, 'status'), JSON.stringify({ ...status, session: 99, sequence }), { qos: 1 });
    }
    expect(await closed).toBe('closed');
  });

  test('a packet that announces megabytes is not waited for, before and after the login', async () => {
    // CONNECT with a remaining length of 268,435,455 bytes.
    const announced = Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4, 77, 81, 84, 84]);
    expect(await closeAfter(url, announced)).toBe('closed');
    const { client } = await goOnline(region, await pairNew(region, phone), { url });
    const ended = closeOf(client);
    client.stream.write(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f, 0, 1]));
    expect(await ended).toBe('closed');
  });

  test('a device has at most eight connections, and a new one with the same client id replaces the old', async () => {
    const camera = await pairNew(region, phone);
    const first = await goOnline(region, camera, { url });
    const second = await goOnline(region, camera, { url });
    await first.closed;
    const tools = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map((n) => goOnline(region, camera, { url, clientId: `${camera.deviceId}.${n}` })),
    );
    const clientId = `${camera.deviceId}.8`;
    expect(await tryToConnect(region, camera, second.token, { url, clientId })).toMatch(/Not authorized/);
    for (const { client } of [second, ...tools]) client.end(true);
  });

  test('no token and no message of a device stands in the log, whatever goes wrong', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'trace' }, { write: (line) => void lines.push(line) });
    const own = await open({ regions: [region.context], log });
    const camera = await pairNew(region, phone);
    const online = await goOnline(region, camera, { url: own.urlOf(cn) });
    online.client.publish(upTopic(camera.deviceId, 'reply'), '{"id":"private words"}', { qos: 1 }, () => {});
    await online.closed;
    await closeOf(dial(own.urlOf(cn), stranger, online.token));
    await own.close();
    const text = lines.join('');
    expect(text).toContain('sends a reply that is none');
    expect(text).toContain('device.refused');
    for (const secret of [online.token, camera.secret, 'private words']) expect(text).not.toContain(secret);
  });

  test('silent lines fill no broker: a device on its line stays, and another comes in', async () => {
    const own = await open({ regions: [region.context], most: 12, log: silentLog });
    const first = await goOnline(region, await pairNew(region, phone), { url: own.urlOf(cn) });
    const silent = await Promise.all(Array.from({ length: 40 }, () => own.knock()));
    const left = (): number => silent.filter(({ closed }) => !closed).length;
    await expect.poll(left).toBe(11);
    const second = await goOnline(region, await pairNew(region, phone), { url: own.urlOf(cn) });
    await expect.poll(left).toBe(10);
    expect(await presenceOf(phone, first)).toBe('online');
    expect(await presenceOf(phone, second)).toBe('online');
    expect(own.connections()).toBe(2);
    for (const socket of silent) socket.destroy();
    await own.close();
  });

  test('one listener serves several regions, and nothing goes from one to the other', async () => {
    const other = await openTestRegion(server, { region: 'eu' });
    const eu = other.context.region;
    const own = await open({ regions: [region.context, other.context], log: silentLog });
    const chinese = await goOnline(region, await pairNew(region, phone), { url: own.urlOf(cn) });
    const wang = await signUp(other, `wang-${name}`);
    const european = await goOnline(other, await pairNew(other, wang), { url: own.urlOf(eu) });
    const spy = chinese.client.subscribeAsync(downFilter(european.deviceId));
    expect(
      await spy.then(
        () => 'granted',
        () => 'refused',
      ),
    ).toBe('refused');
    // The same device id known to the other region would reach nothing there: a command of it stays in its own tables.
    await other.context.db
      .transaction()
      .execute((trx) => sendCommand(trx, { deviceId: european.deviceId, name: 'ping', payload: {} }));
    expect(await european.nextCommand()).toMatchObject({ name: 'ping' });
    expect(await presenceOf(phone, chinese)).toBe('online');
    const foreign = dial(own.urlOf(cn), chinese, european.token, { username: chinese.deviceId });
    await closeOf(foreign);
    const alone = await open({ regions: [other.context], log: silentLog });
    const lost = dial(alone.urlOf(eu), chinese, chinese.token);
    expect(await closeOf(lost)).toBe('closed');
    await alone.close();
    await own.close();
    await other.close();
  });
});

/** Whatever becomes of a line over which a stranger says this first. */
function closeAfter(url: string, said: Buffer): Promise<string> {
  return new Promise((resolve) => {
    if (url.startsWith('ws:')) {
      const socket = new WebSocket(url, 'mqtt').on('error', () => {});
      socket.once('open', () => socket.send(said));
      socket.once('close', () => resolve('closed'));
    } else {
      const { port } = new URL(url);
      const socket = connectTcp(Number(port), '127.0.0.1').on('error', () => {});
      socket.once('close', () => resolve('closed'));
      socket.write(said);
    }
  });
}
