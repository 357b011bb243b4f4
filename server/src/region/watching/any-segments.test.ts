import { EventId, hours, minutes } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILMSTRIP, minutesOver } from '../footage/filmstrip-minutes.ts';
import type { RecordedObject, Recording } from '../footage/find-recording.ts';
import { withoutOverlaps } from './compose-playlist.ts';
import { partsOf } from './find-cut.ts';
import { isInside, type TimedSegment, timedSegments } from './timed-segments.ts';

const BEGAN = Date.parse('2026-04-01T23:30:00Z');

/** As much as the functions of this room look at. */
function recordingOf(at: number, lengths: readonly number[]): { recording: Recording; objects: RecordedObject[] } {
  const objects = lengths.map((ms, n) => ({ n, kind: 'segment', duration_ms: ms, state: 'committed', bytes: 1 }));
  const recording = {
    ...{
      id: EventId.parse(`ev${String(at).padStart(18, '0')}`),
      started_at: new Date(at),
      closed_objects: lengths.length,
    },
    declaration: { container: 'ts' },
  };
  return { recording: recording as never as Recording, objects: objects as never as RecordedObject[] };
}

/**
 * Continuous footage of up to three hours over midnight, as cameras cut it: in segments of old firmware that knows no wish, of 10,
 * 20 or 60 s and up to the next key frame, or in any mix of them; each hour a recording of its own.
 */
const kinds = [
  fc.integer({ min: 4000, max: 10_000 }),
  ...[10_000, 20_000, 60_000].map((ms) => fc.nat(3900).map((n) => ms + n)),
];
const lengths = fc.oneof(...kinds.map((kind) => fc.infiniteStream(kind)), fc.infiniteStream(fc.oneof(...kinds)));
const cut = fc.tuple(fc.integer({ min: minutes(1), max: hours(3) }), lengths).map(([footage, stream]) => {
  const recordings: number[][] = [];
  for (let left: number = footage; left > 0; ) {
    const recording: number[] = [];
    for (let room = Math.min(left, hours(1)); room > 0; room -= recording.at(-1) ?? 0)
      recording.push(Math.min(room, stream.next().value ?? room));
    recordings.push(recording);
    left -= recording.reduce((sum, ms) => sum + ms, 0);
  }
  return { footage, recordings };
});

function segmentsOf(recordings: readonly number[][]): TimedSegment[] {
  let at = BEGAN;
  return recordings.flatMap((pieces) => {
    const { recording, objects } = recordingOf(at, pieces);
    at += pieces.reduce((sum, ms) => sum + ms, 0);
    return timedSegments(recording, objects, { live: false });
  });
}

const played = (segments: readonly TimedSegment[]): number =>
  segments.reduce((sum, { startsAt, endsAt }) => sum + endsAt.getTime() - startsAt.getTime(), 0);

test('footage lies at the same times in whatever segments it comes, and none is left out or shown twice', () => {
  fc.assert(
    fc.property(cut, ({ footage, recordings }) => {
      const segments = withoutOverlaps(segmentsOf(recordings));
      expect(segments[0]?.startsAt.getTime()).toBe(BEGAN);
      expect(segments.at(-1)?.endsAt.getTime()).toBe(BEGAN + footage);
      expect(played(segments)).toBe(footage);
      for (const [at, { startsAt }] of segments.entries())
        if (at > 0) expect(startsAt).toEqual(segments[at - 1]?.endsAt);
    }),
  );
});

test('a range that is cut out of it is as long as was asked for, wherever it begins and ends', () => {
  const range = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(cut, range, ({ footage, recordings }, ends) => {
      const [from, to] = ends.map((part) => BEGAN + Math.round(part * footage)).sort((a, b) => a - b) as [
        number,
        number,
      ];
      const asked = { from: new Date(from), to: new Date(to) };
      const segments = withoutOverlaps(segmentsOf(recordings).filter((one) => isInside(one, asked)));
      expect(partsOf(segments, asked).reduce((sum, part) => sum + part.to - part.from, 0)).toBe(to - from);
    }),
  );
});

test('every minute of a recording comes, and some segment lies in it', () => {
  fc.assert(
    fc.property(cut, ({ recordings: [pieces = []] }) => {
      const { recording, objects } = recordingOf(BEGAN, pieces);
      const segments = timedSegments(recording, objects, { live: false });
      let length = 0;
      const came: number[] = [];
      for (const [n, ms] of pieces.entries()) {
        const grown = { ...recording, duration_ms: length };
        length += ms;
        came.push(...minutesOver(grown, length, { isWhole: n === pieces.length - 1 }));
      }
      // The last one may be told of once more with the close.
      expect([...new Set(came)]).toEqual(Array.from({ length: Math.ceil(length / FILMSTRIP) }, (_, minute) => minute));
      for (const minute of came) {
        const from = new Date(BEGAN + minute * FILMSTRIP);
        const to = new Date(from.getTime() + FILMSTRIP);
        expect(segments.some((one) => isInside(one, { from, to }))).toBe(true);
      }
    }),
  );
});
