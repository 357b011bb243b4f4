// How fast time runs in a clip: each kind of evidence on what it must see, and on what looks like it and is none.
import { finding, foldFindings } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { nameFactor } from './factors.ts';
import { judgeRate } from './judge-rate.ts';
import { courseOfEvent, courseOfSound, type Event } from './testing.ts';

/** `wrong 1.19 sound`, `right 1 age`, `not judged: too_short`. */
function verdictOn(course: Parameters<typeof judgeRate>[0]): string {
  const { rate, finding } = judgeRate(course);
  if (rate.is === 'not_judged') return `not judged: ${rate.because}`;
  return `${finding ? 'wrong' : 'right'} ${rate.rate} ${rate.by}`;
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const judged = (event: Event): string => verdictOn(courseOfEvent(event));

describe('by the sound’s sample clock', () => {
  test.each<[string, ReturnType<typeof courseOfSound>, string]>([
    ['21 frames stamped as 25', courseOfSound(times(6, [1680, 2000])), 'wrong 1.19 sound'],
    ['1 kHz ticks written as 90 kHz', courseOfSound(times(5, [2000 / 90, 2000])), 'wrong 90 sound'],
    ['half as fast', courseOfSound(times(4, [4000, 2000])), 'wrong 0.5 sound'],
    ['a right clip, cut within a frame of sound', courseOfSound(times(5, [2000, 1950])), 'right 0.98 sound'],
    ['too little of both', courseOfSound(times(2, [2000, 2000])), 'not judged: sound_short'],
    [
      'sound that ends early',
      courseOfSound([...times(4, [2000, 2000] as const), [2000, 0]]),
      'not judged: sound_apart',
    ],
    [
      'sound that begins late',
      courseOfSound([[2000, 0], ...times(4, [2000, 2000] as const)]),
      'not judged: sound_apart',
    ],
    [
      'both',
      courseOfSound([
        [3000, 2600],
        [3000, 3000],
        [3000, 2600],
      ]),
      'not judged: sound_apart',
    ],
    [
      'a hole in the sound',
      courseOfSound([
        [3000, 3000],
        [3000, 2200],
        [3000, 3000],
      ]),
      'not judged: sound_apart',
    ],
    [
      'pictures that begin late and end early',
      courseOfSound([
        [2600, 3000],
        [3000, 3000],
        [2600, 3000],
      ]),
      'not judged: sound_apart',
    ],
    ['two segments, of which either may be cut', courseOfSound(times(2, [5000, 6000])), 'not judged: sound_unplaced'],
    ['one file, by the order of its bytes', courseOfSound(times(10, [1000, 1190]), 'bytes'), 'wrong 1.19 sound'],
    ['one file, less than muxers gather', courseOfSound(times(5, [1000, 1190]), 'bytes'), 'right 1.19 sound'],
    ['no sound', { ...courseOfSound([]), sound: null }, 'not judged: no_sound'],
    ['sound of another kind', { ...courseOfSound([]), sound: 'uncounted' }, 'not judged: sound_uncounted'],
    [
      'more pictures a second than any camera takes, and sound behind all of them',
      { ...courseOfSound([[89, 8000]], 'bytes'), frames: 200 },
      'wrong 89.89 sound',
    ],
    ['as many as some take', { ...courseOfSound([[800, 8000]], 'bytes'), frames: 200 }, 'not judged: sound_unplaced'],
    ['sound with a hole', { ...courseOfSound([]), sound: 'uneven' }, 'not judged: sound_uneven'],
    ['sound whose stamps are wrong', { ...courseOfSound([]), sound: 'misstamped' }, 'not judged: sound_times'],
    ['sound that may have another rate', { ...courseOfSound([]), sound: 'doubtful' }, 'not judged: sound_rate'],
  ])('%s', (_title, course, verdict) => {
    expect(verdictOn(course)).toBe(verdict);
  });

  const drifting = (mediaMs: number, countedMs: number, stampedMs: number) =>
    courseOfSound([[mediaMs, countedMs]], 'bytes', { countedMs, stampedMs });
  test.each<[string, ReturnType<typeof courseOfSound>, string]>([
    ['all stamps in ticks of 1 kHz', drifting(56, 4780, 53), 'wrong 90.19 sound'],
    ['all stamps too slow, in one file of five seconds', drifting(5950, 4780, 5690), 'wrong 0.84 sound'],
    ['less than three seconds of them', drifting(30, 2700, 29), 'not judged: sound_short'],
    ['those of the sound only', drifting(6000, 6000, 3000), 'right 1 sound'],
    ['those of the sound only, by a seventh', drifting(6000, 5980, 6870), 'right 1 sound'],
    ['both, each at its own speed', drifting(12_000, 6000, 3000), 'not judged: sound_times'],
  ])('stamps of the sound run wrongly: %s', (_title, course, verdict) => {
    expect(verdictOn(course)).toBe(verdict);
  });

  test('where those of the pictures run as those of the sound do, that is said, and is the cause of both', () => {
    const { finding: rate } = judgeRate(drifting(56, 4780, 53));
    expect(rate?.params).toMatchObject({ factor: 'ticks_90', why: 'all_stamps' });
    const sound = finding('audio.time', { object: 0, measured: 53, limit: 4780 });
    expect(rate && foldFindings([rate, sound])[1]?.because).toBe('time.rate');
    const { finding: other } = judgeRate(courseOfSound(times(6, [1680, 2000])));
    expect(other && foldFindings([other, sound])[1]?.because).toBe(undefined);
  });
});

describe('by the ages of the objects', () => {
  const held = (...heldUp: number[]) => ({ segments: times(heldUp.length, 3000), heldUp, late: heldUp });
  test.each<[string, Event, string]>([
    ['21 frames stamped as 25', { rate: 1.19, ...held(0, 0, 0, 0, 0) }, 'wrong 1.19 age'],
    ['a right camera', held(0, 30, 5, 200, 0), 'right 1 age'],
    ['sent hours later', { ...held(0, 0, 0, 0), late: [9e6, 9e6, 9e6, 9e6] }, 'right 1 age'],
    ['one request that was held up is no drift', held(0, 0, 0, 0, 8000), 'right 1 age'],
    ['two of five leave too little', held(0, 0, 4000, 0, 8000), 'not judged: unsteady'],
    ['a wrong rate shows though one request was held up', { rate: 1.19, ...held(0, 0, 0, 5000, 0) }, 'wrong 1.19 age'],
    ['a pause is a step', { ...held(0, 0, 3000, 3000, 3000), late: times(5, 9e6) }, 'not judged: unsteady'],
    ['two ages alone decide nothing', { rate: 1.5, ...held(0, 0), segments: [6000, 6000] }, 'not judged: age_alone'],
    ['unless each was said twice', { rate: 1.5, ...held(0, 0), segments: [6000, 6000], twice: true }, 'wrong 1.5 age'],
    [
      'one object counts from its trigger',
      { rate: 1.4, segments: [14_000], heldUp: [0], twice: true },
      'wrong 1.5 age',
    ],
    [
      'one object, within a group of pictures',
      { rate: 1.1, segments: [14_000], heldUp: [0], twice: true },
      'right 1.12 age',
    ],
    ['one object with one age', { rate: 1.4, segments: [14_000], heldUp: [0] }, 'not judged: age_alone'],
    [
      'one object that does not say where its trigger lies',
      { rate: 1.4, segments: [14_000], heldUp: [0], twice: true, preRecordMs: null },
      'not judged: age_alone',
    ],
  ])('%s', (_title, event, verdict) => {
    expect(judged(event)).toBe(verdict);
  });
});

describe('by causality', () => {
  test('twice as much footage as there was time for is slow motion; a bound names no factor', () => {
    const { finding } = judgeRate(courseOfEvent({ rate: 0.5, segments: times(4, 3000) }));
    expect(finding).toMatchObject({ code: 'time.rate', params: { by: 'causality', factor: 'bound' } });
  });

  test.each<[string, Partial<Event>]>([
    ['up to a second and a group of pictures more is none', { rate: 0.88 }],
    ['an opening that was held up shows in the wall clock', { rate: 0.5, skewMs: -10_000 }],
    ['a wall clock that is wrong shows nothing of how long the opening took', { rate: 0.5, skewMs: 7_200_000 }],
    [
      'a device that does not say how much lies before the trigger may have had all of it',
      { rate: 0.7, preRecordMs: null },
    ],
  ])('%s', (_title, event) => {
    expect(judged({ segments: times(4, 3000), ...event })).not.toContain('causality');
  });
});

describe('by the arrival of segments for which the device waited', () => {
  const six = times(6, 2500);
  test.each<[string, Event, string]>([
    ['twice as fast', { rate: 2, segments: six }, 'wrong 2 arrival'],
    ['a right camera', { segments: six }, 'right 1 arrival'],
    ['21 as 25 is within what arrivals tell of a short clip', { rate: 1.19, segments: six }, 'right 1.19 arrival'],
    ['21 as 25 in half a minute and more', { rate: 1.19, segments: times(7, 10_000) }, 'wrong 1.19 arrival'],
    ['a device that is always behind', { segments: times(6, 250), late: times(6, 0) }, 'not judged: never_waited'],
    ['an event that was kept', { segments: six, late: times(6, 60_000) }, 'not judged: came_late'],
    ['a line that came back', { rate: 2, segments: six, reconnected: true }, 'not judged: reconnected'],
    ['a pause', { segments: six, late: [0, 0, 0, 6000, 6000, 6000] }, 'not judged: unsteady'],
    ['segments that nobody declared', { segments: [] }, 'not judged: never_waited'],
  ])('%s', (_title, event, verdict) => {
    expect(judged(event)).toBe(verdict);
  });
});

describe('what is said', () => {
  test('frames by the stamps and as delivered, and that a counter made the stamps', () => {
    const { rate, finding } = judgeRate(courseOfSound(times(6, [1680, 2000])));
    expect(rate).toMatchObject({ within: 0.08, stampedFps: 25, deliveredFps: 21 });
    expect(finding).toMatchObject({
      ...{ code: 'time.rate', severity: 'error', measured: 1.19, limit: 1 },
      params: { by: 'sound', stamped: 25, delivered: 21, stamps: 'counter', factor: 'configured' },
    });
  });

  test('a clip without times of its own is not judged', () => {
    expect(verdictOn(null)).toBe('not judged: no_times');
  });

  test.each([
    [90.4, 1, 25, 'ticks_90'],
    [47.6, 1, 25, 'ticks_48'],
    [8.1, 0.2, 25, 'ticks_8'],
    [2.05, 0.1, 30, 'double'],
    [0.52, 0.05, 15, 'half'],
    [1.024, 0.003, 25, 'binary'],
    [1.33, 0.02, 20, 'night'],
    [1.33, 0.02, 25, 'configured'], // the night's rate of a camera that stamps 20
    [2.3, 0.1, 25, 'configured'],
    [0.8, 0.05, 25, 'exceeded'], // 31 frames are delivered and stamped as 25
    [0.33, 0.03, 8, 'slow_ticks'],
    [0.011, 0.002, 0.3, 'slow_ticks'],
    [1.5, 1.2, 20, 'configured'], // several are within the error: none is named
  ])('a factor of %d ± %d at %d fps: %s', (rate, error, fps, factor) => {
    expect(nameFactor(rate, error, fps)).toBe(factor);
  });
});
