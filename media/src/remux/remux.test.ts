import { describe, expect, test } from 'vitest';
import { type Fixture, goodClips } from '../../fixtures/catalogue.ts';
import { readFixture } from '../../fixtures/clip.ts';
import { nodePorts } from '../../fixtures/node-ports.ts';
import { readIsobmff } from '../isobmff/reader.ts';
import { Mp4Remux, RemuxError, type RemuxObject } from './remux.ts';

function objectsOf({ files, container }: Pick<Fixture, 'files' | 'container'>): RemuxObject[] {
  const [first = '', ...rest] = files;
  const init = container === 'fmp4' ? readFixture(first) : undefined;
  const footage = init ? rest : files;
  return footage.map((file) => ({
    bytes: readFixture(file),
    container: container === 'ts' ? 'ts' : 'mp4',
    init,
    gapMs: 0,
  }));
}

function remux(objects: readonly RemuxObject[]): Uint8Array {
  const movie = new Mp4Remux();
  for (const object of objects) movie.add(object);
  const made = movie.head();
  if (!made) throw new Error('nothing to show');
  const file = new Uint8Array(made.bytes);
  let at = 0;
  for (const part of [made.head, ...objects.flatMap((object, n) => movie.dataOf(object, n))]) {
    file.set(part, at);
    at += part.length;
  }
  expect(at).toBe(made.bytes);
  return file;
}

const read = (file: Uint8Array) => readIsobmff(file, {}, nodePorts);

describe.each(Object.entries(goodClips) as [string, Fixture][])('%s', (_, fixture) => {
  test('becomes one MP4 with its index first, every picture in it, and the sound if it is AAC', () => {
    const movie = read(remux(objectsOf(fixture)));
    expect(movie).toMatchObject({ problems: [], hasMovie: true, fragmented: false, movieAfterData: false });
    expect(movie.samplesMissing.count).toBe(0);
    expect(movie.videoTrack).toMatchObject({
      codec: fixture.codec,
      sampleEntry: fixture.codec === 'h265' ? 'hvc1' : 'avc1',
    });
    expect(movie.video?.frames).toHaveLength(fixture.frames);
    expect(movie.video?.frames.filter(({ key }) => key !== null)).toHaveLength(fixture.keyFrames);
    expect(movie.video?.faults).toEqual({});
    const { width, height } = fixture;
    expect(movie.video?.format).toMatchObject({ width, height });
    expect(movie.audio?.track.codec ?? 'aac').toBe('aac');
  });

  test('keeps pictures and sound together', () => {
    const { video, audio } = read(remux(objectsOf(fixture)));
    const [first] = video?.frames ?? [];
    expect(first?.key).not.toBeNull();
    const shown = (video?.frames ?? []).map(({ pts }) => pts ?? 0);
    const [start, end] = [Math.min(...shown), Math.max(...shown)];
    const length = fixture.durationsMs.reduce((sum, ms) => sum + ms, 0);
    expect(Math.abs(end - start - length)).toBeLessThan(400); // the last picture's own duration, and variable rates
    const [begin, finish] = [audio?.sound.stamps.at(0), audio?.sound.stamps.at(-1)];
    if (!begin || !finish) return;
    expect(Math.abs(begin.pts - start)).toBeLessThan(100);
    expect(Math.abs(finish.pts - end)).toBeLessThan(200);
  });
});

const segments = objectsOf(goodClips['MPEG-TS in two segments']);
const dtsOf = (file: Uint8Array): number[] => (read(file).video?.frames ?? []).map(({ dts }) => dts ?? 0);
const steps = (times: readonly number[]): number[] =>
  times.slice(1).map((time, n) => Math.round(time - (times[n] ?? 0)));

test('objects whose clock goes on are joined without a step', () => {
  expect(new Set(steps(dtsOf(remux(segments))))).toEqual(new Set([83]));
});

test('an object whose clock begins anew follows the one before', () => {
  const [first] = segments;
  if (!first) throw new Error('no segment');
  const times = dtsOf(remux([first, first, first]));
  expect(times).toHaveLength(72);
  expect(Math.max(...steps(times))).toBeLessThan(200);
  expect(Math.min(...steps(times))).toBeGreaterThan(0);
});

test('what is missing is a time without pictures, by the clock or else by what was declared', () => {
  const [first, second] = segments;
  if (!first || !second) throw new Error('no segments');
  const declared = steps(dtsOf(remux([first, { ...first, gapMs: 6000 }])));
  expect(Math.max(...declared)).toBeGreaterThan(5900);
  expect(Math.max(...declared)).toBeLessThan(6300);
});

/** In milliseconds, as the movie's header and the first edits of its tracks say. */
function shownOf(file: Uint8Array): { length: number; hidden: number[] } {
  const text = new TextDecoder('latin1').decode(file);
  const view = new DataView(file.buffer);
  const ms = (at: number): number => Math.round(view.getUint32(at) / 90);
  const edits = [...text.matchAll(/elst/g)].map(({ index }) =>
    ms(index + 12 + 4 + 12 * (view.getUint32(index + 8) - 1)),
  );
  return { length: ms(text.indexOf('mvhd') + 20), hidden: edits };
}
const framesOf = (file: Uint8Array): number => read(file).video?.frames.length ?? 0;

test('what is wanted begins and ends at its moment; pictures that it needs before that are there and hidden', () => {
  const [first, second] = segments;
  if (!first || !second) throw new Error('no segments');
  const whole = remux(segments);
  const cut = remux([
    { ...first, fromMs: 500 },
    { ...second, toMs: 700 },
  ]);
  expect(Math.abs(shownOf(whole).length - 4000)).toBeLessThan(150); // the sound is longer than the pictures
  expect(Math.abs(shownOf(cut).length - 2200)).toBeLessThan(100);
  expect(shownOf(cut).hidden[0]).toBe((shownOf(whole).hidden[0] ?? 0) + 500);
  expect(read(cut).video?.frames[0]?.key).not.toBeNull();
  expect(framesOf(cut)).toBeGreaterThanOrEqual(26);
  expect(framesOf(cut)).toBeLessThan(framesOf(whole) - 10);
});

test('what lies before the last key picture that is needed is left out', () => {
  const both = remux(segments);
  const late = remux([{ bytes: both, container: 'mp4', gapMs: 0, fromMs: 3000 }]);
  expect(framesOf(both)).toBe(48);
  expect(framesOf(late)).toBe(12); // a key picture a second
  expect(Math.abs(shownOf(late).length - 1000)).toBeLessThan(100);
});

test('other parameter sets from some object on have a sample entry of their own', () => {
  const other = objectsOf(goodClips['four slices a picture']);
  const main = objectsOf(goodClips['B-frames, weighted prediction, MPEG-TS']);
  const file = remux([...other, ...main]);
  const text = new TextDecoder('latin1').decode(file);
  expect(text.match(/avcC/g)).toHaveLength(2);
  expect(read(file).samplesMissing.count).toBe(0);
});

test('an object that is not what it was at the first reading is noticed', () => {
  const movie = new Mp4Remux();
  const [first, second] = segments;
  if (!first || !second) throw new Error('no segments');
  movie.add(first);
  expect(() => movie.dataOf(second, 0)).toThrow(RemuxError);
});

test('of what holds no picture nothing is made', () => {
  const movie = new Mp4Remux();
  movie.add({ bytes: new Uint8Array(1000), container: 'ts', gapMs: 0 });
  movie.add({ bytes: new Uint8Array(1000), container: 'mp4', gapMs: 0 });
  expect(movie.head()).toBeUndefined();
});

test('damaged objects never break it, and never make it larger than what came', () => {
  const sources = [segments[0]?.bytes, readFixture('h264-fragmented.mp4'), readFixture('h265-faststart.mp4')];
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 0x7fffffff;
    return seed % below;
  };
  for (const source of sources) {
    for (let round = 0; round < 60; round++) {
      const bytes = (source ?? new Uint8Array()).slice(0, random(source?.length ?? 1));
      for (let n = 0; n < 40; n++) bytes[random(Math.max(1, round % 2 ? bytes.length : 2000))] = random(256);
      const container = source === segments[0]?.bytes ? 'ts' : 'mp4';
      const movie = new Mp4Remux();
      movie.add({ bytes, container, gapMs: 0 });
      const size = movie.head()?.bytes ?? 0;
      expect(size).toBeLessThan(bytes.length * 2 + 100_000);
    }
  }
});
