import { checks, type Finding } from '@kaitong/contract/checks';
import type { InspectedObject } from '../facts.ts';
import type { FindingList } from '../finding-list.ts';
import type { Timeline } from '../timeline/join.ts';
import { checkAbsence } from './absence.ts';
import { differs } from './runs.ts';
import { checkSeams } from './seams.ts';

/** The sound of all segments together: what no single object shows. */
export function checkSoundOfClip(
  objects: readonly InspectedObject[],
  segments: readonly InspectedObject[],
  timeline: Timeline,
  findings: FindingList,
): void {
  const isAbsent = checkAbsence(objects, segments, findings);
  const own = segments.flatMap(({ inspection }) => inspection.findings);
  // What is wrong with the sound's own times explains where it begins and ends.
  if (own.some(isSoundError)) return;
  checkSpeed(segments, findings);
  if (!findings.has('audio.time')) checkSeams(segments, timeline.shifts, findings);
  if (!isAbsent && !findings.all.some(isSoundError)) checkEnds(segments, timeline, findings);
}

const isSoundError = ({ code, severity }: FindingList['all'][number]): boolean =>
  severity === 'error' && code.startsWith('audio.');

/** Stamps that are a little too fast or too slow in each object are too much in all of them. */
function checkSpeed(segments: readonly InspectedObject[], findings: FindingList): void {
  let countedMs = 0;
  let stampedMs = 0;
  let isSlope = true;
  for (const { inspection } of segments) {
    const { audio } = inspection.facts;
    if (!audio?.clock?.agrees || audio.firstPts === null || audio.lastPts === null) continue;
    // Only what lies within an object: encoders that start anew in each of them overlap by a frame or two.
    const counted = audio.clock.ms - (audio.clock.endPts - audio.lastPts);
    const stamped = audio.lastPts - audio.firstPts;
    isSlope &&= Math.abs(counted - stamped) > stamped * LEAST_SHARE;
    countedMs += counted;
    stampedMs += stamped;
  }
  if (isSlope && differs({ countedMs, stampedMs }))
    findings.add('audio.time', { measured: Math.round(stampedMs), limit: Math.round(countedMs) });
}

/** A third of the difference that is too much: a wrong clock is wrong in every object. */
const LEAST_SHARE = 0.05 / 3;

/** `av.offset`, `av.length`: picture and sound begin and end together. */
function checkEnds(segments: readonly InspectedObject[], { video, audio }: Timeline, findings: FindingList): void {
  if (!video || !audio) return;
  const start = audio.first - video.first;
  const end = audio.last - video.last;
  // A shift of everything shows at both ends. Voice detection may be silent at either.
  const shift = Math.sign(start) === Math.sign(end) ? Math.min(Math.abs(start), Math.abs(end)) : 0;
  const apart = Math.max(Math.abs(start), Math.abs(end));
  if (shift > checks['av.offset'].limit) {
    const isConstant = Math.abs(start - end) <= CONSTANT_MS;
    findings.add('av.offset', {
      measured: Math.round(Math.abs(start)),
      params: {
        late: start > 0 ? 'sound' : 'picture',
        ...(isConstant ? { constant: 'constant' } : {}),
        ...firstStamps(segments, start),
      },
    });
  } else if (apart > checks['av.length'].limit) findings.add('av.length', { measured: Math.round(apart) });
}

/** Between the beginning and the end: less is what encoders hold back, or one of both stopped a little earlier. */
const CONSTANT_MS = 500;

/** As they stand in the first object, in seconds; none where they are on clocks that only the clip joins. */
function firstStamps(segments: readonly InspectedObject[], start: number): Finding['params'] {
  const { video, audio } = segments[0]?.inspection.facts ?? {};
  const [sound, picture] = [audio?.firstPts ?? null, video?.firstPts ?? null];
  if (sound === null || picture === null || Math.abs(sound - picture - start) > 1) return {};
  return { sound: (sound / 1000).toFixed(3), picture: (picture / 1000).toFixed(3) };
}
