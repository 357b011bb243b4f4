import { beginCut } from '@kaitong/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTest } from '../../http/testing/conformance.ts';
import { type Camera, type Phone, pairNew, signUp, tokenOf } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { freshStage } from '../../region/conformance/items.ts';
import { openPresence, type Presence } from '../../region/presence/open-presence.ts';
import { json } from '../../store/database.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { createDecider, type Decider } from './decide.ts';

let server: TestDatabase;
let region: TestRegion;
let presence: Presence;
let phone: Phone;
let decide: Decider;
const platform = { username: 'kaitong', password: 'right' };

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  phone = await signUp(region, 'wang');
  presence = await openPresence(region.context, { held: () => [], onReplaced() {} });
  const hook = { host: '127.0.0.1', port: 0, path: '/x' };
  const settings = { nodes: [], isEncrypted: false, vhost: '/', user: 'kaitong', password: 'right', apis: [], hook };
  decide = createDecider(settings, new Map([['cn', { context: region.context, presence }]]));
});
afterAll(async () => {
  presence.lease.close();
  await region.close();
  await server[Symbol.asyncDispose]();
});

const login = async (camera: Camera, password: string, client_id: string = camera.deviceId) =>
  await decide('user', { username: camera.deviceId, password, client_id });

test('only the platform gets what opens the management API, by its whole password', async () => {
  expect(await decide('user', platform)).toBe('allow administrator');
  for (const password of ['', 'righ', 'right ', 'wrong'])
    expect(await decide('user', { ...platform, password })).toBe('deny');
});

test('a device comes in by its token, with eight lines at most, of which one under the same id is the same', async () => {
  const [camera, stranger] = [await pairNew(region, phone), await pairNew(region, phone)];
  const token = await tokenOf(region, camera);
  expect(await login(camera, token)).toBe('allow');
  expect(await login(camera, token)).toBe('allow');
  expect(await login(camera, await tokenOf(region, stranger))).toBe('deny');
  expect(await login(stranger, token)).toBe('deny');
  expect(await login(camera, token, stranger.deviceId)).toBe('deny');
  const tools = [1, 2, 3, 4, 5, 6, 7].map((n) => login(camera, token, `${camera.deviceId}.${n}`));
  expect(new Set(await Promise.all(tools))).toEqual(new Set(['allow']));
  expect(await login(camera, token, `${camera.deviceId}.8`)).toBe('deny');
  await phone.removeDevice({ params: { deviceId: camera.deviceId } });
  expect(await login(camera, token)).toBe('deny');
});

test('a device whose line its test has cut is denied as often as its test means, and then comes in', async () => {
  const camera = await pairNew(region, phone);
  const id = await startTest(region, phone, camera, ['motion-off']);
  const stage = { ...freshStage('power-cut'), cuts: [beginCut(region.clock.now().getTime())] };
  const { db } = region.context;
  await db
    .updateTable('conformance')
    .set({ item: 'power-cut', stage: json(stage) })
    .where('id', '=', id)
    .execute();
  const token = await tokenOf(region, camera);
  const answers: string[] = [];
  for (let tries = 0; tries < 5; tries++) answers.push(await login(camera, token));
  expect(answers).toEqual([...Array(4).fill('deny'), 'allow']);
});

test('a device says its own things and hears its own commands, and uses no queue or exchange but its own', async () => {
  const { deviceId } = await pairNew(region, phone);
  const { deviceId: other } = await pairNew(region, phone);
  const ask = (permission: string, routing_key: string, name = 'amq.topic') =>
    decide('topic', { username: deviceId, vhost: '/', resource: 'topic', name, permission, routing_key });
  expect(await ask('write', `kt.d.${deviceId}.up.status`)).toBe('allow');
  expect(await ask('read', `kt.d.${deviceId}.down.*`)).toBe('allow');
  expect(await ask('read', `kt.d.${deviceId}.down.#`)).toBe('allow');
  for (const [permission, key] of [
    ['write', `kt.d.${other}.up.status`],
    ['write', `kt.d.${deviceId}.up.event`],
    ['write', `kt.d.${deviceId}.down.ping`],
    ['read', `kt.d.${other}.down.*`],
    ['read', '#'],
    ['read', 'kt.d.*.down.*'],
    ['read', `kt.d.${deviceId}.up.status`],
  ] as const)
    expect(await ask(permission, key)).toBe('deny');
  expect(await ask('write', `kt.d.${deviceId}.up.status`, 'amq.rabbitmq.event')).toBe('deny');
  const use = (resource: string, name: string, permission: string) =>
    decide('resource', { username: deviceId, vhost: '/', resource, name, permission });
  expect(await use('queue', `mqtt-subscription-${deviceId}qos1`, 'configure')).toBe('allow');
  expect(await use('queue', `mqtt-subscription-${deviceId}.toolqos1`, 'configure')).toBe('allow');
  expect(await use('exchange', 'amq.topic', 'write')).toBe('allow');
  for (const [resource, name, permission] of [
    ['queue', `mqtt-subscription-${other}qos1`, 'read'],
    ['queue', 'kaitong', 'read'],
    ['exchange', 'amq.rabbitmq.event', 'read'],
    ['exchange', 'amq.topic', 'configure'],
  ] as const)
    expect(await use(resource, name, permission)).toBe('deny');
  expect(await decide('vhost', { username: deviceId, vhost: '/' })).toBe('allow');
  expect(await decide('vhost', { username: deviceId, vhost: 'other' })).toBe('deny');
});
