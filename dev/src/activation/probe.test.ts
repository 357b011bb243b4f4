// The test event: it names a broken way up before anyone waves, and decides nothing.
import { type Command, minutes, type ProbeOutcome, seconds } from '@kaitong/contract';
import type { RecordedClip } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { expectFailed, refusedCode } from './testing/expectations.ts';
import type { Run } from './testing/people.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import { freshClip } from './testing/stages.ts';
import type { Opened, RawDevice, Unit } from './testing/units.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const cancel = (run: Run) => rig.maker.cancelApplication({ params: { id: run.id } });
const read = (run: Run) => rig.maker.getApplication({ params: { id: run.id } });

type Probed = { unit: Unit; run: Run; device: RawDevice; probe: Command<'probe'>; openProbe(): Promise<Opened> };

/** A run whose device has the command, and whose every call the test makes. */
async function probed(answer = true): Promise<Probed> {
  const unit = await rig.unit();
  const asked = Promise.withResolvers<Command<'probe'>>();
  const device = await unit.device(
    {
      onProbe(command) {
        asked.resolve(command);
        return answer;
      },
    },
    { probes: true },
  );
  const run = await rig.maker.submit(unit.deviceId);
  const probe = await asked.promise;
  return { unit, run, device, probe, openProbe: () => device.open({ type: 'probe', probeId: probe.probeId }) };
}

/** Nobody repeats the test, and nobody waves. */
async function letTimeRunOut(run: Run): Promise<void> {
  await rig.clock.advance(minutes(10));
  await run.sees('step.started', ({ step }) => step === 'await-event');
  await rig.clock.advance(seconds(110));
}

const eventsOf = async (run: Run) =>
  (
    await rig.regions.cn.db
      .selectFrom('event')
      .select(['id', 'probe_id', 'wrapped_key', 'footage_deleted_at'])
      .where('run_id', '=', run.id)
      .execute()
  ).map((event) => ({ ...event, stored: rig.storedObjects('cn', event.id) }));

test('a good camera shows that the way up works, and the run still waits for the wave', async () => {
  const unit = await rig.unit();
  const camera = await unit.camera({ waveAfterGrant: undefined });
  const run = await rig.maker.submit(unit.deviceId);
  expect(await run.sees('probe.ended')).toMatchObject({ outcome: 'clean', findings: [] });
  await run.sees('step.started', ({ step }) => step === 'await-event');
  expect(await read(run)).toMatchObject({ state: 'verifying', step: 'await-event', footage: 'none', findings: [] });
  const [probe] = await eventsOf(run);
  expect(probe?.stored.length).toBeGreaterThan(0);

  const wave = camera.wave();
  expect(wave.seen && (await wave.finished)).toMatchObject({ is: 'uploaded' });
  const { application, progress } = await run.ended();
  expect(application).toMatchObject({ state: 'approved', findings: [] });
  expect(progress.filter(({ type }) => type === 'event.opened')).toHaveLength(1);
  const { certificate } = await rig.maker.getCertificate({ params: { id: run.id } });
  const { objects } = JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString());
  const shown = progress.filter(({ type }) => type === 'object.stored');
  expect(objects).toHaveLength(shown.length);
});

test.each(['enc.iv', 'picture.black', 'obj.hash'] as const)('%s is named while nobody has waved', async (fault) => {
  const unit = await rig.unit();
  await unit.camera({ fault, waveAfterGrant: undefined });
  const run = await rig.maker.submit(unit.deviceId);
  if (fault === 'obj.hash') {
    await run.sees('probe.refused', ({ problem }) => problem.code === 'hash_mismatch');
    await run.sees('probe.inspected', ({ findings }) => findings.some(({ code }) => code === fault));
  } else {
    const { outcome, findings } = await run.sees('probe.ended');
    expect(outcome).toBe('flawed');
    expect(findings.map(({ code }) => code)).toContain(fault);
  }
  expect(await read(run)).toMatchObject({ state: 'verifying', step: 'preflight', findings: [] });
  await letTimeRunOut(run);
  const outcome = await run.ended();
  await expectFailed(rig, unit, outcome, 'no_event', { step: 'await-event' });
  expect(outcome.application.findings).toEqual([]);
});

test('an event of the device’s own comes first: the test is over, and the own event is judged', async () => {
  const { run, device, openProbe } = await probed();
  const [clip, flawed] = await Promise.all([freshClip(), freshClip({ fault: 'ts.align' })]);
  const [first, second] = flawed.objects;
  if (!first || !second) throw new Error('the clip is too short');
  const test = await openProbe();
  await device.upload(test, first);
  const own = await device.open();
  expect(await run.sees('probe.ended')).toMatchObject({ outcome: 'overtaken' });
  expect(await refusedCode(device.upload(test, second))).toBe('event_closed');
  expect(await refusedCode(openProbe())).toBe('probe_unknown');
  await device.close(test, flawed.objects); // whoever closes it late is not told off
  for (const object of clip.objects) await device.upload(own, object);
  await device.close(own, clip.objects);
  const { application } = await run.ended();
  expect(application.state).toBe('approved');
  expect(application.findings.map(({ code }) => code)).not.toContain('ts.align');
});

test('its footage takes nothing from the 15 s of the run, and goes with its end, also where the own may be seen', async () => {
  const owner = await rig.newOwner();
  const unit = await rig.unit({ owner });
  await owner.updateDevice({ params: { deviceId: unit.deviceId }, body: { verificationFootageAllowed: true } });
  const camera = await unit.camera({ waveAfterGrant: undefined, clip: { preRecordMs: 14_000, postRecordMs: 1000 } });
  const run = await rig.maker.submit(unit.deviceId);
  expect(await run.sees('probe.ended')).toMatchObject({ outcome: 'clean' });
  camera.wave();
  const { application, progress } = await run.ended();
  expect(application).toMatchObject({ state: 'approved', findings: [], footage: 'visible' });
  const footage = progress.flatMap((one) => (one.type === 'object.stored' ? [one.durationMs] : []));
  expect(footage.reduce((sum, ms) => sum + ms, 0)).toBe(15_000);
  await eventually(async () => {
    const events = await eventsOf(run);
    const probe = events.find(({ probe_id }) => probe_id !== null);
    const own = events.find(({ probe_id }) => probe_id === null);
    expect(probe).toMatchObject({ stored: [], wrapped_key: null, footage_deleted_at: expect.any(Date) });
    expect(own?.stored).not.toEqual([]);
  });
});

test('footage of a test event that comes again in a later run is a replay; in its own run it is not', async () => {
  const clip = await freshClip();
  const upload = async (device: RawDevice, event: Opened) => {
    for (const object of clip.objects) await device.upload(event, object);
    await device.close(event, clip.objects);
  };
  const first = await probed();
  await upload(first.device, await first.openProbe());
  await first.run.sees('probe.ended');
  await upload(first.device, await first.device.open());
  expect((await first.run.ended()).application.state).toBe('approved');
  const second = await probed();
  await upload(second.device, await second.openProbe());
  await second.run.sees('probe.ended');
  await upload(second.device, await second.device.open());
  const { application } = await second.run.ended();
  expect(application.problem?.code).toBe('clip_rejected');
  expect(application.findings.map(({ code }) => code)).toContain('replay');
});

describe('the way up is broken', () => {
  type Way = (probed: Probed, clip: RecordedClip) => Promise<unknown>;
  const ways: [ProbeOutcome, string, Way][] = [
    ['not_opened', 'after the command', async () => {}],
    ['not_declared', 'after the opening', ({ openProbe }) => openProbe()],
    [
      'not_stored',
      'at the store',
      async ({ device, openProbe }, { objects: [object] }) => {
        const { eventId } = await openProbe();
        if (object) await device.api.declareObject({ params: { eventId }, body: object.declaration });
      },
    ],
    [
      'not_committed',
      'at the commit',
      async ({ device, openProbe }, { objects: [object] }) => {
        const { eventId } = await openProbe();
        if (!object) return;
        const target = await device.api.declareObject({ params: { eventId }, body: object.declaration });
        await device.put(target, object.bytes);
      },
    ],
    [
      'not_closed',
      'at the close',
      async ({ device, openProbe }, { objects: [object] }) => {
        if (object) await device.upload(await openProbe(), object);
      },
    ],
  ];

  test.each(ways)('%s: %s', async (outcome, _where, go) => {
    const clip = await freshClip();
    const all = await probed();
    const { unit, run, device } = all;
    await go(all, clip);
    await eventually(async () => {
      const { rows } = await rig.regions.cn.pool.query(
        "SELECT probe ->> 'step' AS step FROM run WHERE device_id = $1",
        [unit.deviceId],
      );
      expect(rows).toEqual([{ step: outcome === 'not_opened' ? 'acknowledged' : 'opened' }]);
    });
    await rig.clock.advance(seconds(outcome === 'not_opened' ? 8 : 12));
    expect((await run.sees('probe.ended')).outcome).toBe(outcome);
    // The run does not mind: its own event is taken and judged.
    const own = await device.open();
    for (const object of clip.objects) await device.upload(own, object);
    await device.close(own, clip.objects);
    expect((await run.ended()).application.state).toBe('approved');
  });

  test('the command is not answered', async () => {
    const unit = await rig.unit();
    await unit.device({}, { probes: true, silentTo: 'probe' });
    const run = await rig.maker.submit(unit.deviceId);
    await run.sees('probe.sent');
    await rig.clock.advance(seconds(8));
    expect((await run.sees('probe.ended')).outcome).toBe('silent');
    await cancel(run);
  });

  test('the device declines, with its reason', async () => {
    const { run } = await probed(false);
    expect(await run.sees('probe.ended')).toMatchObject({ outcome: 'declined', reason: 'busy' });
    await cancel(run);
  });

  test('a call that does not fit the protocol is told at once', async () => {
    const { run, device, probe } = await probed();
    const wrong = device.open({ type: 'probe', probeId: probe.probeId, ageMs: -1 });
    expect(await refusedCode(wrong)).toBe('input_invalid');
    expect((await run.sees('probe.refused')).problem).toMatchObject({
      code: 'input_invalid',
      params: { field: 'ageMs' },
    });
    await cancel(run);
  });
});

test('what says `probe` never becomes the run’s event, whatever else it says', async () => {
  const { unit, run, device, probe } = await probed();
  expect(await refusedCode(device.open({ type: 'probe' }))).toBe('probe_unknown');
  expect(await refusedCode(device.open({ probeId: 'another' }))).toBe('probe_unknown');
  expect((await run.sees('probe.refused')).problem.code).toBe('probe_unknown');
  expect(await refusedCode(device.open({ probeId: probe.probeId, nonce: 'stale' }))).toBe('nonce_wrong');
  await device.open({ probeId: probe.probeId });
  expect(await refusedCode(device.open({ probeId: probe.probeId }))).toBe('probe_unknown');
  expect((await read(run)).step).toBe('preflight');
  await letTimeRunOut(run);
  await expectFailed(rig, unit, await run.ended(), 'no_event', { step: 'await-event' });
});

test('a device that cannot do it is not asked', async () => {
  const unit = await rig.unit();
  await unit.device();
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  const { rows } = await rig.regions.cn.pool.query("SELECT FROM command WHERE device_id = $1 AND name = 'probe'", [
    unit.deviceId,
  ]);
  expect(rows).toEqual([]);
  await cancel(run);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
