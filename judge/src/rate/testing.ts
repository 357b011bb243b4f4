import type { Arrival, Course } from './course.ts';

export type Event = {
  /** Seconds of real time per second of media. */
  rate?: number;
  /** Lengths of the segments in real time, milliseconds. */
  segments: readonly number[];
  preRecordMs?: number | null;
  /** How long after its end each segment comes; 0 where nothing is said. */
  late?: readonly number[];
  /** How much of that its age does not know, because the request was held up; left out, no age is declared. */
  heldUp?: readonly number[];
  /** Each age is said twice. */
  twice?: boolean;
} & Partial<Pick<Arrival, 'skewMs' | 'reconnected'>>;

/** An event whose trigger is at 0, on a line on which a segment takes a fifth of a second. */
export function courseOfEvent({ rate = 1, segments, preRecordMs = 2000, ...event }: Event): Course {
  const { late = [], heldUp, twice = false, skewMs = 0, reconnected = false } = event;
  let taken = -(preRecordMs ?? 0);
  let media = 0;
  const objects: Arrival['objects'][number][] = [];
  const own: Course['segments'][number][] = [];
  for (const [n, length] of segments.entries()) {
    taken += length;
    media += length / rate;
    const declaredAt = taken + 50 + (late[n] ?? 0);
    const end = taken + (heldUp?.[n] ?? 0);
    objects.push({
      n,
      declaredAt,
      committedAt: declaredAt + 200,
      ends: heldUp ? (twice ? [end, end + 20] : [end]) : [],
    });
    own.push({ n, endMs: media, lengthMs: length / rate });
  }
  return {
    segments: own,
    frames: Math.round(media / 40),
    mediaMs: media,
    longestGopMs: 1000,
    equalSteps: true,
    sound: null,
    arrival: { triggeredAt: 0, skewMs, preRecordMs, reconnected, objects },
  };
}

/** The same as files at the desk: so much sound beside each part of the picture, in milliseconds. */
export function courseOfSound(
  parts: readonly (readonly [mediaMs: number, soundMs: number])[],
  between: 'segments' | 'bytes' = 'segments',
  drift?: { countedMs: number; stampedMs: number },
): Course {
  const course = courseOfEvent({ segments: parts.map(([mediaMs]) => mediaMs) });
  const sound = { parts: parts.map(([mediaMs, soundMs]) => ({ mediaMs, soundMs })), between, ...(drift && { drift }) };
  return { ...course, sound, arrival: null };
}
