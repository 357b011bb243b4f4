import { type PlayableSegment, playableOf } from '@kaitong/core';
import type { RecordedObject, Recording } from '../footage/find-recording.ts';

export type TimedSegment = PlayableSegment & {
  recording: Recording;
  object: RecordedObject;
  startsAt: Date;
  endsAt: Date;
};

/**
 * What of a recording can be played, each segment with its moment by the platform’s clock. `live`: up to the first hole,
 * so that a playlist which players follow changes at its end only.
 */
export function timedSegments(
  recording: Recording,
  objects: readonly RecordedObject[],
  { live }: { live: boolean },
): TimedSegment[] {
  const byNumber = new Map(objects.map((object) => [object.n, object]));
  const starts = startsOf(recording, objects);
  return playableOf(progressOf(recording, objects), recording.declaration.container, live).flatMap((segment) => {
    const object = byNumber.get(segment.n);
    const startsAt = starts.get(segment.n);
    if (!object || !startsAt) return [];
    return [{ ...segment, recording, object, startsAt, endsAt: new Date(startsAt.getTime() + segment.durationMs) }];
  });
}

/** Whether something of it lies between two moments; with an open end where one is left out. */
export const isInside = (
  { startsAt, endsAt }: Pick<TimedSegment, 'startsAt' | 'endsAt'>,
  { from, to }: { from: Date | null; to: Date | null },
): boolean => (from === null || endsAt > from) && (to === null || startsAt < to);

/** Missing segments count with what was declared of them, so that what follows them keeps its place. */
function startsOf({ started_at }: Recording, objects: readonly RecordedObject[]): Map<number, Date> {
  const starts = new Map<number, Date>();
  let at = started_at.getTime();
  for (const { n, kind, duration_ms } of [...objects].sort((a, b) => a.n - b.n)) {
    if (kind !== 'segment') continue;
    starts.set(n, new Date(at));
    at += duration_ms;
  }
  return starts;
}

/** How far each object of a recording came, and what its close counted. */
export const progressOf = ({ closed_objects }: Recording, objects: readonly RecordedObject[]) => ({
  objects: new Map(objects.map(({ n, kind, duration_ms, state }) => [n, { kind, durationMs: duration_ms, state }])),
  closed: closed_objects === null ? null : { objects: closed_objects },
});
