// An event whose pictures change in the middle: each segment is decoded with the init segment that came before it.
import { recordClip } from '@kaitong/device/virtual';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const SIZES = [
  { width: 320, height: 180 },
  { width: 192, height: 108 },
];

test('a second init segment counts for the segments after it', async () => {
  const unit = await rig.unit();
  const camera = await unit.device();
  const clips = await Promise.all(
    SIZES.map((size) => recordClip({ container: 'fmp4', codec: 'h265', encryption: 'none', ...size })),
  );
  const objects = clips
    .flatMap((clip) => clip.objects.filter(({ declaration }) => declaration.kind !== 'snapshot').slice(0, 2))
    .map(({ declaration, bytes }, n) => ({ declaration: { ...declaration, n }, bytes }));
  expect(objects.map(({ declaration }) => declaration.kind)).toEqual(['init', 'segment', 'init', 'segment']);
  await rig.maker.submit(unit.deviceId);
  const event = await camera.open({
    declaration: { container: 'fmp4', codec: 'h265', encryption: 'none', width: 320, height: 180 },
  });
  for (const object of objects) await camera.upload(event, object);
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query(
      `SELECT decoding -> 'decoded' -> 'report' AS report FROM event_object
       WHERE event_id = $1 AND kind = 'segment' ORDER BY n`,
      [event.eventId],
    );
    const whole = { refused: 0, slices: { damaged: 0 } };
    expect(rows.map(({ report }) => report)).toMatchObject(SIZES.map((size) => ({ ...size, ...whole })));
  });
});
