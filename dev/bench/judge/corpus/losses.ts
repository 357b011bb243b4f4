import { type asMade, type Break, broken, onBytes } from './breaks.ts';
import { avc, hevc, type Make } from './makes.ts';
import * as ts from './ts-edit.ts';

const without = (fits: (index: number) => boolean) => onBytes(ts.withoutPictures(fits));
const x264 = (parameters: string): Record<string, string> => ({ 'x264-params': parameters });
const x265 = (parameters: string): Record<string, string> => ({ 'x265-params': parameters });

/** Each picture builds on the one before, key frames are two seconds apart. */
const chains = {
  avc: avc('no B-frames', { options: { bf: '0' } }),
  hevc: hevc('no B-frames', { options: x265('bframes=0') }),
  segments: avc('segments without B-frames', { mux: 'ts segments', options: { bf: '0' } }),
  baseline: avc('Constrained Baseline, no order of display', { options: { profile: 'baseline' } }),
};
/** Only every second picture is built on. */
const pairs = {
  avc: avc('B-frames in turns', { options: { bf: '1', ...x264('b-adapt=0:bframes=1:keyint=30:scenecut=0') } }),
  hevc: hevc('B-frames in turns', { options: x265('b-adapt=0:bframes=1:keyint=30:scenecut=0') }),
};
const openGroups = {
  avc: avc('open GOP', { seconds: 6, options: { bf: '2', ...x264('open-gop=1:keyint=30') } }),
  hevc: hevc('open GOP', { seconds: 6, options: x265('open-gop=1:bframes=3:keyint=30') }),
};
const layers = hevc('temporal layers', { options: x265('temporal-layers=2:bframes=2') });

const KEY = 30;

/** Pictures that were encoded and did not reach the muxer. */
export const lossBreaks: readonly Break[] = [
  ...[chains.avc, chains.hevc, chains.baseline].flatMap((make) => [
    lost(`one picture, ${make.name}`, make, (index) => index === 17),
    lost(`every tenth picture, ${make.name}`, make, (index) => index % 10 === 5),
    lost(`a key frame, ${make.name}`, make, (index) => index === KEY),
    lost(`five pictures in a row, ${make.name}`, make, (index) => index > 36 && index < 42),
    lost(`a key frame and what is before it, ${make.name}`, make, (index) => index > 24 && index <= KEY),
  ]),
  ...[pairs.avc, pairs.hevc].map((make) =>
    lost(`a picture that others build on, ${make.name}`, make, (at) => at === 9),
  ),
  ...[openGroups.avc, openGroups.hevc].map((make) =>
    lost(`a picture in a row of ten, ${make.name}`, make, (index) => index % 10 === 4),
  ),
  lost(`pictures of the lowest layer, ${layers.name}`, layers, (index) => index % 15 === 1),
  lost('the key frame of the second segment', chains.segments, (index) => index === 0, asLater),
];

/** Half of the time between two pictures. */
const HALF = 3000;
const again = (fits: (index: number) => boolean) => onBytes(ts.muxedAgain(HALF, fits));

/** Pictures that the muxer got twice. */
export const duplicateBreaks: readonly Break[] = [
  ...[chains.avc, chains.hevc, chains.baseline, pairs.hevc, layers].map((make) =>
    broken(
      'video.duplicate',
      `one picture twice, ${make.name}, ${make.recipe.encoder}`,
      make,
      again((at) => at === 17),
    ),
  ),
  ...[chains.avc, chains.hevc].map((make) =>
    broken(
      'video.duplicate',
      `every tenth picture twice, ${make.recipe.encoder}`,
      make,
      again((at) => at % 10 === 5),
    ),
  ),
];

function lost(how: string, make: Make, fits: (index: number) => boolean, where = without): Break {
  return broken('video.lost_pictures', how, make, where(fits));
}

/** Only in objects behind the first. */
function asLater(fits: (index: number) => boolean) {
  const change = ts.withoutPictures(fits);
  return onBytes(change, 1);
}

export type OddLoss = { name: string; make: Make; change: typeof asMade };

/** Pictures that are missing, and are no damage: nothing builds on them. */
export const harmlessLosses: readonly OddLoss[] = [pairs.avc, pairs.hevc].map((make) => ({
  name: `pictures lost that nothing builds on, ${make.name}`,
  make,
  change: without((index) => index > 0 && index % 6 === 2),
}));
