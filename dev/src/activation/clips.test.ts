// Clips that must not pass, from cameras that upload them: the finding that names the fault, and that nothing is granted.
import type { FaultCode, RecordedClip } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectFailed } from './testing/expectations.ts';
import { type RegionName, type RunningRig, startRig } from './testing/rig.ts';
import { freshClip } from './testing/stages.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const faults: [string, FaultCode][] = [
  ['a wrong key', 'enc.key'],
  ['a truncated segment', 'mp4.truncated'],
  ['a segment that ends within a packet', 'ts.align'],
  ['a black picture', 'picture.black'],
  ['a first frame that needs earlier ones', 'video.first_not_key'],
  ['an empty segment', 'obj.empty'],
  ['a last block that was cut off', 'enc.block'],
  ['an IV that is the key', 'enc.iv'],
];

describe.concurrent('a clip is rejected for', () => {
  test.each(faults)('%s', async (_title, fault) => {
    const unit = await rig.unit();
    await unit.camera({ fault });
    const outcome = await rig.maker.activate(unit.deviceId);
    await expectFailed(rig, unit, outcome, 'clip_rejected', { step: 'verify' });
    const errors = outcome.application.findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code }) => code)).toContain(fault);
    const verdict = outcome.progress.find(({ type }) => type === 'verdict.reached');
    expect(verdict).toMatchObject({ outcome: 'fail', findings: outcome.application.findings });
  });

  test('plaintext where AES was declared, and for nothing else: it is read as it is', async () => {
    const unit = await rig.unit();
    await unit.camera({ fault: 'enc.missing' });
    const outcome = await rig.maker.activate(unit.deviceId);
    await expectFailed(rig, unit, outcome, 'clip_rejected', { step: 'verify' });
    expect(new Set(outcome.application.findings.map(({ code }) => code))).toEqual(new Set(['enc.missing']));
  });

  // Longer than the others: the first pictures after a key frame still change while the encoder refines them.
  test('a picture in which no wave is seen', async () => {
    const unit = await rig.unit();
    await unit.camera({
      fault: 'picture.no_motion',
      segmentMs: 4000,
      clip: { preRecordMs: 4000, postRecordMs: 0 },
      width: 640,
      height: 360,
    });
    const outcome = await rig.maker.activate(unit.deviceId);
    await expectFailed(rig, unit, outcome, 'clip_rejected', { step: 'verify' });
    expect(outcome.application.findings).toMatchObject([{ code: 'picture.no_motion', severity: 'error' }]);
    const verdict = outcome.progress.find(({ type }) => type === 'verdict.reached');
    const traits = verdict?.type === 'verdict.reached' ? verdict.pictures?.map((second) => second.traits) : undefined;
    expect(traits).toEqual(Array.from({ length: traits?.length ?? 0 }, () => ['still']));
    expect(traits?.length).toBeGreaterThanOrEqual(4);
  });

  describe('footage that an earlier run has shown', () => {
    const uploadTo = async (region: RegionName, { objects }: RecordedClip) => {
      const unit = await rig.unit({ owner: rig.owners[region] });
      const camera = await unit.device();
      const run = await rig.maker.submit(unit.deviceId);
      const event = await camera.open();
      for (const object of objects) await camera.upload(event, object);
      await camera.close(event, objects);
      return { unit, outcome: await run.ended() };
    };
    const shown = [{ code: 'replay', measured: 'fingerprint' }, { code: 'enc.none' }];

    test('in its region, which sees it', async () => {
      const clip = await freshClip();
      expect((await uploadTo('cn', clip)).outcome.application.state).toBe('approved');
      const { unit, outcome } = await uploadTo('cn', clip);
      await expectFailed(rig, unit, outcome, 'clip_rejected', { step: 'verify' });
      expect(outcome.application.findings).toMatchObject(shown);
    });

    test('in another region, which only control sees', async () => {
      const clip = await freshClip();
      expect((await uploadTo('cn', clip)).outcome.application.state).toBe('approved');
      const { unit, outcome } = await uploadTo('eu', clip);
      await expectFailed(rig, unit, outcome, 'clip_rejected', { step: 'activate' });
      expect(outcome.application.findings).toMatchObject(shown);
    });
  });

  test('an event that was closed without any footage', async () => {
    const unit = await rig.unit();
    const camera = await unit.device();
    const run = await rig.maker.submit(unit.deviceId);
    await camera.close(await camera.open(), []);
    const outcome = await run.ended();
    await expectFailed(rig, unit, outcome, 'clip_rejected', { step: 'verify' });
    expect(outcome.application.findings.map(({ code }) => code)).toContain('video.none');
  });
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
