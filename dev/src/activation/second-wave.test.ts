// A clip that looks like an earlier one of its maker, encoded anew: the platform asks for another wave, once, and never refuses.
import { CertificatePayload, seconds } from '@kaitong/contract';
import type { Grant } from '@kaitong/device';
import { type RecordedClip, recordClip } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { expectFailed, refusedCode } from './testing/expectations.ts';
import type { Maker, Run } from './testing/people.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import type { Opened, RawDevice, Unit } from './testing/units.ts';

let rig: RunningRig;
/** Whose first sample all later ones look like. */
let maker: Maker;
beforeAll(async () => {
  rig = await startRig();
  maker = await rig.newMaker();
  const { device, run } = await begin();
  await send(device, await device.open(), await alikeClip());
  expect((await run.ended()).application.state).toBe('approved');
});
afterAll(() => rig.stop());

/** As long as a clip must be to be compared. */
const SHORT = {
  encryption: 'none',
  width: 160,
  height: 90,
  fps: 10,
  clip: { preRecordMs: 1000, postRecordMs: 4000 },
} as const;

/** The same pictures each time, coded anew. */
const alikeClip = (): Promise<RecordedClip> => recordClip({ ...SHORT, fault: 'resembles' });
const freshClip = (): Promise<RecordedClip> => recordClip(SHORT);

async function send(device: RawDevice, event: Opened, { objects }: RecordedClip): Promise<void> {
  for (const object of objects) await device.upload(event, object);
  await device.close(event, objects);
}

type Begun = { unit: Unit; device: RawDevice; run: Run; grants: Grant[] };

async function begin(by = maker): Promise<Begun> {
  const unit = await rig.unit({ maker: by });
  const grants: Grant[] = [];
  const device = await unit.device({ onGrant: (grant) => void grants.push(grant) });
  return { unit, device, grants, run: await by.submit(unit.deviceId) };
}

type Asked = Begun & { first: Opened; clip: RecordedClip; openAgain(): Promise<Opened> };

/** A run whose first clip looked like an earlier one. */
async function askedAgain(): Promise<Asked> {
  const begun = await begin();
  const { device, run, grants } = begun;
  const clip = await alikeClip();
  const first = await device.open();
  await send(device, first, clip);
  await run.sees('wave.again');
  return {
    ...begun,
    first,
    clip,
    async openAgain() {
      const grant = await eventually(() => {
        if (!grants[1]) throw new Error('there is no second grant yet');
        return grants[1];
      });
      return await device.open({ nonce: grant.nonce });
    },
  };
}

const rowsOf = async (statement: string, ...values: unknown[]) =>
  (await rig.regions.cn.pool.query(statement, values)).rows;

/** Nothing of an event is left but the word that it was there. */
async function expectDeleted({ eventId }: Opened): Promise<void> {
  await eventually(async () => {
    expect(rig.storedObjects('cn', eventId)).toEqual([]);
    const [replaced] = await rowsOf('SELECT footage_deleted_at FROM replaced_event WHERE event_id = $1', eventId);
    expect(replaced).toMatchObject({ footage_deleted_at: expect.any(Date) });
  });
  expect(await rowsOf('SELECT FROM event WHERE id = $1', eventId)).toEqual([]);
  expect(await rowsOf('SELECT FROM event_object WHERE event_id = $1', eventId)).toEqual([]);
}

describe('the second wave', () => {
  test('decides: the certificate stands for its event and its nonce, and the first event is gone', async () => {
    const asked = await askedAgain();
    const clip = await freshClip();
    await send(asked.device, await asked.openAgain(), clip);
    const { application, progress } = await asked.run.ended();
    expect(application).toMatchObject({ state: 'approved', problem: null });
    const steps = progress.flatMap((one) => (one.type === 'step.started' ? [one.step] : []));
    const wave = ['grant', 'await-event', 'await-upload', 'verify'];
    expect(steps).toEqual(['check', ...wave, ...wave, 'activate', 'publish']);
    expect(progress.filter(({ type }) => type === 'wave.again')).toHaveLength(1);
    expect(progress.filter(({ type }) => type === 'verdict.reached')).toHaveLength(1);
    const { certificate } = await maker.getCertificate({ params: { id: application.id } });
    const payload = JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString());
    const { nonce, objects } = CertificatePayload.parse(payload);
    expect([nonce, nonce === asked.grants[0]?.nonce]).toEqual([asked.grants[1]?.nonce, false]);
    expect(objects.map(({ sha256 }) => sha256)).toEqual(clip.objects.map(({ declaration }) => declaration.sha256));
    await expectDeleted(asked.first);
  });

  test('counts on its own merits where it looks alike again', async () => {
    const asked = await askedAgain();
    await send(asked.device, await asked.openAgain(), await alikeClip());
    const { application, progress } = await asked.run.ended();
    expect(application.state).toBe('approved');
    expect(progress.filter(({ type }) => type === 'wave.again')).toHaveLength(1);
  });

  test('is a replay where it sends the first clip’s bytes again', async () => {
    const asked = await askedAgain();
    await send(asked.device, await asked.openAgain(), asked.clip);
    const outcome = await asked.run.ended();
    await expectFailed({ ...rig, maker }, asked.unit, outcome, 'clip_rejected', { step: 'verify' });
    expect(outcome.application.findings.map(({ code }) => code)).toContain('replay');
  });

  test('has a grant of its own: the first nonce and the first event are of no use any more', async () => {
    const asked = await askedAgain();
    const { device, first, clip, grants } = asked;
    const [object] = clip.objects;
    if (!object) throw new Error('an empty clip');
    const declared = device.api.declareObject({ params: { eventId: first.eventId }, body: object.declaration });
    expect(await refusedCode(declared)).toBe('event_unknown');
    expect(await refusedCode(device.close(first, clip.objects))).toBe('event_unknown');
    expect(await refusedCode(device.open({ nonce: grants[0]?.nonce ?? '' }))).toBe('nonce_wrong');
    await eventually(() => expect(grants[0]?.ended.aborted).toBe(true));
    await send(device, await asked.openAgain(), await freshClip());
    expect((await asked.run.ended()).application.state).toBe('approved');
  });

  test('is cancelled like the first', async () => {
    const asked = await askedAgain();
    await asked.run.sees('grant.acknowledged');
    expect(await maker.cancelApplication({ params: { id: asked.run.id } })).toMatchObject({ state: 'cancelled' });
    const { application } = await asked.run.ended();
    expect(application).toMatchObject({ state: 'cancelled', footage: 'withheld' });
    await eventually(() => expect(asked.grants[1]?.ended.aborted).toBe(true));
    await expectDeleted(asked.first);
  });

  test('is made by the virtual camera that shows the same wave every time, without anybody’s help', async () => {
    const unit = await rig.unit({ maker });
    await unit.camera({ fault: 'resembles', clip: SHORT.clip, segmentMs: 2000 });
    const { application, progress } = await maker.activate(unit.deviceId);
    expect(application.state).toBe('approved');
    expect(progress.filter(({ type }) => type === 'wave.again')).toHaveLength(1);
  });
});

describe('nobody is asked again', () => {
  test('for a clip that fails: its fault is named at once', async () => {
    const { unit, device, run } = await begin();
    const clip = await alikeClip();
    const event = await device.open();
    for (const object of clip.objects) await device.upload(event, object);
    await device.close(event, [...clip.objects, ...clip.objects]);
    await run.sees('event.closed');
    await rig.clock.advance(seconds(45)); // what it counts and did not send is waited for until then
    const outcome = await run.ended();
    await expectFailed({ ...rig, maker }, unit, outcome, 'clip_rejected', { step: 'verify' });
    expect(outcome.progress.map(({ type }) => type)).not.toContain('wave.again');
  });

  test('because of another maker’s clip', async () => {
    const { device, run } = await begin(await rig.newMaker());
    await send(device, await device.open(), await alikeClip());
    const { application, progress } = await run.ended();
    expect(application.state).toBe('approved');
    expect(progress.map(({ type }) => type)).not.toContain('wave.again');
  });

  test('once the owner has removed the camera: what its clip showed is forgotten', async () => {
    const other = await rig.newMaker();
    const earlier = await begin(other);
    await send(earlier.device, await earlier.device.open(), await alikeClip());
    await earlier.run.ended();
    await earlier.unit.owner.removeDevice({ params: { deviceId: earlier.unit.deviceId } });
    expect(await rowsOf('SELECT FROM signature WHERE device_id = $1', earlier.unit.deviceId)).toEqual([]);
    const { device, run } = await begin(other);
    await send(device, await device.open(), await alikeClip());
    expect((await run.ended()).progress.map(({ type }) => type)).not.toContain('wave.again');
  });
});

// One after another: they move the time of all runs.
test('a device that does not acknowledge the second grant has ten seconds for it', async () => {
  const { unit, device, run } = await begin();
  const [{ objects }, first] = [await alikeClip(), await device.open()];
  for (const object of objects) await device.upload(first, object);
  await device.device.stop(); // its line, not its uploads
  await device.close(first, objects);
  await run.sees('wave.again');
  await rig.clock.advance(seconds(10));
  const outcome = await run.ended();
  const expected = { step: 'grant', params: { seconds: 10 } } as const;
  await expectFailed({ ...rig, maker }, unit, outcome, 'grant_not_acknowledged', expected);
  await expectDeleted(first);
});

test('nobody waves again: after 110 s of its own the run ends without an event, its footage gone', async () => {
  const asked = await askedAgain();
  await eventually(async () =>
    expect(await rowsOf('SELECT step FROM run WHERE application_id = $1', asked.run.id)).toEqual([
      { step: 'await-event' },
    ]),
  );
  await rig.clock.advance(seconds(109));
  expect(await maker.getApplication({ params: { id: asked.run.id } })).toMatchObject({ state: 'verifying' });
  await rig.clock.advance(seconds(1));
  const outcome = await asked.run.ended();
  await expectFailed({ ...rig, maker }, asked.unit, outcome, 'no_event', {
    step: 'await-event',
    params: { seconds: 110 },
  });
  expect(outcome.application.footage).toBe('withheld');
  await expectDeleted(asked.first);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
