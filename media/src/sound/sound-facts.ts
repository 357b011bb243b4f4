import type { AudioFacts, SoundClock } from '../facts.ts';
import { differs } from './runs.ts';
import type { SoundTiming } from './sound-timing.ts';
import type { SoundStamp, SoundTrack } from './sound-track.ts';

/** Points of the course that are kept; ten minutes at one a second. */
const MAX_POINTS = 600;

/** Facts are stored as JSON, which knows no -0. */
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000 + 0;

type Picture = { dts: number | null; offset: number };

/** `pictures`: of the same object, in decoding order. */
export function audioFactsOf(
  known: Pick<AudioFacts, 'codec' | 'sampleRate' | 'channels'>,
  track: SoundTrack,
  pictures: readonly Picture[],
  timing: SoundTiming,
): AudioFacts {
  const first = track.stamps.at(0);
  const last = track.stamps.at(-1);
  return {
    ...known,
    units: track.units,
    firstPts: first ? rounded(first.pts) : null,
    lastPts: last ? rounded(last.pts) : null,
    stepMs: timing.stepMs === null ? null : rounded(timing.stepMs),
    levels: track.meter?.levels() ?? null,
    clock: last && track.isCounted ? clockOf(track, last, timing, pictures) : null,
  };
}

function clockOf(track: SoundTrack, last: SoundStamp, timing: SoundTiming, pictures: readonly Picture[]): SoundClock {
  const { stamps } = track;
  const ms = stamps.reduce((sum, stamp) => sum + stamp.ms, 0);
  const stampedMs = last.pts + last.ms - (stamps[0]?.pts ?? 0);
  const isWhole = timing.stepsBack.length === 0 && timing.gaps.length === 0 && timing.drift === null;
  return {
    ms: rounded(ms),
    endPts: rounded(last.pts + last.ms),
    ...evenDrift(timing),
    agrees: isWhole && !differs({ countedMs: ms, stampedMs }),
    course: courseOf(stamps, pictures),
  };
}

function evenDrift({ drift, stepsBack, gaps }: SoundTiming): Pick<SoundClock, 'drift'> {
  if (!drift || drift.stampedMs <= 0 || stepsBack.length > 0 || gaps.length > 0) return {};
  return { drift: { countedMs: rounded(drift.countedMs), stampedMs: rounded(drift.stampedMs) } };
}

/** Sound and pictures as they alternate in the object. */
function courseOf(stamps: readonly SoundStamp[], pictures: readonly Picture[]): SoundClock['course'] {
  const course: SoundClock['course'] = [];
  let counted = 0;
  let next = 0;
  let turns = 0;
  let stepMs = 1000;
  for (const { dts, offset } of pictures) {
    const before = next;
    for (let stamp = stamps[next]; stamp && stamp.offset < offset; stamp = stamps[++next]) counted += stamp.ms;
    if (next > before) turns++;
    const last = course.at(-1);
    // By either clock: one that is ninety times too slow passes no second in a whole clip.
    if (dts === null || (last && dts < last.dts + stepMs && counted < last.ms + stepMs)) continue;
    course.push({ dts: rounded(dts), ms: rounded(counted) });
    if (course.length < MAX_POINTS) continue;
    stepMs *= 2;
    course.splice(0, course.length, ...course.filter((_, index) => index % 2 === 0));
  }
  // All sound before or behind all pictures says nothing of when either came.
  return turns > 1 ? course : [];
}
