/**
 * What any broker has to do for the platform, whoever runs it. `open` gives a region whose cameras connect to it.
 */
import { connect as connectTcp } from 'node:net';
import { downFilter, downTopic, MAX_PAYLOAD_BYTES, minutes, upTopic } from '@kaitong/contract';
import { beforeAll, expect, test } from 'vitest';
import {
  becomes,
  type Camera,
  closeOf,
  dial,
  goOnline,
  type Phone,
  pairNew,
  presenceOf,
  signUp,
  tokenOf,
  tryToConnect,
} from '../../http/testing/people.ts';
import type { TestRegion } from '../../http/testing/region.ts';
import { awaitReply } from '../../region/commands/await-reply.ts';
import { sendCommand } from '../../region/commands/send-command.ts';
import { listDeviceLog } from '../../region/device-log/list-device-log.ts';

export { becomes, goOnline, pairNew, presenceOf, signUp } from '../../http/testing/people.ts';
export { openTestRegion } from '../../http/testing/region.ts';
export { sendCommand } from '../../region/commands/send-command.ts';
export { findDeadline } from '../../store/deadlines.ts';

export type ContractBroker = {
  region: TestRegion;
  /** Whether a message is read before it is acknowledged: else it is acknowledged once the broker keeps it. */
  readsFirst: boolean;
};

const status = { id: 'm', session: 1, sequence: 1, state: 'online', firmware: '2.3.0' };

/** `[what it publishes, whether any broker refuses it before it is read, how]` */
const FORBIDDEN = [
  ['to another device’s topic', true, (_: string, other: string) => [upTopic(other, 'status'), status, {}] as const],
  ['to its own commands', true, (id: string) => [downTopic(id, 'ping'), { id: 'x' }, {}] as const],
  ['to a topic that does not exist', true, (id: string) => [`kt/d/${id}/up/event`, status, {}] as const],
  ['no JSON', false, (id: string) => [upTopic(id, 'status'), '{', {}] as const],
  ['another shape', false, (id: string) => [upTopic(id, 'reply'), { id: 'x', ok: 'yes' }, {}] as const],
  ['more than 8 kB', false, (id: string) => [upTopic(id, 'reply'), 'x'.repeat(MAX_PAYLOAD_BYTES + 1), {}] as const],
  ['far more than 8 kB', true, (id: string) => [upTopic(id, 'reply'), 'x'.repeat(2 * MAX_PAYLOAD_BYTES), {}] as const],
] as const;

export function describeBroker(open: () => ContractBroker): void {
  let phone: Phone;
  let stranger: Camera;
  beforeAll(async () => {
    phone = await signUp(open().region, 'wang');
    stranger = await pairNew(open().region, phone);
  });

  test.each(FORBIDDEN)('a device that publishes %s is put off the line', async (_, isSeen, make) => {
    const { region, readsFirst } = open();
    const camera = await pairNew(region, phone);
    const { client } = await goOnline(region, camera);
    const closed = closeOf(client);
    const [topic, message, options] = make(camera.deviceId, stranger.deviceId);
    let acknowledged = false;
    client.publish(
      topic,
      typeof message === 'string' ? message : JSON.stringify(message),
      { qos: 1, ...options },
      (error) => {
        acknowledged = !error;
      },
    );
    expect(await closed).toBe('closed');
    expect(acknowledged).toBe(!isSeen && !readsFirst);
  });

  test('what one device says for another changes nothing of that one', async () => {
    const { region } = open();
    const victim = await goOnline(region, await pairNew(region, phone));
    const liar = await goOnline(region, await pairNew(region, phone));
    liar.client.publish(upTopic(victim.deviceId, 'status'), JSON.stringify({ ...status, privacyMode: true }), {
      qos: 1,
    });
    await liar.closed;
    await becomes(region, phone, liar, 'offline');
    expect(await phone.getDevice({ params: { deviceId: victim.deviceId } })).toMatchObject({
      ...{ presence: 'online', settings: { privacyMode: false } },
    });
    victim.client.end(true);
  });

  test('a device that floods is put off the line', async () => {
    const { region } = open();
    const { client, deviceId } = await goOnline(region, await pairNew(region, phone));
    const closed = closeOf(client);
    for (let sequence = 2; sequence < 200; sequence++)
      client.publish(upTopic(deviceId, 'status'), JSON.stringify({ ...status, session: 99, sequence }), { qos: 1 });
    expect(await closed).toBe('closed');
  });

  test('a packet that announces megabytes is not waited for, before and after the login', async () => {
    const { region } = open();
    const { port } = new URL(region.context.mqttUrl);
    const socket = connectTcp(Number(port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', () => resolve('closed')));
    socket.on('error', () => {});
    // CONNECT with a remaining length of 268,435,455 bytes.
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4, 77, 81, 84, 84]));
    expect(await closed).toBe('closed');
    const { client } = await goOnline(region, await pairNew(region, phone));
    const ended = closeOf(client);
    client.stream.write(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f, 0, 1]));
    expect(await ended).toBe('closed');
  });

  test('a device has at most eight connections, and a new one with the same client id replaces the old', async () => {
    const { region } = open();
    const camera = await pairNew(region, phone);
    const first = await goOnline(region, camera);
    const second = await goOnline(region, camera);
    await first.closed;
    expect(await presenceOf(phone, camera)).toBe('online');
    await expect.poll(() => storyOf(region, camera)).toContain('disconnected replaced');
    expect(await storyOf(region, camera)).not.toContain('disconnected line_lost');
    expect(await presenceOf(phone, camera)).toBe('online');
    const tools = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map((n) => goOnline(region, camera, { clientId: `${camera.deviceId}.${n}` })),
    );
    const { token } = second;
    expect(await tryToConnect(region, camera, token, { clientId: `${camera.deviceId}.8` })).not.toBe('connected');
    await expect.poll(() => storyOf(region, camera)).toContain('connect_too_many');
    for (const { client } of [second, ...tools]) client.end(true);
    await becomes(region, phone, camera, 'offline');
  });

  test.each([
    [1, true],
    [50, true],
    [51, false],
    [0, false],
  ])(
    'with a keep alive of %i s it is the line that says whether a device is there: %s',
    async (keepalive, isWatched) => {
      const { region } = open();
      const camera = await pairNew(region, phone);
      const { client, deviceId } = await goOnline(region, camera, { keepalive });
      const stored = () =>
        region.context.db
          .selectFrom('device_presence')
          .select(['watched', 'hold'])
          .where('device_id', '=', deviceId)
          .executeTakeFirst();
      await expect.poll(stored).toEqual({ watched: isWatched, hold: 'there' });
      client.end(true);
    },
  );

  test('a device connects with its id and its own token only', async () => {
    const { region } = open();
    const camera = await pairNew(region, phone);
    const token = await tokenOf(region, camera);
    const { deviceId } = camera;
    const connect = (given: string, options = {}) => tryToConnect(region, camera, given, options);
    expect(await connect(token)).toBe('connected');
    expect(await connect(token, { clientId: `${deviceId}.tool-1` })).toBe('connected');
    const refused = [
      connect('no token'),
      connect(await tokenOf(region, stranger)),
      ...[stranger.deviceId, `${deviceId}tool`, `${deviceId}.`, `${deviceId}.a/b`, 'x'].map((clientId) =>
        connect(token, { clientId }),
      ),
      connect(token, { username: stranger.deviceId }),
      tryToConnect(region, stranger, token),
    ];
    for (const one of await Promise.all(refused)) expect(one).not.toBe('connected');
  });

  test('a will for another device is never heard', async () => {
    const { region } = open();
    const camera = await pairNew(region, phone);
    const victim = await goOnline(region, await pairNew(region, phone));
    const token = await tokenOf(region, camera);
    const payload = Buffer.from(JSON.stringify({ ...status, id: 'w', session: 9e9, privacyMode: true }));
    const will = { topic: upTopic(victim.deviceId, 'status'), payload, qos: 1 as const, retain: false };
    const client = dial(region.context.mqttUrl, camera, token, { will });
    const closed = closeOf(client);
    client.once('connect', () => client.stream.destroy());
    await closed;
    await becomes(region, phone, camera, 'offline'); // told after it
    await victim.say({});
    expect(await phone.getDevice({ params: { deviceId: victim.deviceId } })).toMatchObject({
      settings: { privacyMode: false },
    });
    victim.client.end(true);
  });

  test('a subscription to anything but its own commands is refused, and nothing of it is ever delivered', async () => {
    const { region } = open();
    const camera = await pairNew(region, phone);
    const victim = await goOnline(region, stranger);
    for (const filter of ['#', '+/d/#', downFilter(stranger.deviceId), 'kt/d/+/down/+', 'kt/d/#']) {
      const spy = await goOnline(region, camera);
      const ended = spy.closed.then(() => 'closed');
      const asked = spy.client.subscribeAsync([filter]).then(
        () => 'granted',
        () => 'refused',
      );
      expect(await Promise.race([asked, ended])).not.toBe('granted');
      spy.client.end(true);
    }
    const id = await send(region, stranger, 'ping');
    expect(await victim.nextCommand()).toEqual({ name: 'ping', id });
    victim.client.end(true);
  });

  test('a command comes to its device, is answered once, and comes again on a new line until then', async () => {
    const { region, readsFirst } = open();
    const camera = await pairNew(region, phone);
    const waiting = await send(region, camera, 'ping');
    const first = await goOnline(region, camera);
    expect(await first.nextCommand()).toEqual({ name: 'ping', id: waiting });
    const second = await goOnline(region, camera);
    expect(await second.nextCommand()).toEqual({ name: 'ping', id: waiting });
    await second.reply({ id: waiting, ok: true });
    expect(await awaitReply(region.context, waiting, minutes(1))).toEqual({ ok: true });
    const next = await send(region, camera, 'ping');
    let came = await second.nextCommand();
    // Over a cluster's queue a command may come again, as QoS 1 allows, until its reply was heard.
    while (!readsFirst && came.id === waiting) came = await second.nextCommand();
    expect(came).toEqual({ name: 'ping', id: next });
    second.client.end(true);
  });

  test('nothing is retained and no session outlives its connection', async () => {
    const { region } = open();
    const camera = await pairNew(region, phone);
    const first = await goOnline(region, camera, { clean: false });
    await first.client.endAsync();
    await becomes(region, phone, camera, 'offline');
    const again = dial(region.context.mqttUrl, camera, first.token, { clean: false });
    const kept = new Promise((resolve) => again.once('connect', ({ sessionPresent }) => resolve(sessionPresent)));
    expect(await kept).toBe(false);
    again.end(true);
  });

  test('a removed device is told so, put off the line, and does not come back', async () => {
    const { region } = open();
    const camera = await pairNew(region, phone);
    const online = await goOnline(region, camera);
    await phone.removeDevice({ params: { deviceId: camera.deviceId } });
    expect(await online.nextCommand()).toMatchObject({ name: 'unpair' });
    await online.closed;
    expect(await tryToConnect(region, camera, online.token)).not.toBe('connected');
  });

  test('the end of a token ends its connections, and what stays is offline at once', async () => {
    const { region } = open();
    const camera = await pairNew(region, phone);
    const online = await goOnline(region, camera);
    await region.clock.advance(minutes(59));
    await online.say({});
    await region.clock.advance(minutes(1));
    await online.closed;
    await becomes(region, phone, camera, 'offline');
  });
}

/** What its log tells of a device, as code and reason. */
async function storyOf({ context: { db, deviceLog } }: TestRegion, { deviceId }: Camera): Promise<string[]> {
  await deviceLog.flush();
  const lines = await listDeviceLog(db, deviceId, { limit: 100 });
  return lines.map(({ code, reason }) => [code, reason].filter(Boolean).join(' '));
}

const send = ({ context }: TestRegion, { deviceId }: Camera, name: 'ping'): Promise<string> =>
  context.db.transaction().execute((trx) => sendCommand(trx, { deviceId, name, payload: {} }));
