import type { AudioFacts, InspectedObject, VideoFacts } from '../facts.ts';
import type { FindingList } from '../finding-list.ts';
import { stampsOf } from '../timeline/stamps-told.ts';
import { GAP_MS, JUMP_MS } from './sound-timing.ts';

/** A segment with times for both, and what puts them on the clip's clock. */
type Part = {
  n: number;
  audio: AudioFacts & { firstPts: number; lastPts: number };
  video: VideoFacts & { firstDts: number; lastDts: number };
  /** How long the sound at the last stamp is. */
  lastMs: number;
  shift: number;
};

/** Whether sound goes on from each segment to the next. `shifts`: of each object's times on the clip's clock. */
export function checkSeams(
  segments: readonly InspectedObject[],
  shifts: ReadonlyMap<number, number>,
  findings: FindingList,
): void {
  let before: Part | undefined;
  for (const segment of segments) {
    const part = partOf(segment, shifts);
    if (before && part && isSameClock(before, part)) checkSeam(before, part, findings);
    before = part;
  }
}

function partOf({ object, inspection }: InspectedObject, shifts: ReadonlyMap<number, number>): Part | undefined {
  const { audio, video } = inspection.facts;
  const shift = shifts.get(object.n);
  if (!audio || audio.firstPts === null || audio.lastPts === null || shift === undefined) return undefined;
  if (!video?.anchored || video.firstDts === null || video.lastDts === null) return undefined;
  // Sound of a transport stream may lie beyond a wrap that the pictures have not reached.
  const { wrapMs, firstDts, lastDts } = video;
  const beyond = wrapMs === null ? 0 : Math.round((firstDts - audio.firstPts) / wrapMs) * wrapMs;
  const { firstPts, lastPts } = audio;
  return {
    n: object.n,
    audio: { ...audio, firstPts: firstPts + beyond, lastPts: lastPts + beyond },
    video: { ...video, firstDts, lastDts },
    lastMs: audio.clock ? audio.clock.endPts - lastPts : (audio.stepMs ?? 0),
    shift,
  };
}

/** Where the pictures' own clock starts anew, nothing can be said of the sound. */
function isSameClock(a: Part, b: Part): boolean {
  const moved = b.shift - a.shift;
  const { wrapMs } = b.video;
  return Math.abs(wrapMs === null ? moved : moved - Math.round(moved / wrapMs) * wrapMs) < 1;
}

function checkSeam(before: Part, part: Part, findings: FindingList): void {
  const end = before.audio.lastPts + before.shift;
  const step = part.audio.firstPts + part.shift - end;
  const place = { object: part.n, kind: 'segment', atMs: Math.max(0, Math.round(end)), params: { count: 1 } } as const;
  const stepMs = before.audio.stepMs ?? 0;
  if (step < -stepMs / 2) findings.add('audio.backwards', { measured: Math.round(-step), ...place });
  const hole = step - before.lastMs;
  // Sound that is missing where pictures are missing too is one hole, which has its own finding.
  const pictures = part.video.firstDts + part.shift - (before.video.lastDts + before.shift);
  if (hole <= GAP_MS || hole - pictures <= GAP_MS) return;
  const stamp = part.audio.firstPts;
  const ahead = part.audio.lastPts - (part.video.lastPts ?? part.video.lastDts);
  const isJump = hole > JUMP_MS && ahead > hole / 2;
  findings.add('audio.gap', {
    ...(isJump ? ({ severity: 'error', limit: JUMP_MS } as const) : ({ severity: 'warning' } as const)),
    measured: Math.round(hole),
    ...place,
    // When it should have gone on.
    atMs: Math.max(0, Math.round(end + before.lastMs)),
    params: { ...place.params, opening: 'object', ...stampsOf({ stamp, before: stamp - step, due: stamp - hole }) },
  });
}
