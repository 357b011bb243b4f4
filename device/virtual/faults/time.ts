import { type Group, TICKS } from '../encode/frames.ts';
import { inSegment, seconds } from './edit.ts';
import type { Fault } from './fault.ts';
import { withStamps } from './stamps.ts';

const ts = { container: 'ts' } as const;

/** All pictures from number `from` on, with a later time stamp. */
const later = (group: Group, ticks: number, from = 0): Group => ({
  ...group,
  video: group.video.map((frame, at) =>
    at < from ? frame : { ...frame, pts: frame.pts + ticks, dts: frame.dts + ticks },
  ),
});

/** Pictures as a camera stamps them that counts frames: `real` came in each second, and `set` are configured. */
export const counted =
  (real: number, set: number) =>
  (group: Group): Group => ({
    ...group,
    video: group.video.map((frame) => ({
      ...frame,
      pts: Math.round((frame.pts * real) / set),
      dts: Math.round((frame.dts * real) / set),
      duration: TICKS / set,
    })),
  });

/** Of each three pictures behind the first the one that is shown last comes first. */
function asBFrames(time: number, at: number, all: readonly number[]): number {
  const place = (at - 1) % 3;
  const isWhole = at > 0 && at - place + 2 < all.length;
  return (isWhole ? all[place === 0 ? at + 2 : at - 1] : undefined) ?? time;
}

export const timeFaults = {
  'time.duplicate': {
    about: 'stamps two pictures at once when it empties its queue',
    needs: ts,
    object: inSegment(
      'all',
      withStamps((time, at, all) => (at % 5 === 4 ? (all[at - 1] ?? time) : time)),
    ),
  },
  'time.outlier': {
    about: 'leaves the stamp of a picture uninitialised now and then',
    needs: ts,
    object: inSegment(
      'all',
      withStamps((time, at) => (at === 11 ? time + seconds(37_600) : time)),
    ),
  },
  'time.mixed_sessions': {
    about: 'goes on with its old stream when a new one has begun',
    needs: ts,
    object: inSegment(
      'all',
      withStamps((time, at) => (Math.floor(at / 3) % 2 === 1 ? time + seconds(60) : time)),
    ),
  },
  'time.no_dts': {
    about: 'stamps pictures by when they are shown, as if B-frames came in that order',
    needs: ts,
    object: inSegment('all', withStamps(asBFrames)),
  },
  'time.display': {
    about: 'writes decoding times that are behind those of display',
    needs: ts,
    group: (group) => ({
      ...group,
      video: group.video.map((frame) => ({ ...frame, dts: frame.dts + seconds(0.1) })),
    }),
  },
  'time.gap': {
    about: 'its clock is set forward in mid-clip',
    needs: ts,
    group: (group, index) =>
      index === 0 ? group : later(group, seconds(3), index === 1 ? group.video.length >> 1 : 0),
  },
  'time.backwards': {
    about: 'its clock is set back in mid-clip',
    needs: ts,
    // Between two segments: within one, the muxer would put pictures in order again.
    group: (group, index) => (index === 0 ? group : later(group, -seconds(1.5))),
  },
  'time.duration': {
    about: 'declares segments twice as long as they are',
    object: (object) => ({ ...object, durationMs: object.durationMs * 2 }),
  },
  'time.rate': {
    about: 'delivers 21 frames a second and stamps 25, with sound beside',
    picture: { fps: 21, sound: true },
    group: counted(21, 25),
  },
  'time.rate-aged': {
    about: 'delivers 21 frames a second and stamps 25, without sound',
    picture: { fps: 21 },
    group: counted(21, 25),
  },
  'time.rate-double': {
    about: 'stamps twice its frame rate, and says no ages',
    group: (group, _index, { fps }) => counted(fps, 2 * fps)(group),
    flow: 'no_ages',
  },
  'time.clock': { about: 'says when its event began by a clock that is 90 s behind', flow: 'own_clock' },
  'time.too_short': {
    about: 'stops recording after one second',
    needs: ts,
    group: (group, index) =>
      index === 0 ? { ...group, video: group.video.slice(0, Math.ceil(group.video.length / 2)) } : group,
    object: (object, { segment }) => (object.kind === 'segment' && segment > 0 ? undefined : object),
  },
} as const satisfies Record<string, Fault>;
