// One control and one region, each part of which two processes do: calls, lines, clips and timers, on one database and one disk.
import { minutes, revocationsPath } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { holdRows } from '../../src/activation/testing/holds.ts';
import { forgetRates, PASSWORD } from '../../src/activation/testing/people.ts';
import { stages } from '../../src/activation/testing/stages.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { type DividedRig, type Front, type PartPorts, startDivided } from '../../src/service/testing/divided.ts';
import { type Door, openDoor } from '../../src/service/testing/door.ts';

type Doors = Front & { calls: Door; lines: Door };
let rig: DividedRig & { front: Doors };

async function openDoors({ api, broker }: PartPorts): Promise<Doors> {
  const calls = await openDoor(api);
  const lines = await openDoor(broker.map((port) => port + 1));
  return {
    ...{ calls, lines },
    url: `http://127.0.0.1:${calls.port}`,
    mqttUrl: `mqtt://127.0.0.1:${lines.port}`,
    async close() {
      await calls.close();
      await lines.close();
    },
  };
}

beforeAll(async () => {
  rig = await startDivided({ front: openDoors });
  await rig.regions.cn.pool.query(`
    CREATE TABLE presence_seen (device_id text, presence text);
    CREATE FUNCTION see_presence() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO presence_seen VALUES (NEW.device_id, NEW.presence); RETURN NULL; END $$;
    CREATE TRIGGER presence_seen AFTER UPDATE OF presence ON device_presence FOR EACH ROW
      WHEN (OLD.presence IS DISTINCT FROM NEW.presence) EXECUTE FUNCTION see_presence();`);
});
afterAll(() => rig.stop());

/** From now on devices that connect come to this broker. */
const leadTo = (n: number): void => rig.front.lines.turnTo((rig.ports.broker[n] ?? 0) + 1);

async function brokerOf({ deviceId }: Unit): Promise<string> {
  const { rows } = await rig.regions.cn.pool.query(
    `SELECT broker FROM device_presence WHERE device_id = $1 AND presence = 'online' AND hold = 'there'`,
    [deviceId],
  );
  if (!rows[0]) throw new Error('the device is not there');
  return rows[0].broker;
}

/** What became of a device's presence, change by change. */
async function presencesOf({ deviceId }: Unit): Promise<string[]> {
  const { rows } = await rig.regions.cn.pool.query('SELECT presence FROM presence_seen WHERE device_id = $1', [
    deviceId,
  ]);
  return rows.map(({ presence }) => presence);
}

test('a device whose line is lost comes back by another broker: it is there all the while, and its old line is closed', async () => {
  leadTo(0);
  const unit = await rig.unit();
  await unit.camera();
  const before = await brokerOf(unit);
  leadTo(1);
  await rig.front.lines.lose();
  expect(await brokerOf(unit)).not.toBe(before);
  expect(await presencesOf(unit)).toEqual(['online']);
});

test('commands find devices on whichever broker, and progress those who watch, whichever process they ask', async () => {
  leadTo(0);
  const first = await rig.unit();
  await first.camera();
  leadTo(1);
  const second = await rig.unit();
  await second.camera();
  expect(await brokerOf(first)).not.toBe(await brokerOf(second));
  const ends = await Promise.all([first, second].map(({ deviceId }) => rig.maker.activate(deviceId)));
  for (const { application } of ends) expect(application).toMatchObject({ state: 'approved', problem: null });
});

test('a device whose broker is killed comes back by the other, is not away for it, and is activated there', async () => {
  leadTo(1);
  const unit = await rig.unit();
  await unit.camera();
  const before = await brokerOf(unit);
  leadTo(0);
  await rig.kill('broker', 1);
  await eventually(async () => expect(await brokerOf(unit)).not.toBe(before));
  expect((await rig.maker.activate(unit.deviceId)).application).toMatchObject({ state: 'approved', problem: null });
  expect(await presencesOf(unit)).toEqual(['online']);
  await rig.start('broker', 1);
});

/** Whether a process is at work on a run whose row is held. */
const isBeingDone = async (): Promise<void> => expect(await rig.isWaitedFor('region_cn', 'run')).toBe(true);

test('a clip whose judge is killed over it is judged by the other', async () => {
  const { run, unit, goOn } = await stages.verify({ rig });
  const hold = await holdRows(rig.regions.cn, 'SELECT FROM run WHERE device_id = $1 FOR UPDATE', [unit.deviceId]);
  await goOn(); // whoever takes its first object may not say what was found
  for (const n of [0, 1]) {
    await eventually(isBeingDone);
    await rig.kill('judge', n); // one of them has it
    if (n === 0) await rig.start('judge', 0);
  }
  await hold.release();
  await rig.start('judge', 1);
  expect((await run.ended()).application).toMatchObject({ state: 'approved', problem: null });
});

test('of two that have the timers one does a job; when it is killed over it the other does it, once', async () => {
  const unit = await rig.unit();
  await unit.device({}, { silentTo: 'grant' });
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('grant.sent');
  const hold = await holdRows(rig.regions.cn, 'SELECT FROM run WHERE device_id = $1 FOR UPDATE', [unit.deviceId]);
  await rig.clock.advance(minutes(1));
  for (const n of [0, 1]) {
    await eventually(isBeingDone);
    await rig.kill('timers', n); // one of them has it
    if (n === 0) await rig.start('timers', 0);
  }
  await rig.start('timers', 1);
  await hold.release();
  const { application, progress } = await run.ended();
  expect(application).toMatchObject({ state: 'rejected', problem: { code: 'grant_not_acknowledged' } });
  expect(progress.filter(({ type }) => type === 'application.ended')).toHaveLength(1);
});

/** A call at one process by somebody whose page is that of all of them. */
const call = (n: number, path: string, cookie: string, body?: object): Promise<Response> =>
  fetch(rig.urlOf('api', n) + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { origin: rig.url, cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  });

async function signIn(n: number, login: string): Promise<string> {
  const answer = await call(n, '/api/v1/sign-in', '', { login, password: PASSWORD });
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}

test('a session that one process opened is good at the other, and over at both as soon as it is ended at one', async () => {
  const { login } = await rig.newMaker();
  const cookies = [await signIn(0, login), await signIn(1, login)];
  const status = async (n: number, whose: number) => (await call(n, '/api/v1/session', cookies[whose] ?? '')).status;
  for (const whose of [0, 1]) expect([await status(0, whose), await status(1, whose)]).toEqual([200, 200]);
  const body = { current: PASSWORD, next: `${PASSWORD} staple` };
  expect((await call(1, '/api/v1/password', cookies[1] ?? '', body)).status).toBe(200);
  expect([await status(0, 0), await status(1, 0)]).toEqual([401, 401]);
});

test('what a caller may ask for in a minute it may ask of both together', async () => {
  await forgetRates(rig);
  const asked = Array.from({ length: 70 }, (_, n) => fetch(rig.urlOf('api', n % 2) + revocationsPath));
  const codes = (await Promise.all(asked)).map(({ status }) => status);
  expect(codes.filter((code) => code === 200)).toHaveLength(60);
  expect(codes.filter((code) => code === 429)).toHaveLength(10);
});

test('whoever watches by a process that is killed goes on by the other, and misses and repeats nothing', async () => {
  rig.front.calls.turnTo(rig.ports.api[0]);
  const { run, goOn } = await stages['await-event']({ rig });
  rig.front.calls.turnTo(rig.ports.api[1]);
  await rig.kill('api', 0);
  await eventually(async () => expect((await fetch(`${rig.url}/healthz`)).status).toBe(200)); // kept lines are gone
  await goOn();
  const { progress, application } = await run.ended();
  expect(application).toMatchObject({ state: 'approved', problem: null });
  const whole: typeof progress = [];
  for await (const entry of rig.maker.follow(run.id)) {
    whole.push(entry.progress);
    if (entry.progress.type === 'application.ended') break;
  }
  expect(progress).toEqual(whole);
  rig.front.calls.turnTo();
  await rig.start('api', 0);
});
