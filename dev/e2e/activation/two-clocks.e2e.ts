// Two servers on one database, on machines whose clocks are two hours apart: time is the database's for both.
import { createClient, device as deviceContract, hours, seconds } from '@kaitong/contract';
import { secretProof } from '@kaitong/device';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts, type ServerProcess, spawnServer } from '../../src/activation/testing/processes.ts';
import { type Ground, openGround, peopleAround, type Rig } from '../../src/activation/testing/rig.ts';

const AHEAD = hours(2);

let ground: Ground;
let rig: Rig;
let servers: Record<'right' | 'ahead', ServerProcess>;
beforeAll(async () => {
  ground = await openGround();
  servers = {
    right: await spawnServer(ground, await freePorts()),
    ahead: await spawnServer(ground, await freePorts(), { ahead: AHEAD }),
  };
  rig = await peopleAround(ground, servers.ahead.url);
});
afterAll(async () => {
  await Promise.all(rig.closers.map((close) => close()));
  await Promise.all(Object.values(servers).map((server) => server.kill()));
  await ground.close();
});

const api = (url: string) =>
  createClient(deviceContract, async ({ method, path, body }) => {
    const response = await fetch(`${url}/cn${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
    return { status: response.status, body: await response.json() };
  });

test('a good camera is activated by the server that is ahead', async () => {
  const unit = await rig.unit();
  await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application).toMatchObject({ state: 'approved', problem: null });
});

test.each([
  ['right', 'ahead'],
  ['ahead', 'right'],
] as const)('a challenge of the server that is %s is answered at the one that is %s', async (one, other) => {
  const { deviceId, credentials } = await rig.unit();
  const { challenge, serverTime } = await api(servers[one].url).getChallenge({ body: { deviceId } });
  const proof = secretProof(credentials.secret, challenge);
  const given = await api(servers[other].url).getToken({ body: { deviceId, challenge, proof } });
  for (const told of [serverTime, given.serverTime])
    expect(Math.abs(Date.parse(told) - rig.clock.now().getTime())).toBeLessThan(seconds(30));
});

test('how far it is ahead stands in the database, for the operator’s page', async () => {
  const skews = async (schema: Rig['control']) =>
    (await schema.pool.query('SELECT clock_skew_ms FROM server_process ORDER BY 1')).rows.map(
      (row) => row.clock_skew_ms,
    );
  for (const schema of [rig.control, rig.regions.cn] as Rig['control'][]) {
    const [right, ahead] = await skews(schema);
    expect(Math.abs(right)).toBeLessThan(seconds(5));
    expect(Math.abs(ahead - AHEAD)).toBeLessThan(seconds(5));
  }
});
