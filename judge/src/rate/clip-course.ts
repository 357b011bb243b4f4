import { type Finding, isStampFault } from '@kaitong/contract/checks';
import {
  type ClipTimes,
  clipTimes,
  fittingRate,
  haveSameBands,
  type InspectedObject,
  isOtherG711,
  type SegmentTimes,
} from '@kaitong/media';
import type { Arrival, Course, SoundPart } from './course.ts';

/** What a clip says of time, beside how it came. Null: its time stamps are missing, or wrong in themselves. */
export function courseOf(
  objects: readonly InspectedObject[],
  findings: readonly Finding[],
  arrival: Arrival | null,
): Course | null {
  if (findings.some(isStampFault)) return null;
  const times = clipTimes(objects);
  if (!times) return null;
  const { segments, frames, durationMs, longestGopMs, equalSteps } = times;
  return {
    segments: segments.map(({ n, endMs, lengthMs }) => ({ n, endMs, lengthMs })),
    ...{ frames, mediaMs: durationMs, longestGopMs, equalSteps },
    sound: soundOf(times, findings),
    arrival,
  };
}

/** So many segments show by themselves whether sound runs away; of fewer their inside has to. */
const LEAST_SEGMENTS = 3;

/**
 * Sound beside the picture, part by part. `uneven` where some segments have none, or where its own stamps contradict its
 * count.
 */
function soundOf({ segments }: ClipTimes, findings: readonly Finding[]): Course['sound'] {
  if (segments.every(({ facts }) => !facts.audio?.clock))
    return segments.some(({ facts }) => (facts.audio?.units ?? 0) > 0) ? 'uncounted' : null;
  const between = segments.length < LEAST_SEGMENTS ? 'bytes' : 'segments';
  const parts: SoundPart[] = [];
  const drifts: Drift[] = [];
  if (findings.some(isRateFault) || segments.some((segment) => isRateDoubtful(segment, findings))) return 'doubtful';
  for (const segment of segments) {
    const clock = segment.facts.audio?.clock;
    if (!clock?.agrees && !clock?.drift) return findings.some(isSoundStampFault) ? 'misstamped' : 'uneven';
    drifts.push(...(clock.drift ? [clock.drift] : []));
    const within = between === 'bytes' ? partsWithin(segment, clock) : [];
    parts.push(...(within.length > 0 ? within : [{ mediaMs: segment.lengthMs, soundMs: clock.ms }]));
  }
  if (parts.length === 0) return null;
  return drifts.length === 0 ? { parts, between } : { parts, between, drift: sumOf(drifts) };
}

type Drift = { countedMs: number; stampedMs: number };

const sumOf = (drifts: readonly Drift[]): Drift => ({
  countedMs: drifts.reduce((sum, { countedMs }) => sum + countedMs, 0),
  stampedMs: drifts.reduce((sum, { stampedMs }) => sum + stampedMs, 0),
});

const isRateFault = ({ code, severity }: Finding): boolean => code === 'audio.rate' && severity === 'error';
const isUndecodable = ({ code, severity }: Finding): boolean => code === 'audio.decode' && severity === 'error';
const isSoundStampFault = ({ code, severity }: Finding): boolean =>
  severity === 'error' && (code === 'audio.time' || code === 'audio.backwards');

/**
 * Samples and stamps of sound differ by what lies between two sampling rates: the wrong one may be said. Then a decoder
 * stumbles, unless it decodes both alike.
 */
function isRateDoubtful({ facts: { audio } }: SegmentTimes, findings: readonly Finding[]): boolean {
  const drift = audio?.clock?.drift;
  if (!audio || !drift) return false;
  if (audio.codec !== 'aac') return isOtherG711(drift);
  const { sampleRate } = audio;
  const other = sampleRate === null ? null : fittingRate(sampleRate, drift);
  return other !== null && (haveSameBands(sampleRate ?? other, other) || findings.some(isUndecodable));
}

type Clock = NonNullable<NonNullable<SegmentTimes['facts']['audio']>['clock']>;

/** The parts of one object in the order of its bytes: sound that came between two pictures was recorded between them. */
function partsWithin({ facts, lengthMs }: SegmentTimes, { ms, course }: Clock): SoundPart[] {
  const begin = facts.video?.firstDts ?? null;
  if (begin === null || course.length === 0) return [];
  const parts: SoundPart[] = [];
  let before = { at: 0, ms: 0 };
  for (const point of course.slice(1)) {
    // A fragment has its sound behind its pictures: what comes then is that of all pictures since the sound before.
    if (point.ms === before.ms && point.ms < ms) continue;
    const here = { at: point.dts - begin, ms: point.ms };
    parts.push({ mediaMs: here.at - before.at, soundMs: here.ms - before.ms });
    before = here;
  }
  return [...parts, { mediaMs: lengthMs - before.at, soundMs: ms - before.ms }];
}
