// Whatever happens to applications and their runs at the same moment, on the real database and with two sets of timers:
// one outcome each, one running application per PID and per device, an activation exactly where one was approved.
import {
  type ApplicationId,
  type Client,
  controlCalls,
  createClient,
  type DeviceId,
  type Evidence,
  FirmwareVersion,
  isRefusal,
  milliseconds,
  type OwnerId,
  Pid,
  products,
  Region,
} from '@kaitong/contract';
import type { RunSignal } from '@kaitong/core';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { MakerCaller } from '../../callers.ts';
import { DUTIES } from '../../duties.ts';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import { signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { createLog } from '../../log.ts';
import { COMMAND_WAITING } from '../../region/commands/send-command.ts';
import { takeReply } from '../../region/commands/take-reply.ts';
import { listWaitingCommands } from '../../region/commands/waiting-commands.ts';
import type { RegionContext } from '../../region/context.ts';
import { endPairing } from '../../region/devices/end-pairing.ts';
import { addPresence } from '../../region/presence/device-presence.ts';
import { endRun } from '../../region/verification/end-run.ts';
import { report } from '../../region/verification/report.ts';
import { signalRun } from '../../region/verification/signal-run.ts';
import { regionHooks, startRegionWork } from '../../region/work.ts';
import { newDeviceId, newServiceOrderId, newUuid } from '../../secrets/new-ids.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import type { ControlContext } from '../context.ts';
import { applicationHooks, startControlWork } from '../work.ts';
import { cancelApplication } from './cancel-application.ts';
import { createApplication } from './create-application.ts';
import { reportRuns } from './take-many-reports.ts';
import { reportRun } from './take-reports.ts';

const REGION = Region.parse('cn');
const errors: string[] = [];
const log = createLog({ level: 'error' }, { write: (line) => void errors.push(line) });

let server: TestDatabase;
let region: TestRegion;
let control: ControlRig;
let controlContext: ControlContext;
let regionContext: RegionContext;
let maker: MakerCaller;
let ownerId: OwnerId;
let newProduct: () => Promise<Pid>;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { hooks: regionHooks, engine: 'auto' });
  control = await startControl({ hooks: applicationHooks });
  const regions = new Map([[REGION, region.plane]]);
  controlContext = { ...control.context, regions, log };
  regionContext = { ...region.context, control: reportsTo(controlContext), log };
  // As two processes would: each timer and each outbox is in the hands of whoever comes first.
  for (const _process of [1, 2]) {
    const works = [startRegionWork(regionContext, new Set(DUTIES)), startControlWork(controlContext)];
    stops.push(...works.map((work) => () => work.stop()));
  }
  stops.push(answerPings(regionContext));
  ownerId = (await signUp(region, 'owner').then((phone) => phone.getOwner({}))).id;
  const { session, client } = await control.maker('maker');
  const { id: accountId } = session.account;
  maker = { accountId, userId: session.user.id, role: 'administrator', kind: 'maker', sessionId: null, keyId: null };
  newProduct = async () => Pid.parse((await client(products).createProduct({ body: { name: '卡片机' } })).pid);
  await control.context.db
    .insertInto('service_order')
    .values({
      id: newServiceOrderId(),
      account_id: accountId,
      service_id: 'video-cloud-storage',
      agreement_version: '1',
      user_id: maker.userId,
    })
    .execute();
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await region.close();
  await control[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** The region's way to control, without the network between. */
function reportsTo(context: ControlContext): Client<typeof controlCalls> {
  const nothingElse = createClient(controlCalls, async () => {
    throw new Error('not part of this test');
  });
  return {
    ...nothingElse,
    async reportRuns({ body }) {
      const answer = await reportRuns(context, { from: REGION }, {
        body,
        params: undefined,
        query: undefined,
      } as never);
      if (isRefusal(answer)) throw new Error(answer.code);
      return controlCalls.reportRuns.reply.parse(answer);
    },
    async reportRun({ params, body }) {
      const answer = await reportRun(context, { from: REGION }, { params, body, query: undefined } as never);
      if (isRefusal(answer)) throw new Error(answer.code);
      return answer;
    },
  };
}

/** Devices that are on the line, and leave it to the test what they answer to a grant. */
function answerPings(context: RegionContext): () => Promise<void> {
  const off = context.notifications.on<DeviceId>(COMMAND_WAITING, (deviceId) => {
    if (deviceId === undefined) return;
    void (async () => {
      for (const { id, name } of await listWaitingCommands(context, [deviceId]))
        if (name === 'ping') await takeReply(context, deviceId, { id, ok: true } as never);
    })();
  });
  return async () => off();
}

async function newDevice(pid: Pid): Promise<DeviceId> {
  const deviceId = newDeviceId();
  await regionContext.db
    .insertInto('device')
    .values({
      device_id: deviceId,
      uuid: newUuid(),
      pid,
      owner_id: ownerId,
      name: '卡片机',
      wrapped_secret: 'none',
      paired_at: sql<Date>`date_trunc('milliseconds', kaitong_now())`,
      removed_at: null,
    })
    .execute();
  const features = { sleepy: false, probe: false, simulate: false };
  await addPresence(regionContext.db, deviceId, { firmware: FirmwareVersion.parse('2.3.0'), features });
  const online = { presence: 'online' as const, seen_at: sql<Date>`kaitong_now()` };
  await regionContext.db.updateTable('device_presence').set(online).where('device_id', '=', deviceId).execute();
  return deviceId;
}

const evidence = (deviceId: DeviceId, pid: Pid, pairedAt: Date): Evidence =>
  ({
    deviceId,
    pid,
    pairedAt: pairedAt.toISOString(),
    firmware: '2.3.0',
    nonce: 'nonce',
    objects: [{ n: 0, kind: 'segment', bytes: 1, sha256: '0'.repeat(64) }],
    rules: 1,
    level2: 'ffmpeg',
    judgedAt: new Date().toISOString(),
  }) as Evidence;

type World = { pids: Pid[]; devices: DeviceId[] };
type Action = { do: 'submit' | 'cancel' | 'signal' | 'pass' | 'remove' | 'end' | 'time'; on: number; how: number };

const signals: RunSignal[] = [
  { type: 'grant.acknowledged', makesTests: false },
  { type: 'event.opened' },
  { type: 'event.completed' },
  { type: 'verdict', pass: true },
  { type: 'verdict', pass: false },
  { type: 'grant.refused', reason: 'busy' },
  { type: 'deadline' },
  { type: 'judge.waiting' },
  { type: 'grant.acknowledged', makesTests: true },
  { type: 'preflight.passed' },
];

async function signal(deviceId: DeviceId, happening: RunSignal): Promise<void> {
  await regionContext.db.transaction().execute(async (trx) => {
    const run = await trx
      .selectFrom('run')
      .selectAll()
      .where('device_id', '=', deviceId)
      .where('state', '=', 'running')
      .executeTakeFirst();
    if (!run) return;
    const moved = await signalRun(trx, run.application_id, happening);
    if (moved !== 'passed') return;
    const passed = evidence(deviceId, Pid.parse(run.pid), run.paired_at);
    await report(trx, run.application_id, { type: 'passed', findings: [], evidence: passed });
  });
}

async function act(world: World, { do: what, on, how }: Action): Promise<void> {
  const deviceId = world.devices[on % world.devices.length] as DeviceId;
  switch (what) {
    case 'submit':
      await createApplication(controlContext, maker, { body: { deviceId, acceptOlderFirmware: true } } as never);
      return;
    case 'cancel': {
      const id = await findApplication(deviceId);
      if (id !== undefined) await cancelApplication(controlContext, maker, { params: { id } } as never);
      return;
    }
    case 'signal':
      return await signal(deviceId, signals[how % signals.length] as RunSignal);
    case 'pass':
      for (const step of signals.slice(0, 4)) await signal(deviceId, step);
      return;
    case 'remove':
      if (how === 0) await endPairing(regionContext, { ownerId, deviceId, ended: 'removed' });
      return;
    case 'end': {
      const id = await findApplication(deviceId);
      if (id !== undefined) await endRun(regionContext, { params: { applicationId: id as never } } as never);
      return;
    }
    case 'time':
      return await letPass(how * 400);
  }
}

/** The one that runs, or the newest. */
async function findApplication(deviceId: DeviceId): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM application WHERE device_id = ${deviceId}
    ORDER BY state = 'verifying' DESC, created_at DESC LIMIT 1`.execute(controlContext.db);
  return rows[0]?.id;
}

async function letPass(ms: number): Promise<void> {
  await Promise.all([region.clock.advance(milliseconds(ms)), control.clock.advance(milliseconds(ms))]);
}

type Row = { id: string; pid: Pid | null; device_id: DeviceId; state: string; ended: number };

async function applicationsOf({ devices }: World): Promise<Row[]> {
  const { rows } = await sql<Row>`
    SELECT id, pid, device_id, state, (SELECT count(*) FROM topic_entry
      WHERE topic = 'application:' || id AND data->>'type' = 'application.ended') AS ended
    FROM application WHERE device_id = ANY(${devices})`.execute(controlContext.db);
  return rows;
}

/** What must hold at every moment. */
async function expectSound(world: World): Promise<void> {
  const taken = await sql<{ most: number }>`
    SELECT greatest(
      (SELECT max(n) FROM (SELECT count(*) AS n FROM application
        WHERE state = 'verifying' AND step <> 'check' GROUP BY pid) a),
      (SELECT max(n) FROM (SELECT count(*) AS n FROM application
        WHERE state = 'verifying' AND step <> 'check' GROUP BY device_id) b), 0) AS most`.execute(controlContext.db);
  expect(taken.rows[0]?.most).toBeLessThanOrEqual(1);
  for (const { state, ended } of await applicationsOf(world))
    expect(ended).toBeLessThanOrEqual(state === 'verifying' ? 0 : 1);
}

/** Everybody's time is over: also that of a run whose wait for a wave begins when the ten minutes of its test are. */
async function letAllEnd({ devices }: World): Promise<void> {
  await vi.waitFor(
    async () => {
      await letPass(600_000);
      const { rows } = await sql`
        SELECT FROM run WHERE state = 'running' AND device_id = ANY(${devices})`.execute(regionContext.db);
      expect(rows).toEqual([]);
    },
    { timeout: 30_000, interval: 200 },
  );
}

/** What must be left once everybody's time is over. */
async function expectSettled(world: World, seen: Map<string, number>): Promise<void> {
  const rows = await vi.waitFor(
    async () => {
      const found = await applicationsOf(world);
      expect(found.filter(({ ended }) => ended !== 1)).toEqual([]);
      return found;
    },
    { timeout: 30_000, interval: 20 },
  );
  for (const { state } of rows) seen.set(state, (seen.get(state) ?? 0) + 1);
  const approved = rows.filter(({ state }) => state === 'approved');
  const { rows: activations } = await sql<{ pid: Pid; application_id: ApplicationId }>`
    SELECT pid, application_id FROM activation WHERE pid = ANY(${world.pids})`.execute(controlContext.db);
  const pairs = (list: { pid: Pid | null; id: string }[]) => list.map(({ pid, id }) => `${pid} ${id}`).sort();
  expect(pairs(activations.map(({ pid, application_id: id }) => ({ pid, id })))).toEqual(pairs(approved));
}

const action: fc.Arbitrary<Action> = fc.record({
  do: fc.oneof(
    { weight: 5, arbitrary: fc.constant('submit' as const) },
    { weight: 3, arbitrary: fc.constant('cancel' as const) },
    { weight: 5, arbitrary: fc.constant('signal' as const) },
    { weight: 4, arbitrary: fc.constant('pass' as const) },
    { weight: 1, arbitrary: fc.constantFrom('remove' as const, 'end' as const) },
    { weight: 1, arbitrary: fc.constant('time' as const) },
  ),
  on: fc.nat(3),
  how: fc.nat(40),
});

test('every application ends once, and nothing is running or activated that should not be', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(action, { minLength: 2, maxLength: 7 }), { minLength: 8, maxLength: 10 }),
      async (rounds) => {
        const pids = [await newProduct(), await newProduct()];
        const devices = await Promise.all([0, 0, 1, 1].map((at) => newDevice(pids[at] as Pid)));
        const world = { pids, devices };
        for (const round of rounds) {
          await Promise.all(round.map((one) => act(world, one)));
          await expectSound(world);
        }
        await letAllEnd(world);
        await expectSettled(world, seen);
        expect(errors).toEqual([]);
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
  expect([...seen.keys()].sort()).toEqual(['approved', 'cancelled', 'refused', 'rejected']);
}, 240_000);
