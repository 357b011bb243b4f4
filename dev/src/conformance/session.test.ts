// Who may start an extended test, what ends one early, and what is put back.
import { createHash, randomBytes } from 'node:crypto';
import type { ConformanceId } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putChunked } from '../activation/testing/chunked.ts';
import { eventually } from '../activation/testing/eventually.ts';
import { refusedCode } from '../activation/testing/expectations.ts';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { subscribe } from '../service/testing/subscribe.ts';
import { activatedUnit, endOf, start, verdictsOf } from './testing/tested.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(() => rig.stop());

const startCode = (deviceId: string, maker = rig.maker) =>
  refusedCode(maker.startConformance({ body: { deviceId, items: ['motion-off'] } }));

/** Resolves when the camera has taken the setting of the item. */
const reaches = (id: ConformanceId, code: string) =>
  eventually(async () => {
    const { items } = await rig.maker.getConformance({ params: { id } });
    expect(items.flatMap(({ observations }) => observations.map((one) => one.code))).toContain(code);
  });

test('only an activated product’s camera of a tester is tested, while nobody has paid for it', async () => {
  expect(await startCode('6c00000000000000000000')).toBe('device_unknown');
  const fresh = await rig.unit();
  await fresh.camera();
  expect(await startCode(fresh.deviceId)).toBe('product_not_activated');

  const { unit, camera } = await activatedUnit(rig);
  const stranger = await rig.newMaker();
  expect(await startCode(unit.deviceId, stranger)).toBe('pid_not_in_account');
  await camera.close();
  await eventually(async () => expect(await startCode(unit.deviceId)).toBe('device_offline'));
  const again = await unit.camera();
  await again.device.changeSettings({ privacyMode: true });
  await eventually(async () => expect(await startCode(unit.deviceId)).toBe('privacy_mode'));
  await again.device.changeSettings({ privacyMode: false });
  await subscribe(rig, unit);
  await eventually(async () => expect(await startCode(unit.deviceId)).toBe('device_subscribed'));

  const owner = await rig.newOwner();
  const theirs = await rig.unit({ owner, pid: unit.pid });
  await theirs.camera();
  await eventually(async () => expect(await startCode(theirs.deviceId)).toBe('tester_required'));
  const { items } = await rig.maker.listConformance({ query: {} });
  expect(items.filter(({ deviceId }) => deviceId === theirs.deviceId)).toEqual([]);
});

test('a device is in one test at a time; cancelled, it gets its settings back and can be tested again', async () => {
  const { unit, camera } = await activatedUnit(rig, { fault: 'conformance.motion-off' });
  const before = camera.device.settings.motionDetection;
  const { id } = await start(rig.maker, unit.deviceId);
  await reaches(id, 'settings.taken');
  expect(camera.device.settings.motionDetection).toMatchObject({ enabled: false });
  expect(await startCode(unit.deviceId)).toBe('conformance_in_progress');

  await rig.maker.cancelConformance({ params: { id } });
  const report = await endOf(rig.maker, id);
  expect(report.problem?.code).toBe('conformance_cancelled');
  const { 'wrong-broker': broker, sleep, ...others } = verdictsOf(report);
  expect([broker, sleep]).toEqual(['skipped line_not_encrypted', 'skipped never_sleeps']);
  expect(new Set(Object.values(others))).toEqual(new Set(['skipped not_reached']));
  await eventually(() => expect(camera.device.settings.motionDetection).toEqual(before));
  expect(await refusedCode(rig.maker.cancelConformance({ params: { id } }))).toBe('conformance_ended');
  const second = await start(rig.maker, unit.deviceId, ['key-rotation']);
  expect((await endOf(rig.maker, second.id)).outcome).toBe('pass');
});

test('an event from before all time is refused, and is no error of the server', async () => {
  const { unit } = await activatedUnit(rig, { fault: 'conformance.motion-off' });
  const { id } = await start(rig.maker, unit.deviceId);
  await reaches(id, 'settings.taken');
  const device = await unit.api();
  const declaration = { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'none' } as const;
  const body = { deviceEventId: 'old', type: 'motion', startedAt: new Date().toISOString(), declaration } as const;
  const opening = device.openEvent({
    body: { ...body, ageMs: Number.MAX_SAFE_INTEGER, firmware: unit.firmware as never },
  });
  expect(await refusedCode(opening)).toBe('event_expired');
  await rig.maker.cancelConformance({ params: { id } });
});

test('what a camera is refused by a fault of its own is in the evidence, and no pass', async () => {
  const { unit } = await activatedUnit(rig, { fault: 'conformance.motion-off' });
  const { id } = await start(rig.maker, unit.deviceId, ['motion-off']);
  await reaches(id, 'motion.simulated');
  const api = await unit.api();
  const bytes = randomBytes(160);
  const hash = (name: string) => createHash(name).update(bytes).digest('hex');
  const declaration = { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'none' } as const;
  const moment = { startedAt: new Date().toISOString(), ageMs: 0, firmware: unit.firmware as never };
  const event = { deviceEventId: 'own', type: 'motion', declaration, ...moment } as const;
  expect(await refusedCode(api.openEvent({ body: { ...event, ageMs: -1 } }))).toBe('input_invalid');
  const { eventId } = await api.openEvent({ body: event });
  const object = { kind: 'segment', bytes: 160, durationMs: 1000, md5: hash('md5'), sha256: hash('sha256') } as const;
  const declare = (n: number, iv: string | null) =>
    api.declareObject({ params: { eventId }, body: { n, iv, ...object } });
  expect(await refusedCode(declare(0, '0'.repeat(32)))).toBe('input_invalid');
  expect(await refusedCode(declare(400, null))).toBe('footage_limit_reached');
  const target = await declare(0, null);
  expect((await putChunked(target, bytes)).status).toBe(411);
  const { 'content-length': _, ...headers } = target.headers;
  expect((await fetch(target.url, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status).toBe(200);
  await api.commitObject({ params: { eventId, n: 0 }, body: {} });
  await api.closeEvent({ params: { eventId }, body: { objects: 1, durationMs: 1000, firmware: moment.firmware } });
  const report = await endOf(rig.maker, id);
  expect(verdictsOf(report)['motion-off']).toBe('warn call_refused');
  const seen = report.items[0]?.observations.filter(({ code }) => code === 'call.refused');
  expect(seen?.map(({ params }) => params.reason)).toEqual([
    'input_invalid ageMs',
    'input_invalid iv',
    'length_required',
  ]);
});

test('an owner who is no tester any more ends the test at once', async () => {
  const owner = await rig.newOwner();
  await linkTester(rig.maker, owner);
  const unit = await rig.unit({ owner });
  const camera = await unit.camera();
  await rig.maker.activate(unit.deviceId);
  const { id } = await start(rig.maker, unit.deviceId, ['privacy-mode']);
  await reaches(id, 'settings.taken');
  const [link] = (await owner.listTesterLinks({})).items;
  await owner.removeTesterLink({ params: { id: link?.id ?? '' } });
  expect((await endOf(rig.maker, id)).problem?.code).toBe('tester_required');
  await eventually(() => expect(camera.device.settings.privacyMode).toBe(false));
});

test('a camera that is removed ends its test', async () => {
  const { unit } = await activatedUnit(rig);
  const { id } = await start(rig.maker, unit.deviceId);
  await reaches(id, 'grant.taken');
  await unit.owner.removeDevice({ params: { deviceId: unit.deviceId } });
  expect((await endOf(rig.maker, id)).problem?.code).toBe('device_removed');
});

test('what is paid for in the middle of a test counts from its end on', async () => {
  const { unit, camera } = await activatedUnit(rig);
  const { id } = await start(rig.maker, unit.deviceId, ['long-event']);
  await reaches(id, 'grant.taken');
  await subscribe(rig, unit);
  // With the limit of a subscription the camera would not cut where the test's grant says.
  expect(verdictsOf(await endOf(rig.maker, id))).toMatchObject({ 'long-event': 'pass as_expected' });
  await eventually(() => expect(camera.device.findRecordingGrant()).toMatchObject({ recording: 'event' }));
  const wave = camera.wave();
  expect(wave.seen && (await wave.finished)).toMatchObject({ is: 'uploaded' });
  const { items } = await unit.owner.listEvents({ params: { deviceId: unit.deviceId }, query: {} });
  expect(items).toHaveLength(1);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
