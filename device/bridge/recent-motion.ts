import { checks } from '@kaitong/contract/checks';

/** As long as an event of a verification at most. */
const WINDOW_MS = 10_000;
/** More often nobody sees the difference. */
const STEP_MS = 500;

export const MOTION_LIMIT = checks['picture.no_motion'].limit;
/** What is up to twice the limit passes, and may not with the next wave. */
export const MOTION_NEAR = 2 * MOTION_LIMIT;

export type MotionView = {
  now: number;
  /** The most of the last seconds: what a clip of them would be judged by. */
  peak: number;
  limit: number;
  /** `none`: a clip of the last seconds would fail. `near`: it would pass by little. */
  is: 'none' | 'near' | 'enough';
};

/** How much has moved lately, in the judge's own measure. */
export class RecentMotion {
  #steps: { at: number; most: number }[] = [];
  #now = 0;

  /** True: it is time to tell. */
  add(level: number, now: number): boolean {
    this.#now = level;
    const step = this.#steps.at(-1);
    if (step && now - step.at < STEP_MS) {
      step.most = Math.max(step.most, level);
      return false;
    }
    this.#steps = [...this.#steps.filter(({ at }) => at >= now - WINDOW_MS), { at: now, most: level }];
    return true;
  }

  get view(): MotionView {
    const peak = Math.max(0, ...this.#steps.map(({ most }) => most));
    const is = peak < MOTION_LIMIT ? 'none' : peak < MOTION_NEAR ? 'near' : 'enough';
    return { now: round(this.#now), peak: round(peak), limit: MOTION_LIMIT, is };
  }
}

const round = (level: number): number => Math.round(level * 10) / 10;
