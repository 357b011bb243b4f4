// The disk of everything, PostgreSQL included, is filled to its last byte while cameras upload.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { forgetRates, PASSWORD } from '../../src/activation/testing/people.ts';
import { type Stage, stages } from '../../src/activation/testing/stages.ts';
import type { Opened, Unit } from '../../src/activation/testing/units.ts';
import { completeEvents, expectPlayable, listEvents } from '../../src/service/testing/footage.ts';
import { mountSmallDisk } from '../../src/service/testing/small-disk.ts';
import { type SmallRig, startSmallRig } from '../../src/service/testing/small-rig.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { descendantsOf } from '../../src/start/testing/process-list.ts';

const MB = 2 ** 20;
const SIZE = 768 * MB;
/** Below the tenth at which uploads stop, and enough for everything else to go on. */
const NEARLY_FULL = 40 * MB;
/** Longer than any step of a run lasts. */
const AWAY = seconds(150);
const TO_COME_BACK = 90_000;

const disk = mountSmallDisk(SIZE);
/** Where the copy of the keys lies. */
const keysDisk = disk && mountSmallDisk(4 * MB);

describe.skipIf(!keysDisk)('a disk that is full', () => {
  if (!disk || !keysDisk) return;
  let rig: SmallRig;
  let recorder: Unit;
  let camera: Awaited<ReturnType<Unit['camera']>>;
  let stage: Stage & { event: Opened };
  /** Hashes of what the platform has acknowledged, by event and number. */
  const acknowledged = new Map<string, string>();

  beforeAll(async () => {
    rig = await startSmallRig(disk, { KAITONG_KEYS_COPY: path.join(keysDisk.folder, 'keys') });
    recorder = await rig.unit();
    await subscribe(rig, recorder);
    camera = await recorder.camera({ fetch: watched, clip: { preRecordMs: 1000, postRecordMs: 2000 } });
    await eventually(() => expect(camera.device.findRecordingGrant()).toBeDefined());
    for (let wave = 1; wave <= 2; wave++) {
      camera.wave();
      await completeEvents(recorder, wave);
    }
    stage = await stages['await-upload']({ rig, objects: 1 });
    await eventually(() => expect(existsSync(reserve())).toBe(true));
  });
  afterAll(async () => {
    for (const one of [disk, keysDisk]) one.empty();
    await rig?.stop();
    for (const one of [disk, keysDisk]) one.unmount();
  });

  const reserve = () => path.join(rig.folder, 'data', 'postgres', 'reserve');

  /** Declares are remembered by what they say, commits by what they were answered. */
  const declared = new Map<string, string>();
  const watched: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const [, eventId, n, isCommit] = /\/events\/(\w+)\/objects(?:\/(\d+)(\/commit)?)?$/.exec(String(input)) ?? [];
    if (eventId === undefined || !response.ok) return response;
    const body = JSON.parse(String(init?.body ?? '{}')) as { n?: number; sha256?: string; next?: typeof body };
    for (const one of [body, body.next]) if (one?.sha256 !== undefined) declared.set(`${eventId}/${one.n}`, one.sha256);
    if (isCommit) acknowledged.set(`${eventId}/${n}`, declared.get(`${eventId}/${n}`) ?? '');
    return response;
  };

  const ready = async () => (await (await fetch(`${rig.url}/readyz`)).json()) as { away: string[] };
  const put = async (): Promise<Response> => {
    const { device, event, clip } = stage;
    const object = clip.objects[1];
    if (!object) throw new Error('a clip of one object');
    const target = await device.api.declareObject({ params: { eventId: event.eventId }, body: object.declaration });
    return await device.put(target, object.bytes);
  };
  const signIn = () =>
    fetch(`${rig.url}/cn/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: rig.url },
      body: JSON.stringify({ login: recorder.owner.login, password: PASSWORD }),
    });

  test('uploads stop long before its last byte, and whoever uploads is told when to come again', async () => {
    disk.fill(NEARLY_FULL);
    await eventually(async () => expect(await ready()).toMatchObject({ ok: false, away: ['disk'] }));
    const answer = await put();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([507, '15']);
    expect(Problem.parse(await answer.json())).toMatchObject({ code: 'disk_full', params: { seconds: 15 } });
  });

  test('signing in, playing and deleting go on, and every answer says that the storage is full', async () => {
    await forgetRates(rig);
    const signedIn = await signIn();
    expect([signedIn.status, signedIn.headers.get('kaitong-storage')]).toEqual([200, 'full']);
    const [first, second] = await listEvents(recorder);
    if (!first || !second) throw new Error('nothing was recorded');
    await expectPlayable(recorder, first);
    const { deviceId } = recorder;
    await recorder.owner.footage.deleteEvent({ params: { deviceId, eventId: second.eventId } });
    expect((await listEvents(recorder)).map(({ eventId }) => eventId)).toEqual([first.eventId]);
    for (const name of acknowledged.keys()) if (name.startsWith(second.eventId)) acknowledged.delete(name);
  });

  test('a run that is under way stands still', async () => {
    camera.wave(); // it records, and waits with what it has
    await eventually(async () => {
      const { rows } = await rig.regions.cn.pool.query(
        "SELECT part FROM uptime WHERE up_at < kaitong_now() - interval '5 seconds'",
      );
      expect(rows).toEqual([{ part: 'disk' }]);
    });
    await rig.clock.advanceAway(AWAY);
    await eventually(async () => {
      const { stepDeadlineAt, state } = await rig.maker.getApplication({ params: { id: stage.run.id } });
      expect([state, Date.parse(stepDeadlineAt ?? '') > rig.clock.now().getTime()]).toEqual(['verifying', true]);
    });
  });

  /** Every kind of call, again and again; nothing may look like a bug. */
  async function callsFor(ms: number): Promise<number[]> {
    const seen = new Set<number>();
    const calls = [
      () => put(),
      () => signIn(),
      () => fetch(`${rig.url}/healthz`),
      () => fetch(`${rig.url}/cn/device/v1/challenge`, post({ deviceId: recorder.deviceId })),
      () => fetch(`${rig.url}/cn/api/v1/me`),
    ];
    for (const until = performance.now() + ms; performance.now() < until; await delay(100))
      for (const call of calls) seen.add(await call().then(({ status }) => status, statusOf));
    return [...seen].sort();
  }
  const post = (body: object): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const statusOf = (error: unknown): number => (error as { problem?: { status: number } }).problem?.status ?? 0;

  test('without a byte left nothing ends for good: calls are refused with a reason, or answered', async () => {
    disk.fill();
    const grown = rig.regions.cn.pool.query(
      'CREATE TABLE grown AS SELECT repeat(md5(n::text), 9) FROM generate_series(1, 99999) n',
    );
    await expect(grown).rejects.toMatchObject({ code: '53100' });
    const statuses = await callsFor(10_000);
    process.stdout.write(`to its last byte: ${statuses.join(', ')}\n`);
    expect(statuses).not.toContain(500);
    expect(statuses).toContain(507);
    expect(rig.server().exitCode()).toBeNull();
  });

  test('PostgreSQL that is killed then starts from the reserve, and the server with it', async () => {
    process.kill(rig.postgres() ?? 0, 'SIGKILL');
    const statuses = await callsFor(3000);
    process.stdout.write(`PostgreSQL killed: ${statuses.join(', ')}\n`);
    expect(statuses).not.toContain(500);
    await eventually(async () => expect((await fetch(`${rig.url}/healthz`)).status).toBe(200));
    expect(existsSync(reserve())).toBe(false);
    await rig.restart();
    expect((await fetch(`${rig.url}/healthz`)).status).toBe(200);
    expect((await ready()).away).toContain('disk');
  });

  test('with the reserve used up PostgreSQL ends for want of room for its log, and the server waits for space', async () => {
    disk.fill();
    const before = rig.postgres();
    await eventually(async () => {
      await rig.control.pool
        .query('SELECT pg_logical_emit_message(true, $1, $1), pg_switch_wal()', ['x'])
        .catch(() => {});
      expect(rig.postgres()).not.toBe(before);
    });
    const statuses = await callsFor(3000);
    process.stdout.write(`no room for its log: ${statuses.join(', ')}\n`);
    expect(statuses).not.toContain(500);
    expect(statuses).toContain(503);
    expect(rig.server().exitCode()).toBeNull();
  });

  test('everything goes on when there is space again, and nothing that was acknowledged is lost', async () => {
    disk.empty();
    await eventually(async () => expect(await ready()).toMatchObject({ ok: true, away: [] }), TO_COME_BACK);
    await eventually(() => expect(existsSync(reserve())).toBe(true), TO_COME_BACK);
    await forgetRates(rig);
    await stage.goOn();
    const { application } = await stage.run.ended();
    expect(application).toMatchObject({ state: 'approved', problem: null });
    await eventually(() => expect(camera.device.recordings.waiting).toBe(0), TO_COME_BACK);
    for (const event of await completeEvents(recorder, 2)) await expectPlayable(recorder, event);
    const { rows } = await rig.regions.cn.pool.query(
      `SELECT retention_class, day, event_id, n, sha256 FROM recorded_object WHERE state = 'committed'`,
    );
    const kept = new Map(rows.map((row) => [`${row.event_id}/${row.n}`, row]));
    expect(acknowledged.size).toBeGreaterThan(4);
    for (const [name, sha256] of acknowledged) {
      const { retention_class, day, event_id, n } = kept.get(name) ?? {};
      const key = `footage/${retention_class}/${day}/${recorder.deviceId}/${event_id}/${String(n).padStart(6, '0')}`;
      const bytes = readFileSync(path.join(rig.folder, 'data/objects/cn/objects', key));
      expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(sha256);
    }
  });

  test('judges that somebody stopped are an outage of ours, and the run goes on without them', async () => {
    const { run, held, event } = await stages.verify({ rig });
    const judges = descendantsOf(rig.server().pid).filter(({ command }) => command.includes('judge'));
    expect(judges.length).toBeGreaterThan(0);
    for (const { pid } of judges) process.kill(pid, 'SIGSTOP');
    await eventually(async () => expect((await ready()).away).toEqual(['judge']));
    await held.release();
    const { application } = await run.ended();
    expect(application).toMatchObject({ state: 'approved', problem: null });
    expect(application.findings.filter(({ code }) => code.startsWith('decode.'))).toEqual([]);
    expect(event.eventId).toBeDefined();
    await eventually(async () => expect((await ready()).away).toEqual([]));
  });

  test('of the keys’ copy it keeps new keys out and takes nothing back: all goes on as soon as there is room', async () => {
    keysDisk.fill();
    await eventually(async () => expect((await ready()).away).toEqual(['keys']));
    const unit = await rig.unit(); // pairing needs none
    await subscribe(rig, unit);
    const refused = new Set<string>();
    const noting: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (answer.status < 500) return answer;
      const { code } = Problem.parse(await answer.clone().json());
      refused.add(`${answer.status} ${code}, again after ${answer.headers.get('retry-after')} s`);
      return answer;
    };
    const fresh = await unit.camera({ fetch: noting, clip: { preRecordMs: 1000, postRecordMs: 2000 } });
    await eventually(() => expect(fresh.device.findRecordingGrant()).toBeDefined());
    fresh.wave();
    await eventually(() => expect([...refused]).toEqual(['507 keys_full, again after 15 s']));
    expect(await listEvents(unit)).toEqual([]);

    camera.wave(); // whose key is there
    const [first] = await completeEvents(recorder, 3);
    if (!first) throw new Error('nothing was recorded');
    const params = { deviceId: recorder.deviceId, eventId: first.eventId };
    await expect(recorder.owner.footage.deleteEvent({ params })).rejects.toMatchObject({
      problem: { status: 507, code: 'keys_full' },
    });
    await expectPlayable(recorder, first);

    keysDisk.empty();
    await eventually(() => expect(fresh.device.recordings.waiting).toBe(0), TO_COME_BACK);
    for (const event of await completeEvents(unit, 1)) await expectPlayable(unit, event);
    await recorder.owner.footage.deleteEvent({ params });
    expect(await listEvents(recorder)).toHaveLength(2);
    await eventually(async () => expect((await ready()).away).toEqual([]), TO_COME_BACK);
  });
});
