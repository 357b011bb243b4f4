// One control and one region whose calls, lines, clips and timers are in servers of their own, on one database and one disk.
import { minutes } from '@kaitong/contract';
import { createLog, readConfig, type Server, startServer } from '@kaitong/server';
import { cheapPasswords, sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { refusedCode } from '../activation/testing/expectations.ts';
import { freePorts } from '../activation/testing/processes.ts';
import { type Ground, openGround, peopleAround, type Rig } from '../activation/testing/rig.ts';
import { completeEvents, expectPlayable } from './testing/footage.ts';
import { record } from './testing/record.ts';

/** The part in which `eu` is whole answers for all; the others do one thing each. */
const PARTS = {
  api: 'control:api,cn:api,eu',
  broker: 'cn:broker',
  judge: 'cn:judge',
  timers: 'control:timers,cn:timers',
} as const;
type Part = keyof typeof PARTS;

const errors: string[] = [];
const servers = new Map<Part, Server>();
let ground: Ground;
let rig: Rig;
let ports: Record<Part, number>;

async function start(part: Part): Promise<Server> {
  const api = `http://127.0.0.1:${ports.api}`;
  const environment = {
    ...ground.environment,
    KAITONG_ROLES: PARTS[part],
    KAITONG_PORT: String(ports[part]),
    KAITONG_PUBLIC_URL: api,
    KAITONG_MQTT_URL: `mqtt://127.0.0.1:${ports.broker + 1}`,
    ...(part !== 'api' && { KAITONG_CONTROL_URL: api }),
    ...(part === 'timers' && { KAITONG_REGION_URLS: `cn=${api}/cn,eu=${api}/eu` }),
  };
  const log = createLog({ level: 'error' }, { write: (line) => void errors.push(line) });
  const judge = await sharedJudge('auto');
  const server = await startServer(readConfig(environment), { log, judge, passwords: cheapPasswords });
  servers.set(part, server);
  return server;
}

async function stop(part: Part): Promise<void> {
  await servers.get(part)?.stop();
  servers.delete(part);
}

beforeAll(async () => {
  ground = await openGround({ KAITONG_PLANE_TOKEN: 'a secret that all parts of this test share' });
  ports = { api: await freePorts(), broker: await freePorts(), judge: await freePorts(), timers: await freePorts() };
  for (const part of ['api', 'broker', 'judge', 'timers'] as const) await start(part);
  rig = await peopleAround(ground, servers.get('api')?.url ?? '');
});
afterAll(async () => {
  await Promise.all(rig.closers.map((close) => close()));
  for (const part of [...servers.keys()]) await stop(part);
  await ground.close();
  expect(errors).toEqual([]);
});

const status = async (part: Part, path: string): Promise<number> =>
  (await fetch(`http://127.0.0.1:${ports[part]}${path}`)).status;

test('each part answers for its health, and only the part with the calls answers calls', async () => {
  for (const part of ['api', 'broker', 'judge', 'timers'] as const) expect(await status(part, '/readyz')).toBe(200);
  for (const part of ['broker', 'judge', 'timers'] as const)
    expect([await status(part, '/api/v1/session'), await status(part, '/cn/api/v1/session')]).toEqual([404, 404]);
  expect(await status('api', '/api/v1/session')).toBe(401);
});

test('a camera is verified, its product activated, and what it records is watched', async () => {
  const unit = await rig.unit();
  const camera = await unit.camera();
  expect((await rig.maker.activate(unit.deviceId)).application).toMatchObject({ state: 'approved', problem: null });
  await camera.close();
  await record(rig, unit);
  const [event] = await completeEvents(unit, 1);
  if (!event) throw new Error('nothing was recorded');
  await expectPlayable(unit, event);
});

test('without a part that judges no application begins; one that is started elsewhere takes it over', async () => {
  const unit = await rig.unit();
  await unit.camera();
  await stop('judge');
  expect(await refusedCode(rig.maker.submit(unit.deviceId))).toBe('judge_unavailable');
  await start('judge');
  await eventually(async () => {
    const { rows } = await ground.regions.cn.pool.query('SELECT FROM judge_process WHERE decoder IS NOT NULL');
    expect(rows).toHaveLength(1);
  });
  expect((await rig.maker.activate(unit.deviceId)).application).toMatchObject({ state: 'approved' });
});

test('an application goes on by the timers of another process when those of its own have stopped', async () => {
  const unit = await rig.unit();
  await unit.device({}, { silentTo: 'grant' });
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('grant.sent');
  await stop('timers');
  await start('timers');
  await ground.clock.advance(minutes(1));
  expect((await run.ended()).application).toMatchObject({
    state: 'rejected',
    problem: { code: 'grant_not_acknowledged' },
  });
});
