// Applications that are brought to a step and kept there, each by the means of a device or by a lock.
import type { Command } from '@kaitong/contract';
import { type ClipOptions, type RecordedClip, recordClip } from '@kaitong/device/virtual';
import { type Hold, holdDeadline, holdRows } from './holds.ts';
import type { Maker, Run } from './people.ts';
import type { Rig } from './rig.ts';
import type { Opened, RawDevice, Unit } from './units.ts';

export type Stage = {
  unit: Unit;
  run: Run;
  device: RawDevice;
  clip: RecordedClip;
  /** Lets the application go on, to its approval where nothing hinders it. */
  goOn(): Promise<void>;
};

type Place = { rig: Rig; maker?: Maker; unit?: Unit };

/**
 * A clip that no other upload has shown: without encryption, since it is recorded before there is a key, and with no more
 * pictures than a verdict needs.
 */
export const freshClip = (options: ClipOptions = {}): Promise<RecordedClip> =>
  recordClip({ encryption: 'none', width: 160, height: 90, fps: 10, ...options });

/** The device has the grant and does not acknowledge it. */
async function atGrant({ rig, maker = rig.maker, unit: given }: Place): Promise<Stage> {
  const unit = given ?? (await rig.unit({ maker }));
  const [clip, device] = await Promise.all([freshClip(), unit.device({}, { silentTo: 'grant' })]);
  const run = await maker.submit(unit.deviceId);
  await run.sees('grant.sent');
  return {
    unit,
    run,
    device,
    clip,
    // An event that shows the nonce is an acknowledgement too.
    goOn: async () => await finish(device, clip, await device.open()),
  };
}

async function atAwaitEvent({ rig, maker = rig.maker, unit: given }: Place): Promise<Stage> {
  const unit = given ?? (await rig.unit({ maker }));
  const [clip, device] = await Promise.all([freshClip(), unit.device()]);
  const run = await maker.submit(unit.deviceId);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  return { unit, run, device, clip, goOn: async () => await finish(device, clip, await device.open()) };
}

/** The test of the way up has found a fault, and nobody has done anything about it. */
async function atPreflight({ rig, maker = rig.maker, unit: given }: Place): Promise<Stage> {
  const unit = given ?? (await rig.unit({ maker }));
  const asked = Promise.withResolvers<Command<'probe'>>();
  const onProbe = (command: Command<'probe'>): boolean => {
    asked.resolve(command);
    return true;
  };
  const [clip, flawed, device] = await Promise.all([
    freshClip(),
    freshClip({ fault: 'ts.align' }),
    unit.device({ onProbe }, { probes: true }),
  ]);
  const run = await maker.submit(unit.deviceId);
  const { probeId, nonce } = await asked.promise;
  await finish(device, flawed, await device.open({ type: 'probe', probeId, nonce }));
  await run.sees('probe.ended');
  return { unit, run, device, clip, goOn: async () => await finish(device, clip, await device.open()) };
}

/** Some objects are committed already. */
async function atAwaitUpload(place: Place & { objects?: number }): Promise<Stage & { event: Opened }> {
  const stage = await atAwaitEvent(place);
  const event = await stage.device.open();
  const sent = stage.clip.objects.slice(0, place.objects ?? 1);
  for (const object of sent) await stage.device.upload(event, object);
  await stage.run.sees('step.started', ({ step }) => step === 'await-upload');
  return { ...stage, event, goOn: () => finish(stage.device, stage.clip, event, sent.length) };
}

/** The event is closed, and the judge does not get at its first object. */
async function atVerify(place: Place): Promise<Stage & { event: Opened; held: Hold }> {
  const stage = await atAwaitEvent(place);
  const { device, clip, unit, run } = stage;
  const event = await device.open();
  const [first] = clip.objects;
  if (!first) throw new Error('an empty clip');
  await device.api.declareObject({ params: { eventId: event.eventId }, body: first.declaration });
  // The weakest row lock: the device's commit passes it, the judge's does not.
  const held = await holdRows(
    place.rig.regions[unit.owner.region],
    'SELECT FROM event_object WHERE event_id = $1 FOR KEY SHARE',
    [event.eventId],
  );
  await finish(device, clip, event);
  await run.sees('step.started', ({ step }) => step === 'verify');
  return { ...stage, event, held, goOn: () => held.release() };
}

/** The verdict is a pass, and control does not get to the activation. */
async function atActivate(place: Place): Promise<Stage & { held: Hold }> {
  const stage = await atVerify(place);
  const held = await holdDeadline(place.rig.control, 'application.activate', stage.run.id);
  await stage.goOn();
  await stage.run.sees('step.started', ({ step }) => step === 'activate');
  return { ...stage, held, goOn: () => held.release() };
}

/** The PID is activated, and the sample's region does not get to take it in. */
async function atPublish(place: Place): Promise<Stage & { held: Hold }> {
  const stage = await atActivate(place);
  const { unit } = stage;
  const region = place.rig.regions[unit.owner.region];
  const held = await holdRows(region, 'SELECT FROM product WHERE pid = $1 FOR UPDATE', [unit.pid]);
  await stage.goOn();
  await stage.run.sees('step.started', ({ step }) => step === 'publish');
  return { ...stage, held, goOn: () => held.release() };
}

async function finish(device: RawDevice, clip: RecordedClip, event: Opened, from = 0): Promise<void> {
  for (const object of clip.objects.slice(from)) await device.upload(event, object);
  await device.close(event, clip.objects);
}

export const stages = {
  grant: atGrant,
  preflight: atPreflight,
  'await-event': atAwaitEvent,
  'await-upload': atAwaitUpload,
  verify: atVerify,
  activate: atActivate,
  publish: atPublish,
} as const;
