// A judge whose processes pass a limit on everything: what that means for a run.
import { recordClip } from '@kaitong/device/virtual';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectFailed } from '../activation/testing/expectations.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({}, { judge: { processes: 1, limits: { memoryBytes: 1 } } });
});
afterAll(() => rig.stop());

test('a clip that passes a limit twice is refused with `decode.limit`, and its other segments are not tried', async () => {
  const unit = await rig.unit();
  const camera = await unit.device();
  const clip = await recordClip({ encryption: 'none', width: 320, height: 180 });
  expect(clip.objects.filter(({ declaration }) => declaration.kind === 'segment').length).toBeGreaterThan(2);
  const run = await rig.maker.submit(unit.deviceId);
  const event = await camera.open();
  for (const object of clip.objects) await camera.upload(event, object);
  await camera.close(event, clip.objects);
  const outcome = await run.ended();
  await expectFailed(rig, unit, outcome, 'clip_rejected', { step: 'verify' });
  const limits = outcome.application.findings.filter(({ code }) => code === 'decode.limit');
  expect(limits).toMatchObject([{ severity: 'error', measured: 'memory' }]);
  const { rows } = await rig.regions.cn.pool.query(
    `SELECT decoding ->> 'tookMs' AS took FROM event_object WHERE event_id = $1 AND kind = 'segment'`,
    [event.eventId],
  );
  // Two lanes may have begun one each before the first had ended.
  expect(rows.filter(({ took }) => took !== null).length).toBeLessThanOrEqual(2);
  expect(rows.length).toBeGreaterThan(2);
});
