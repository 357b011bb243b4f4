import { MotionPeak } from '../decode/motion-peak.ts';
import { gridOf, type Planes } from '../decode/picture-grid.ts';
import { blocksOf } from '../decode/picture-statistics.ts';

/** Motion in decoded pictures that come one after another, by the measure of `picture.no_motion`. */
export class MotionMeter {
  private readonly motion = new MotionPeak();

  /** Undefined of a picture whose samples cannot be read. */
  add(picture: Planes): number | undefined {
    const grid = gridOf(picture);
    if (!grid) return undefined;
    this.motion.add(blocksOf(grid.luma));
    return this.motion.latest;
  }
}
