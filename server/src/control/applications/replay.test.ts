// A clip that passes in one region and was shown before, in whatever region and account: control is the only one to see it.
import { createHash } from 'node:crypto';
import { ApplicationId, hours, isRefusal, products, Region, type RunReport } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { MakerCaller } from '../../callers.ts';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import type { RegionHandlers } from '../../http/testing/region-peer.ts';
import { randomId } from '../../secrets/ids.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { applicationHooks, startControlWork } from '../work.ts';
import { cancelApplication } from './cancel-application.ts';
import { createApplication } from './create-application.ts';
import { reportRun } from './take-reports.ts';

type RegionName = 'cn' | 'eu';

const PAIRED_AT = '2026-01-01T00:00:00.000Z';
const answers: Record<RegionName, Partial<RegionHandlers>> = { cn: {}, eu: {} };
/** Which product each device is of, and where it is. */
const units = new Map<string, { pid: string; region: RegionName }>();

let control: ControlRig;
let makers: MakerCaller[];
let newProduct: (maker: MakerCaller) => Promise<string>;
const works: { stop(): Promise<unknown> }[] = [];

beforeAll(async () => {
  control = await startControl({ answers, hooks: applicationHooks });
  const people = [await control.maker('one'), await control.maker('another')];
  makers = people.map(({ session: { account, user } }) => ({
    accountId: account.id,
    userId: user.id,
    role: 'administrator',
    kind: 'maker',
    sessionId: null,
    keyId: null,
  }));
  for (const { accountId, userId } of makers)
    await control.context.db
      .insertInto('service_order')
      .values({
        id: randomId('so', 18),
        account_id: accountId,
        service_id: 'video-cloud-storage',
        agreement_version: '1',
        user_id: userId,
      })
      .execute();
  newProduct = async (maker) => {
    const person = people[makers.indexOf(maker)];
    if (!person) throw new Error('nobody');
    return (await person.client(products).createProduct({ body: { name: '卡片机' } })).pid;
  };
  for (const region of ['cn', 'eu'] as const)
    answers[region].findDevice = async (_caller, { body }) => find(region, body);
  // As two processes would: an activation is in the hands of whoever comes first.
  for (const _process of [1, 2]) works.push(startControlWork(control.context));
});
afterAll(async () => {
  await Promise.all(works.map((work) => work.stop()));
  await control[Symbol.asyncDispose]();
});

function find(
  region: RegionName,
  { deviceId }: { deviceId: string },
): Awaited<ReturnType<RegionHandlers['findDevice']>> {
  const unit = units.get(deviceId);
  if (unit?.region !== region) return { judge: true, found: null };
  return {
    judge: true,
    found: {
      deviceId,
      pid: unit.pid,
      uuid: 'uuid0123456789abcdef',
      pairedAt: PAIRED_AT,
      presence: 'online',
      isExpected: true,
      firmware: '2.3.0',
      features: { sleepy: false, probe: false },
      motionDetection: null,
    },
  } as never;
}

type Submitted = { id: ApplicationId; region: Region; deviceId: string; pid: string };

async function submit(region: RegionName, maker = makers[0] as MakerCaller): Promise<Submitted> {
  const pid = await newProduct(maker);
  const deviceId = randomId('6c', 20);
  units.set(deviceId, { pid, region });
  const body = { deviceId, acceptOlderFirmware: true };
  const answer = await createApplication(control.context, maker, { body } as never);
  if (isRefusal(answer)) throw new Error(answer.code);
  return { id: ApplicationId.parse(answer.id), region: Region.parse(region), deviceId, pid };
}

const framesOf = (clip: string, numbers: number[] = [0, 1, 2, 3]): string[] =>
  numbers.map((n) => createHash('sha256').update(`${clip} ${n}`).digest('hex'));

async function pass({ id, region, deviceId, pid }: Submitted, fingerprints: string[] | undefined): Promise<void> {
  const evidence = {
    deviceId,
    pid,
    pairedAt: PAIRED_AT,
    firmware: '2.3.0',
    nonce: 'nonce',
    objects: [{ n: 0, kind: 'segment', bytes: 1, sha256: '0'.repeat(64) }],
    rules: 1,
    level2: 'ffmpeg',
    judgedAt: '2026-01-01T00:00:00.000Z',
  };
  const report = {
    type: 'passed',
    findings: [],
    evidence,
    ...(fingerprints && { fingerprints }),
  } as unknown as RunReport;
  const said = { params: { applicationId: id }, body: { region, reports: [{ seq: 1, report }] }, query: undefined };
  const answer = await reportRun(control.context, { from: region }, said as never);
  if (isRefusal(answer)) throw new Error(answer.code);
}

const read = async ({ id }: Submitted) =>
  await control.context.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

async function outcomeOf(submitted: Submitted) {
  return await vi.waitFor(
    async () => {
      const application = await read(submitted);
      expect(application.state).not.toBe('verifying');
      return application;
    },
    { timeout: 20_000, interval: 20 },
  );
}

const activations = async (all: Submitted[]) =>
  await control.context.db
    .selectFrom('activation')
    .select('application_id')
    .where(
      'application_id',
      'in',
      all.map(({ id }) => id),
    )
    .execute();

test('a clip that passed in one region is a replay in another, under another account too, and activates nothing', async () => {
  const first = await submit('cn');
  await pass(first, framesOf('clip'));
  expect(await outcomeOf(first)).toMatchObject({ state: 'approved' });
  const second = await submit('eu', makers[1]);
  await pass(second, framesOf('clip'));
  expect(await outcomeOf(second)).toMatchObject({
    state: 'rejected',
    problem: { code: 'clip_rejected' },
    certificate: null,
    findings: [{ code: 'replay', severity: 'error', measured: 'fingerprint', params: { seen: 4, keyFrames: 4 } }],
  });
  expect(await activations([first, second])).toEqual([{ application_id: first.id }]);
});

test('a clip that shares less than half of its key frames with another is no replay; from half on it is', async () => {
  const [first, less, half] = [await submit('cn'), await submit('eu'), await submit('eu')];
  await pass(first, framesOf('pre-record', [0, 1, 2, 3]));
  await outcomeOf(first);
  await pass(less, framesOf('pre-record', [3, 4, 5]));
  expect(await outcomeOf(less)).toMatchObject({ state: 'approved' });
  await pass(half, framesOf('pre-record', [2, 3, 6, 7]));
  expect(await outcomeOf(half)).toMatchObject({ state: 'rejected', findings: [{ code: 'replay' }] });
});

test('a report that comes twice is no replay of itself', async () => {
  const one = await submit('cn');
  await Promise.all([pass(one, framesOf('twice')), pass(one, framesOf('twice'))]);
  await pass(one, framesOf('twice'));
  expect(await outcomeOf(one)).toMatchObject({ state: 'approved' });
});

test('of two regions that pass the same clip at once, exactly one is activated', async () => {
  for (let round = 0; round < 8; round++) {
    const both = [await submit('cn'), await submit('eu', makers[1])];
    await Promise.all(both.map((one) => pass(one, framesOf(`race ${round}`))));
    const states = (await Promise.all(both.map(outcomeOf))).map(({ state }) => state);
    expect(states.sort()).toEqual(['approved', 'rejected']);
    expect(await activations(both)).toHaveLength(1);
  }
}, 60_000);

test('a clip of an application that was cancelled before it passed is remembered, and its late report keeps no key frames', async () => {
  const cancelled = await submit('cn');
  await cancelApplication(control.context, makers[0] as MakerCaller, { params: { id: cancelled.id } } as never);
  await pass(cancelled, framesOf('cancelled'));
  const { rows } = await sql<{ report: object }>`
    SELECT report FROM late_report WHERE application_id = ${cancelled.id}`.execute(control.context.db);
  expect(rows).toMatchObject([{ report: { type: 'passed' } }]);
  expect(JSON.stringify(rows)).not.toContain(framesOf('cancelled')[0]);
  const other = await submit('eu');
  await pass(other, framesOf('cancelled'));
  expect(await outcomeOf(other)).toMatchObject({ state: 'rejected', findings: [{ code: 'replay' }] });
});

test('a region that names no key frames is heard as before', async () => {
  const one = await submit('cn');
  await pass(one, undefined);
  expect(await outcomeOf(one)).toMatchObject({ state: 'approved', key_frames: null });
});

test('what a region told stands in no table as it was told, and the key that hides it stands there wrapped', async () => {
  const one = await submit('cn');
  const told = framesOf('hidden');
  await pass(one, told);
  await outcomeOf(one);
  const { rows: tables } = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'control'`.execute(
    control.context.db,
  );
  for (const { name } of tables) {
    const { rows } = await sql`SELECT * FROM ${sql.table(name)}`.execute(control.context.db);
    for (const fingerprint of told) expect(JSON.stringify(rows), name).not.toContain(fingerprint);
  }
  const { rows: keys } = await sql<{ wrapped_key: string }>`SELECT wrapped_key FROM fingerprint_key`.execute(
    control.context.db,
  );
  expect(keys).toEqual([{ wrapped_key: expect.stringMatching(/^w1\./) }]);
});

test('key frames are forgotten after two years', async () => {
  const { db } = control.context;
  const count = async () =>
    (await sql<{ n: number }>`SELECT count(*)::int AS n FROM fingerprint`.execute(db)).rows[0]?.n;
  const one = await submit('cn');
  await pass(one, framesOf('old'));
  await outcomeOf(one);
  const tidied = async (days: number) => {
    const before = await findDeadline(db, 'control.tidy', 'all');
    await control.clock.advance(hours(24 * days));
    await vi.waitFor(
      async () => {
        const next = await findDeadline(db, 'control.tidy', 'all');
        expect(next?.getTime()).toBeGreaterThan(before?.getTime() ?? 0);
        expect(next?.getTime()).toBeGreaterThan(control.clock.now().getTime());
      },
      { timeout: 30_000 },
    );
  };
  await tidied(729);
  expect(await count()).toBeGreaterThan(0);
  await tidied(2);
  expect(await count()).toBe(0);
});
