import { describe, expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, judge } from '../../fixtures/clip.ts';
import type { AudioFacts } from '../facts.ts';
import { audioFactsOf } from './sound-facts.ts';
import { soundTimingOf } from './sound-timing.ts';
import { SoundTrack } from './sound-track.ts';

const soundOf = (name: keyof typeof goodClips): (AudioFacts | null)[] =>
  judge(clipOf(goodClips[name])).objects.map(({ inspection }) => inspection.facts.audio);

describe('the sound clock of a file', () => {
  test.each([
    ['H.264 and AAC in MPEG-TS', 3000],
    ['MP4, moov first', 3000],
    ['MP4, moov last', 2000],
    ['fragmented MP4 in one file', 3000],
    ['fragments with absolute offsets', 2000],
    ['H.265 and AAC in MPEG-TS', 3000],
    ['clock that starts again', 2000],
  ] as const)('%s: frames of AAC are its length, and its stamps agree', (name, lengthMs) => {
    const [audio] = soundOf(name);
    expect(audio?.clock?.agrees).toBe(true);
    expect(audio?.clock?.ms).toBe((audio?.units ?? 0) * 64);
    expect(Math.abs((audio?.clock?.ms ?? 0) - lengthMs)).toBeLessThan(150);
  });

  test('bytes of G.711 in QuickTime are its length', () => {
    expect(soundOf('G.711 in QuickTime')[0]).toMatchObject({ units: 16_000, clock: { ms: 2000, agrees: true } });
  });

  test('and levelled without a decoder; the levels of AAC need one', () => {
    const { levels } = soundOf('G.711 in QuickTime')[0] ?? {};
    expect(levels).toEqual({ ms: 2000, equalMs: 0, seconds: 2, clippedSeconds: 0 });
    expect(soundOf('H.264 and AAC in MPEG-TS')[0]?.levels).toBeNull();
  });

  test('in segments each has its own count, and all together the whole', () => {
    for (const name of ['MPEG-TS in two segments', 'H.264 in CMAF segments'] as const) {
      const counted = soundOf(name).reduce((sum, audio) => sum + (audio?.clock?.ms ?? 0), 0);
      expect(Math.abs(counted - 4000)).toBeLessThan(150);
    }
  });

  test('sound that is not counted has none', () => {
    expect(soundOf('G.711 in MPEG-TS')[0]).toMatchObject({ codec: 'private', clock: null });
  });
});

const factsOf = (track: SoundTrack, pictures: { dts: number; offset: number }[]): AudioFacts =>
  audioFactsOf({ codec: 'aac', sampleRate: 16_000, channels: 1 }, track, pictures, soundTimingOf(track));

test('facts are what is stored of them: no -0, which JSON does not know', () => {
  const track = new SoundTrack({ of: 'frame', ms: 64 });
  for (const pts of [-0.0002, 64]) {
    track.begin(pts, 0);
    track.add(1, 64);
  }
  const facts = factsOf(track, [{ dts: -0.0004, offset: 9 }]);
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  expect(Object.is(facts.firstPts, 0)).toBe(true);
});

describe('the course of sound among the pictures', () => {
  const pictures = (count: number, stepMs: number) =>
    Array.from({ length: count }, (_, index) => ({ dts: index * stepMs, offset: index * 100 }));
  /** A frame of 64 ms in every place between pictures that lie `pictureMs` apart in real time. */
  const sound = (count: number, pictureMs: number): SoundTrack => {
    const track = new SoundTrack({ of: 'frame', ms: 64 });
    for (let index = 0; index < count; index++) {
      track.begin(index * 64, Math.floor((index * 64) / pictureMs) * 100 + 50);
      track.add(1, 64);
    }
    return track;
  };

  test('tells pictures that come at 21 a second and are stamped as 25', () => {
    const { clock } = factsOf(sound(312, 1000 / 21), pictures(420, 40));
    expect(clock?.agrees).toBe(true);
    const [first, last] = [clock?.course.at(0), clock?.course.at(-1)];
    const rate = ((last?.ms ?? 0) - (first?.ms ?? 0)) / ((last?.dts ?? 0) - (first?.dts ?? 0));
    expect(rate).toBeCloseTo(25 / 21, 1);
  });

  test('goes on by the sound where the clock of the pictures hardly moves', () => {
    const { clock } = factsOf(sound(150, 40), pictures(240, 40 / 90));
    expect(clock?.course.length).toBeGreaterThan(8);
  });

  test('is left out where all sound stands before or behind the pictures', () => {
    const track = new SoundTrack({ of: 'frame', ms: 64 });
    for (let index = 0; index < 50; index++) {
      track.begin(index * 64, 9000 + index);
      track.add(1, 64);
    }
    expect(factsOf(track, pictures(80, 40)).clock?.course).toEqual([]);
  });

  test('stays bounded, however long the object is', () => {
    const { clock } = factsOf(sound(60_000, 1000), pictures(3700, 1000));
    expect(clock?.course.length).toBeLessThanOrEqual(600);
    expect(clock?.course.length).toBeGreaterThan(250);
  });
});
