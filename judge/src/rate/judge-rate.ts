import { type ClipRate, type Finding, finding, isBound, type RateUnknown } from '@kaitong/contract/checks';
import { rateByAge } from './age-rate.ts';
import { rateByArrival } from './arrival-rate.ts';
import { rateByCausality } from './causality.ts';
import type { Course } from './course.ts';
import { type Estimate, isEstimate } from './estimate.ts';
import { nameFactor } from './factors.ts';
import { rateBySound } from './sound-rate.ts';

export type RateJudgement = { rate: ClipRate; finding: Finding | null };

/** How fast time runs in a clip against the real world: by the best evidence that can decide it. */
export function judgeRate(course: Course | null): RateJudgement {
  if (course === null) return notJudged('no_times');
  const sound = rateBySound(course);
  if (isEstimate(sound)) return judged(course, sound);
  const { arrival } = course;
  if (!arrival) return notJudged(sound);
  const age = rateByAge(course, arrival);
  if (isEstimate(age)) return judged(course, age);
  const causality = rateByCausality(course, arrival);
  if (causality) return judged(course, causality);
  const came = rateByArrival(course, arrival);
  if (isEstimate(came)) return judged(course, came);
  // What is nearest to a decision helps most.
  return notJudged(age === 'never_waited' ? came : age);
}

const notJudged = (because: RateUnknown): RateJudgement => ({ rate: { is: 'not_judged', because }, finding: null });

function judged(
  { frames, mediaMs, equalSteps }: Course,
  { by, rate, error, within, isWrong, ofAll }: Estimate,
): RateJudgement {
  const stamped = frames > 1 && mediaMs > 0 ? (frames * 1000) / mediaMs : null;
  const stampedFps = stamped === null ? null : rounded(stamped, 10);
  const deliveredFps = stamped === null ? null : rounded(stamped / rate, 10);
  const measured = rounded(rate, 100);
  const params = {
    ...{ by, stamped: stampedFps ?? '?', delivered: deliveredFps ?? '?' },
    ...{
      stamps: equalSteps ? 'counter' : 'uneven',
      ...(ofAll ? { why: 'all_stamps' } : {}),
      factor: isBound(by) ? 'bound' : nameFactor(rate, error, stampedFps),
    },
  };
  return {
    rate: { is: 'judged', by, rate: measured, within: rounded(within, 100), stampedFps, deliveredFps },
    finding: isWrong ? finding('time.rate', { measured, params }) : null,
  };
}

/** At least one step: a rate is above zero. */
const rounded = (value: number, steps: number): number => Math.max(1, Math.round(value * steps)) / steps;
