// What a successful activation changes, when, and for whom: the entry, the certificate, the progress, the planes' word.
import { controlPlane, createClient, type Evidence, Region, type RunReport, seconds } from '@kaitong/contract';
import { verifyCertificate } from '@kaitong/judge';
import { planeSend, planeToken } from '@kaitong/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { refusedCode } from './testing/expectations.ts';
import { holdRows } from './testing/holds.ts';
import type { Owner } from './testing/people.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import { freshClip, stages } from './testing/stages.ts';

const PLANE_SECRET = 'a secret that all planes of this test share';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({ KAITONG_PLANE_TOKEN: PLANE_SECRET });
});
afterAll(() => rig.stop());

/** Everything that the app shows of an owner's devices, but when they were last heard. */
async function shownBy(owner: Owner): Promise<string> {
  const { items } = await owner.listDevices({});
  return JSON.stringify(items.map(({ lastSeenAt: _, ...device }) => device));
}

test('the app’s answers stay what they were until the region has the product, and change at the next request', async () => {
  const unit = await rig.unit();
  const neighbour = await rig.newOwner();
  await rig.unit({ pid: unit.pid, owner: neighbour });
  const device = await unit.device();
  const before = await Promise.all([unit.owner, neighbour].map(shownBy));
  const unchanged = async () => expect(await Promise.all([unit.owner, neighbour].map(shownBy))).toEqual(before);

  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('grant.acknowledged');
  await unchanged();
  const clip = await freshClip();
  const event = await device.open();
  for (const object of clip.objects) {
    await device.upload(event, object);
    await unchanged();
  }
  const held = await holdRows(rig.regions.cn, 'SELECT FROM product WHERE pid = $1 FOR UPDATE', [unit.pid]);
  await device.close(event, clip.objects);
  await run.sees('step.started', ({ step }) => step === 'publish');
  expect(await rig.maker.getApplication({ params: { id: run.id } })).toMatchObject({
    state: 'approved',
    endedAt: null,
  });
  await unchanged();

  await held.release();
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'approved', endedAt: expect.any(String) });
  for (const owner of [unit.owner, neighbour]) {
    const shown = (await owner.listDevices({})).items.find(({ pid }) => pid === unit.pid);
    expect(shown?.cloudStorage?.plans.length).toBeGreaterThan(0);
  }
});

test('a region that confirms a state from before the activation does not end the application', async () => {
  const { unit, run, goOn } = await stages.activate({ rig });
  // The product’s first state is on its way to the region once more while the PID is activated.
  const held = await holdRows(rig.regions.cn, 'SELECT FROM product WHERE pid = $1 FOR UPDATE', [unit.pid]);
  await rig.control.pool.query("UPDATE publication SET confirmed_version = 0 WHERE pid = $1 AND region = 'cn'", [
    unit.pid,
  ]);
  await rig.control.pool.query(
    "INSERT INTO deadline (kind, subject, due_at) VALUES ('deliver cn', $1, kaitong_now())",
    [`product ${unit.pid}`],
  );
  await rig.clock.advance(seconds(0));
  await eventually(async () => expect(await rig.isWaitedFor('region_cn', '"product"')).toBe(true));
  await goOn();
  await run.sees('step.started', ({ step }) => step === 'publish');
  await held.release();
  await run.ended();
  const { pool } = rig.control;
  await eventually(async () => {
    const { rows } = await pool.query(
      "SELECT FROM publication JOIN product USING (pid) WHERE pid = $1 AND region = 'cn' AND confirmed_version = version",
      [unit.pid],
    );
    expect(rows).toHaveLength(1);
  });
  const { rows } = await pool.query(
    'SELECT FROM topic_entry WHERE topic = $1 AND data @> \'{"type": "region.published", "region": "cn"}\'',
    [`application:${run.id}`],
  );
  expect(rows).toHaveLength(1);
});

describe('a certificate', () => {
  test('is checked offline with the published keys, names its evidence, and shows every change', async () => {
    const { unit, run, clip, device } = await stages['await-event']({ rig });
    const firmwareSha256 = 'ab'.repeat(32);
    const event = await device.open({ firmwareSha256 });
    for (const object of clip.objects) await device.upload(event, object);
    await device.close(event, clip.objects);
    const { application } = await run.ended();
    const { certificate } = await rig.maker.getCertificate({ params: { id: application.id } });
    const keys = await rig.maker.getCertificateKeys({});
    const checked = await verifyCertificate(certificate, keys);
    expect(checked).toMatchObject({
      ok: true,
      payload: {
        applicationId: application.id,
        pid: unit.pid,
        deviceId: unit.deviceId,
        firmware: unit.firmware,
        firmwareSha256,
        objects: clip.objects.map(({ declaration: { n, kind, bytes, sha256 } }) => ({ n, kind, bytes, sha256 })),
        warnings: [{ code: 'enc.none' }],
      },
    });
    const [header = '', payload = '', signature = ''] = certificate.split('.');
    const other = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('2.3.0', '2.3.1'));
    const forged = [header, other.toString('base64url'), signature].join('.');
    expect(await verifyCertificate(forged, keys)).toEqual({ ok: false, reason: 'signature_wrong' });
    expect(await verifyCertificate(certificate, { keys: [] })).toEqual({ ok: false, reason: 'key_unknown' });
    const stranger = await rig.newMaker();
    expect(await refusedCode(stranger.getCertificate({ params: { id: application.id } }))).toBe('not_found');
  });

  test('is not there before the activation', async () => {
    const { run } = await stages.activate({ rig });
    expect(await refusedCode(rig.maker.getCertificate({ params: { id: run.id } }))).toBe('not_found');
    await rig.maker.cancelApplication({ params: { id: run.id } });
  });
});

test('progress is numbered without gaps and goes on after any number, while it runs and afterwards', async () => {
  const { run, goOn } = await stages['await-upload']({ rig });
  const [whole, resumed]: number[][] = [[], []];
  const read = async (into: number[], lastEventId: number) => {
    for await (const { seq, progress } of rig.maker.follow(run.id, { lastEventId })) {
      into.push(seq);
      if (progress.type === 'application.ended') return;
    }
  };
  const reading = [read(whole ?? [], 0), read(resumed ?? [], 7)];
  await goOn();
  await Promise.all(reading);
  const all = Array.from({ length: whole?.length ?? 0 }, (_, at) => at + 1);
  expect(whole).toEqual(all);
  expect(resumed).toEqual(all.slice(7));
  const again: number[] = [];
  await read(again, all.length - 1);
  expect(again).toEqual(all.slice(-1));
  const stranger = await rig.newMaker();
  await expect(stranger.follow(run.id).next()).rejects.toMatchObject({ problem: { code: 'not_found' } });
});

describe('the planes', () => {
  const asRegion = (name: string) =>
    createClient(controlPlane, planeSend(rig.url, planeToken(PLANE_SECRET, Region.parse(name), 'control')));
  const passed = (unit: { deviceId: string; pid: string }): RunReport => ({
    type: 'passed',
    findings: [],
    evidence: {
      deviceId: unit.deviceId,
      pid: unit.pid,
      pairedAt: new Date().toISOString(),
      firmware: '2.3.0',
      nonce: 'n',
      objects: [],
      rules: 1,
      level2: 'ffmpeg',
      judgedAt: new Date().toISOString(),
    } as unknown as Evidence,
  });
  const takenOf = async (id: string) => {
    const { rows } = await rig.control.pool.query('SELECT reports_taken FROM application WHERE id = $1', [id]);
    return rows[0]?.reports_taken as number;
  };

  test('only the region that an application was started in is heard', async () => {
    const { unit, run } = await stages['await-event']({ rig });
    const taken = await takenOf(run.id);
    const reports = [{ seq: taken + 1, report: passed(unit) }];
    const report = (from: string, region: string) =>
      refusedCode(
        asRegion(from).reportRun({
          params: { applicationId: run.id },
          body: { region: Region.parse(region), reports },
        }),
      );
    expect(await report('eu', 'eu')).toBe('not_allowed');
    expect(await report('eu', 'cn')).toBe('not_allowed');
    expect(await takenOf(run.id)).toBe(taken);
    await rig.maker.cancelApplication({ params: { id: run.id } });
  });

  test('a verdict that comes after the end is recorded and not applied', async () => {
    const { unit, run } = await stages['await-event']({ rig });
    await rig.maker.cancelApplication({ params: { id: run.id } });
    await run.ended();
    const seq = (await takenOf(run.id)) + 1;
    const body = { region: Region.parse('cn'), reports: [{ seq, report: passed(unit) }] };
    const { taken } = await asRegion('cn').reportRun({ params: { applicationId: run.id }, body });
    expect(taken).toBe(seq);
    expect((await rig.maker.getApplication({ params: { id: run.id } })).state).toBe('cancelled');
    const { rows } = await rig.control.pool.query(
      "SELECT report->>'type' AS type FROM late_report WHERE application_id = $1",
      [run.id],
    );
    expect(rows).toEqual([{ type: 'passed' }]);
    expect((await rig.control.pool.query('SELECT FROM activation WHERE pid = $1', [unit.pid])).rowCount).toBe(0);
  });

  test('a number is taken once and in order', async () => {
    const { run } = await stages['await-event']({ rig });
    const taken = await takenOf(run.id);
    const hinted: RunReport = { type: 'progress', progress: { type: 'wave.hinted', at: new Date().toISOString() } };
    const report = (...numbers: number[]) =>
      asRegion('cn').reportRun({
        params: { applicationId: run.id },
        body: { region: Region.parse('cn'), reports: numbers.map((seq) => ({ seq, report: hinted })) },
      });
    expect(await report(taken + 2)).toEqual({ taken });
    expect(await report(taken, taken + 1)).toEqual({ taken: taken + 1 });
    expect(await report(taken + 1)).toEqual({ taken: taken + 1 });
    await rig.maker.cancelApplication({ params: { id: run.id } });
    const { progress } = await run.ended();
    expect(progress.filter(({ type }) => type === 'wave.hinted')).toHaveLength(1);
  });

  test('a region whose run outlives its application is told to end it again', async () => {
    const { unit, run, device } = await stages['await-event']({ rig });
    await rig.control.pool.query("UPDATE application SET state = 'cancelled', ended_at = kaitong_now() WHERE id = $1", [
      run.id,
    ]);
    await device.open();
    await eventually(async () =>
      expect(
        await (async () => {
          const { rows } = await rig.regions.cn.pool.query('SELECT state FROM run WHERE application_id = $1', [run.id]);
          return rows[0]?.state;
        })(),
      ).toBe('ended'),
    );
    expect(await refusedCode(device.open({ deviceEventId: 'late' }))).toBe('grant_ended');
    expect((await unit.owner.listDevices({})).items.find((one) => one.pid === unit.pid)?.cloudStorage).toBeNull();
  });
});

test('an event holds no more than a verification needs, whatever durations its device tells', async () => {
  const { run, device } = await stages['await-event']({ rig });
  const { eventId } = await device.open();
  const declare = (n: number, bytes: number, durationMs = 0) =>
    refusedCode(
      device.api.declareObject({
        params: { eventId },
        body: { n, kind: 'segment', bytes, durationMs, md5: '0'.repeat(32), sha256: '0'.repeat(64), iv: null },
      }),
    );
  expect(await declare(0, 17 * 1024 * 1024)).toBe('object_too_large');
  for (let n = 0; n < 16; n++) expect(await declare(n, 16 * 1024 * 1024)).toBeUndefined();
  expect(await declare(16, 1)).toBe('footage_limit_reached');
  await rig.maker.cancelApplication({ params: { id: run.id } });
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
