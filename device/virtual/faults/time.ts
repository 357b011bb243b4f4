import { type Group, TICKS } from '../encode/frames.ts';
import { seconds } from './edit.ts';
import type { Fault } from './fault.ts';

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

export const timeFaults = {
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
  'av.offset': {
    about: 'times its sound by another clock than its picture',
    needs: ts,
    picture: { sound: true },
    group: (group) => ({ ...group, audio: group.audio.map((frame) => ({ ...frame, pts: frame.pts + seconds(2.5) })) }),
  },
  'av.length': {
    about: 'records sound for the first two seconds only',
    needs: ts,
    picture: { sound: true },
    group: (group, index) => (index === 0 ? group : { ...group, audio: [] }),
  },
} as const satisfies Record<string, Fault>;
