import type { Group, VideoFormat } from '../encode/frames.ts';
import { box, fullBox, u32 } from './boxes.ts';
import { type MovieTrack, movie, type Sample, tracksOf } from './movie.ts';

const BRANDS = Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1');

/** A finished MP4 of a whole recording, with the index before the data so that a player can begin at once. */
export function singleMp4(format: VideoFormat, groups: readonly Group[]): Buffer {
  const whole: Group = { video: groups.flatMap(({ video }) => video), audio: groups.flatMap(({ audio }) => audio) };
  const [firstKey] = whole.video;
  if (firstKey === undefined) throw new Error('A recording without a picture makes no file.');
  const head = box('ftyp', BRANDS);
  const tracks = tracksOf(format, whole);
  const data = box('mdat', ...tracks.flatMap(({ samples }) => samples.map((sample) => sample.data)));

  const index = (dataStart: number): Buffer => {
    let offset = dataStart;
    const described = tracks.map(({ id, kind, samples }): MovieTrack => {
      const tables = sampleTables(samples, offset);
      offset += samples.reduce((total, sample) => total + sample.data.length, 0);
      return { id, kind, duration: samples.reduce((total, { duration }) => total + duration, 0), tables };
    });
    return movie(format, firstKey, described, false);
  };
  const length = index(0).length;
  return Buffer.concat([head, index(head.length + length + 8), data]);
}

function sampleTables(samples: readonly Sample[], dataStart: number): Buffer[] {
  const steps = samples.map(({ dts, duration }, at) => (samples[at + 1]?.dts ?? dts + duration) - dts);
  const keys = samples.flatMap(({ key }, at) => (key ? [at + 1] : []));
  const hasOffsets = samples.some(({ offset }) => offset !== 0);
  return [
    fullBox('stts', 0, 0, u32(samples.length), ...steps.map((step) => u32(1, Math.round(step)))),
    ...(hasOffsets
      ? [fullBox('ctts', 1, 0, u32(samples.length), ...samples.map(({ offset }) => u32(1, Math.round(offset))))]
      : []),
    ...(keys.length < samples.length ? [fullBox('stss', 0, 0, u32(keys.length, ...keys))] : []),
    fullBox('stsc', 0, 0, u32(1, 1, samples.length, 1)),
    fullBox('stsz', 0, 0, u32(0, samples.length, ...samples.map(({ data }) => data.length))),
    fullBox('stco', 0, 0, u32(1, dataStart)),
  ];
}
