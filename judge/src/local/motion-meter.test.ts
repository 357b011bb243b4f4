import { expect, test } from 'vitest';
import { gridOf, type Planes } from '../decode/picture-grid.ts';
import { PictureStatistics } from '../decode/picture-statistics.ts';
import { MotionMeter } from './motion-meter.ts';

/** A grey picture with a bright square that has moved so far. */
function pictureAt(left: number): Planes {
  const [width, height] = [128, 72];
  const luma = new Uint8Array(width * height).fill(90);
  for (let row = 20; row < 50; row++) luma.fill(220, row * width + left, row * width + left + 20);
  const colour = new Uint8Array((width * height) / 4).fill(128);
  return { format: 'yuv420p', width, height, data: [luma, colour, colour], linesize: [width, width / 2, width / 2] };
}

test.each([
  ['a hand', (at: number) => (at * 5) % 100],
  ['a twitch', (at: number) => (at === 10 ? 8 : 0)],
  ['nothing', () => 0],
])('the most that is metered of %s is what the judge measures of a clip of it', (_, place) => {
  const pictures = Array.from({ length: 40 }, (__, at) => pictureAt(place(at)));
  const meter = new MotionMeter();
  const judged = new PictureStatistics();
  const levels = pictures.map((picture, at) => {
    const grid = gridOf(picture);
    if (grid) judged.add(grid, { atMs: at * 40, mark: 'whole' });
    return meter.add(picture) ?? Number.NaN;
  });
  expect(Math.max(...levels.slice(7))).toBeCloseTo(judged.summary().motion.peak, 2);
});

test('of a picture that it cannot read it says nothing', () => {
  expect(new MotionMeter().add({ ...pictureAt(0), format: 'nv12' })).toBeUndefined();
});
